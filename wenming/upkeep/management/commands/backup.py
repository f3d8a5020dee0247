"""`manage.py backup TARGET`: database and files as one archive."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from wenming.errors import DomainError
from wenming.upkeep.backup.making import make_backup
from wenming.upkeep.models import BACKUP, Upkeep


class Command(BaseCommand):
    help = "备份数据库和全部文件为一个归档文件；系统可以照常使用。密钥不在其中，须另外保管。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, help="归档文件，或者存放它的目录")

    def handle(self, *_args: Any, target: Path, **_options: Any) -> None:
        at = timezone.now()
        if target.is_dir():
            target /= f"wenming-{timezone.localtime(at):%Y%m%d-%H%M%S}.tar"
        try:
            manifest = make_backup(target, at=at, tell=self.stderr.write)
        except DomainError as error:
            raise CommandError(error.message) from error
        rows = sum(facts["rows"] for facts in manifest["tables"].values())
        files = manifest["files"]
        said = f"{target.name}：{rows} 行，{files['count']} 个文件，内容 {manifest['content'][:16]}"
        if files["missing"]:
            said += f"，缺少 {files['missing']} 个文件"
        Upkeep.objects.update_or_create(
            task=BACKUP,
            defaults={
                "started_at": at,
                "ended_at": timezone.now(),
                "is_sound": not files["missing"],
                "said": said,
            },
        )
        self.stdout.write(f"已备份到 {target}")
        self.stdout.write(said)
