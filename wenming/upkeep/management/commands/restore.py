"""`manage.py restore ARCHIVE`: put a backup into an empty place."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wenming.audit.verification import verify_trail
from wenming.errors import DomainError
from wenming.upkeep.backup.restoring import restore_backup


class Command(BaseCommand):
    help = "把备份恢复到空的系统；备份损坏、版本不同或这里已有数据时，什么也不改动。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", type=Path, help="manage.py backup 生成的文件")
        parser.add_argument(
            "--replace", action="store_true", help="这里已有的全部数据由备份替换（请先停止系统）"
        )

    def handle(self, *_args: Any, archive: Path, replace: bool, **_options: Any) -> None:
        try:
            manifest, before = restore_backup(archive, replaces=replace, tell=self.stderr.write)
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"已恢复 {manifest['made_at'][:19]} 的备份，内容与备份一致。")
        if before:
            self.stdout.write(f"原有的文件保留在 {before}，确认无误后可以删除。")
        verdict = verify_trail()
        if not verdict.is_sound:
            self.stdout.write("操作留痕有问题：" + "；".join(verdict.faults))
            sys.exit(1)
        self.stdout.write(f"操作留痕完好：共 {verdict.entries} 条，校验点 {verdict.head}")
