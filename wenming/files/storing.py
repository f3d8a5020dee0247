"""Taking a file in: name, size, type, content, virus, then bytes before row.

A row without bytes cannot arise: the bytes are written first. Bytes without a row, left by a
transaction that rolled back, are removed at the end of the request, and by `sweep_files`.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import partial
from io import SEEK_END
from typing import IO, cast
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from wenming.accounts.models import User
from wenming.errors import DomainError, StorageFull
from wenming.files.images import Picture, redraw
from wenming.files.models import Kind, StoredFile
from wenming.files.types import MAX_BYTES, MEGABYTE, FileType, type_made, type_of
from wenming.text import REMOVED, SURROGATES

logger = logging.getLogger(__name__)

FOLDER = "files"
MAX_NAME = 255
NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
NOTHING_ARRIVED = "未收到文件，请重新选择后上传。"

_written: ContextVar[list[str] | None] = ContextVar("paths written in this request", default=None)


def accept_upload(
    upload: UploadedFile[bytes] | None, *, by: User | None, at: datetime | None = None
) -> StoredFile:
    """Check an uploaded file and keep it, or raise DomainError and keep nothing.

    Call it inside the action's transaction. Images are stored redrawn; `sha256` is that of the
    bytes as they came, so the same file is recognised when it comes again. `by` is None for a file
    that somebody without an account sent.
    """
    if upload is None or not upload.name:
        raise DomainError(NOTHING_ARRIVED)
    name, extension = clean_filename(upload.name)
    file_type = type_of(extension)
    size = upload.size or 0
    if not size:
        raise DomainError(f"“{name}”是空文件，请检查后重新上传。")
    if size > MAX_BYTES[file_type.kind]:
        limit = MAX_BYTES[file_type.kind] // MEGABYTE
        raise DomainError(f"“{name}”超过 {limit} MB，请压缩后再上传。")
    content = cast(IO[bytes], upload)
    file_type.check(content)
    _scan(content, name)
    picture = redraw(content) if file_type.kind == Kind.IMAGE else None
    return _keep(content, file_type, picture, name=name, size=size, by=by, at=at)


def keep_made(content: IO[bytes], name: str, *, by: User, at: datetime | None = None) -> StoredFile:
    """Keep a file that the system itself made; only its name is looked at, for the type."""
    name, extension = clean_filename(name)
    size = content.seek(0, SEEK_END)
    return _keep(content, type_made(extension), None, name=name, size=size, by=by, at=at)


def discard(stored: StoredFile) -> None:
    """Forget a file: its row now, its bytes once the transaction is through."""
    paths = [path for path in (stored.path, stored.thumbnail_path) if path]
    stored.delete()
    for path in paths:
        transaction.on_commit(partial(default_storage.delete, path))


def clean_filename(name: str) -> tuple[str, str]:
    """The last part of what the browser sent, as it is shown, and its extension in lower case."""
    if SURROGATES.search(name) or "\ufffd" in name:
        raise DomainError("文件名中有无法识别的字符，请改名后重新上传。")
    name = REMOVED.sub("", unicodedata.normalize("NFC", name))
    name = re.sub(r"\s+", " ", re.split(r"[\\/]", name)[-1]).strip()
    stem, dot, extension = name.rpartition(".")
    if not name.strip("."):
        raise DomainError(NOTHING_ARRIVED)
    if not stem.strip(". ") or not dot or not extension.strip():
        raise DomainError(f"文件名“{name[:80]}”没有扩展名，请改名后重新上传。")
    extension = extension.lower()
    return f"{stem[: MAX_NAME - len(extension) - 1]}.{extension}", extension


@contextmanager
def uncommitted_removed() -> Iterator[None]:
    """On leaving, delete what was written inside and has no row after all."""
    token = _written.set([])
    try:
        yield
    finally:
        paths = _written.get() or []
        _written.reset(token)
        if paths:
            kept = set(StoredFile.objects.filter(path__in=paths).values_list("path", flat=True))
            kept |= {f"{path}.thumbnail" for path in kept}
            for path in paths:
                if path not in kept:
                    default_storage.delete(path)


def _keep(
    content: IO[bytes],
    file_type: FileType,
    picture: Picture | None,
    *,
    name: str,
    size: int,
    by: User | None,
    at: datetime | None,
) -> StoredFile:
    key = uuid4()
    path = f"{FOLDER}/{key.hex[:2]}/{key.hex}"
    digest = _digest(content)
    content.seek(0)
    _write(path, ContentFile(picture.content) if picture else File(content))
    if picture:
        _write(f"{path}.thumbnail", ContentFile(picture.thumbnail))
    return StoredFile.objects.create(
        pk=key,
        original_name=name,
        kind=file_type.kind,
        content_type=picture.content_type if picture else file_type.content_type,
        size=len(picture.content) if picture else size,
        sha256=digest,
        path=path,
        thumbnail_path=f"{path}.thumbnail" if picture else "",
        width=picture.width if picture else None,
        height=picture.height if picture else None,
        uploaded_by=by,
        uploaded_at=at or timezone.now(),
    )


def _write(path: str, content: File[bytes]) -> None:
    """Under exactly this path. A write that fails half way leaves nothing behind."""
    written = _written.get()
    if written is not None:
        written.append(path)
    try:
        default_storage.save(path, content)
    except OSError as error:
        default_storage.delete(path)
        if error.errno in NO_SPACE:
            logger.critical("the file storage is full")
            raise StorageFull("存储空间已满，文件没有保存，请联系系统管理员。") from error
        raise


def _scan(content: IO[bytes], name: str) -> None:
    """Ask the configured scanner; a scanner that fails lets nothing through."""
    if not settings.FILE_SCANNER:
        return
    content.seek(0)
    try:
        virus = import_string(settings.FILE_SCANNER)(content)
    except Exception as error:
        logger.exception("the file scanner failed")
        raise DomainError("病毒检查暂时不可用，文件没有保存，请稍后再试。") from error
    if virus:
        logger.warning("an upload was refused as infected: %s", virus)
        raise DomainError(f"“{name}”没有通过病毒检查，不能上传。")


def _digest(content: IO[bytes]) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    while chunk := content.read(MEGABYTE):
        digest.update(chunk)
    return digest.hexdigest()
