"""Bytes that no row knows, and rows whose bytes are missing."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.storage import default_storage

from wenming.files.models import StoredFile
from wenming.files.storing import FOLDER

# A running upload has its bytes before its row.
GRACE = timedelta(hours=1)


def sweep_files(now: datetime) -> tuple[int, list[UUID]]:
    """Delete bytes without a row; how many, and which rows have lost their bytes."""
    known, missing = set[str](), []
    for row in StoredFile.objects.only("pk", "path", "thumbnail_path").iterator():
        known |= {row.path, row.thumbnail_path}
        if not default_storage.exists(row.path):
            missing.append(row.pk)
    removed = 0
    for path in stored_paths():
        if path not in known and now - default_storage.get_modified_time(path) > GRACE:
            default_storage.delete(path)
            removed += 1
    return removed, missing


def stored_paths() -> Iterator[str]:
    """Every path in the folder of uploads, two levels deep as `accept_upload` writes them."""
    if not default_storage.exists(FOLDER):
        return
    for folder in default_storage.listdir(FOLDER)[0]:
        for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]:
            yield f"{FOLDER}/{folder}/{name}"
