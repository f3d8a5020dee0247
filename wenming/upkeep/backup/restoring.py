"""Reading a backup back: everything is checked first, then all of it is there or none."""

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hmac import compare_digest
from itertools import count
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connections, transaction

from wenming.accounts.models import User
from wenming.audit.models import AuditEntry, AuditHead
from wenming.errors import DomainError
from wenming.files.models import StoredFile
from wenming.files.storing import FOLDER
from wenming.upkeep.backup.archive import (
    DAMAGED,
    FILES,
    MANIFEST,
    NOT_OURS,
    PIECE,
    TABLES,
    Reader,
    checked,
)
from wenming.upkeep.backup.making import FORMAT, VERSION, Manifest, applied_migrations
from wenming.upkeep.backup.rows import (
    Told,
    content_of,
    emptied,
    load,
    sequences_reset,
    summed,
    tables,
)

OUR_PATH = re.compile(rf"{FOLDER}/[0-9a-f]{{2}}/[0-9a-f]{{32}}(\.thumbnail)?", re.ASCII)
NEWER = "备份来自较新版本的程序，没有恢复。请先把程序升级到同一版本。"
OLDER = "备份来自较早版本的程序，没有恢复。请用当时的版本恢复，再升级并运行 migrate。"
UNREADY = "数据库还没有建好，没有恢复。请先运行 manage.py migrate。"
FULL = "这里已经有数据，没有恢复。确认要用备份替换全部数据时，请加 --replace。"
OTHER_KEY = "操作留痕与现在的 AUDIT_KEY 不符，没有恢复。请使用备份时的 AUDIT_KEY。"


def restore_backup(
    path: Path, *, replaces: bool, tell: Told, using: str = "default"
) -> tuple[Manifest, Path | None]:
    """Restore, or raise DomainError and leave everything as it was. The manifest, and where the
    files that stood here before have been put."""
    archive = checked(path)
    tell("备份文件完好")
    manifest = _manifest_of(archive)
    _refuse_other_version(manifest, using)
    if not replaces and _is_full(using):
        raise DomainError(FULL)
    with _unpacked(archive, manifest, tell) as folder:
        with transaction.atomic(using=using):
            _load_tables(archive, using, tell)
            _refuse_difference(manifest, using)
        ContentType.objects.clear_cache()
        return manifest, _put_in_place(folder)


def _manifest_of(archive: Reader) -> Manifest:
    with archive.member(MANIFEST) as file:
        manifest = json.loads(file.read())
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise DomainError(NOT_OURS)
    return manifest


def _refuse_other_version(manifest: Manifest, using: str) -> None:
    there, here = set(manifest["migrations"]), set(applied_migrations(using))
    if not here:
        raise DomainError(UNREADY)
    if manifest["version"] > VERSION or there - here:
        raise DomainError(NEWER)
    if here - there or set(manifest["tables"]) != set(tables()):
        raise DomainError(OLDER)


def _is_full(using: str) -> bool:
    """Whether anybody has worked here. What `migrate` itself put in does not count."""
    kept = Path(settings.MEDIA_ROOT) / FOLDER
    has_files = kept.is_dir() and any(kept.iterdir())
    models = (User, AuditEntry, StoredFile)
    return has_files or any(model._base_manager.using(using).exists() for model in models)


def _load_tables(archive: Reader, using: str, tell: Told) -> None:
    emptied(using)
    for label, model in tables().items():
        with (
            archive.member(f"{TABLES}{label}.jsonl.gz") as packed,
            gzip.GzipFile(fileobj=packed) as lines,
        ):
            load(model, lines, using)
        tell(f"  {label}")
    connections[using].check_constraints()
    sequences_reset(using)


def _refuse_difference(manifest: Manifest, using: str) -> None:
    """What the database now says has to be what was backed up, row by row, under our key."""
    content = content_of(using)
    if content != manifest["tables"] or summed(content) != manifest["content"]:
        named = [label for label, facts in content.items() if facts != manifest["tables"][label]]
        raise DomainError(f"恢复后的内容与备份不一致（{'、'.join(named)}），已全部撤销。")
    head = AuditHead._base_manager.using(using).first()
    if head and head.sequence and not compare_digest(head.mac, head.computed_mac()):
        raise DomainError(OTHER_KEY)


@contextmanager
def _unpacked(archive: Reader, manifest: Manifest, tell: Told) -> Iterator[Path]:
    """All files in a folder of their own inside the store; gone again unless they were put in
    place."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = root / ".restoring"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / FOLDER).mkdir(parents=True, mode=0o700)
    try:
        with archive.member(FILES) as listed:
            awaited = iter(listed)
            archive.media(lambda name, content: _unpack(folder, name, content, next(awaited, b"")))
            if next(awaited, None) is not None:
                raise DomainError(DAMAGED)
        tell(f"  文件：{manifest['files']['count']} 个")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(folder: Path, name: str, content: IO[bytes], listed: bytes) -> None:
    entry: dict[str, Any] = json.loads(listed or b"{}")
    if not OUR_PATH.fullmatch(name) or entry.get("path") != name:
        raise DomainError(NOT_OURS)
    target = folder / name
    target.parent.mkdir(exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    with target.open("xb") as file:
        target.chmod(0o600)
        while piece := content.read(PIECE):
            digest.update(piece)
            file.write(piece)
    if digest.hexdigest() != entry["sha256"]:
        raise DomainError(DAMAGED)


def _put_in_place(folder: Path) -> Path | None:
    """Two renames within one folder. What stood here before is kept under another name."""
    kept, before = Path(settings.MEDIA_ROOT) / FOLDER, None
    if kept.exists():
        names = (f"{FOLDER}.before-{number}" for number in count(1))
        before = next(place for name in names if not (place := kept.with_name(name)).exists())
        kept.rename(before)
    (folder / FOLDER).rename(kept)
    return before
