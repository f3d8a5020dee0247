"""Remove bytes that no row knows, and name rows whose bytes are missing."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from wenming.files.sweeping import sweep_files


class Command(BaseCommand):
    help = "Deletes stored files without a row (older than an hour) and lists rows without a file."

    def handle(self, *_args: Any, **_options: Any) -> None:
        removed, missing = sweep_files(timezone.now())
        self.stdout.write(f"清理了 {removed} 个无主文件；缺少内容的文件 {len(missing)} 个。")
        for pk in missing:
            self.stdout.write(f"  缺少内容：{pk}")
        if missing:
            sys.exit(1)
