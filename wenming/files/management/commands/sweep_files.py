"""Remove bytes that no row knows, and name rows whose bytes are missing."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand
from django.utils import timezone

from wenming.files.models import StoredFile
from wenming.files.storing import FOLDER

# A running upload has its bytes before its row.
GRACE = timedelta(hours=1)


class Command(BaseCommand):
    help = "Deletes stored files without a row (older than an hour) and lists rows without a file."

    def handle(self, *_args: Any, **_options: Any) -> None:
        known, missing = set[str](), []
        for row in StoredFile.objects.only("pk", "path", "thumbnail_path").iterator():
            known |= {row.path, row.thumbnail_path}
            if not default_storage.exists(row.path):
                missing.append(row.pk)
        removed = 0
        for path in stored_paths():
            if path not in known and _is_old(path):
                default_storage.delete(path)
                removed += 1
        self.stdout.write(f"清理了 {removed} 个无主文件；缺少内容的文件 {len(missing)} 个。")
        for pk in missing:
            self.stdout.write(f"  缺少内容：{pk}")
        if missing:
            sys.exit(1)


def stored_paths() -> Iterator[str]:
    """Every path in the folder of uploads, two levels deep as `accept_upload` writes them."""
    if not default_storage.exists(FOLDER):
        return
    for folder in default_storage.listdir(FOLDER)[0]:
        for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]:
            yield f"{FOLDER}/{folder}/{name}"


def _is_old(path: str) -> bool:
    return timezone.now() - default_storage.get_modified_time(path) > GRACE
