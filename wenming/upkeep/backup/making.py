"""Writing a backup: the tables as of one moment, then the files that they name."""

import gzip
import json
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from wenming.errors import DomainError
from wenming.files.models import StoredFile
from wenming.snapshots import one_snapshot
from wenming.upkeep.backup.archive import FILES, FIRST, MANIFEST, MEDIA, TABLES, Writer, written
from wenming.upkeep.backup.rows import CHUNK, Digest, Told, lines_of, summed, tables

FORMAT, VERSION = "wenming-backup", 1
NOTE = """Backup of a Wenming installation. Restore it with: manage.py restore THIS-FILE
Keep AUDIT_KEY and SECRET_KEY in a safe place of their own: they are not in here.
"""
FILES_BETWEEN_NEWS = 500
Manifest = dict[str, Any]


def make_backup(target: Path, *, at: datetime, tell: Told, using: str = "default") -> Manifest:
    """Write the archive and return its manifest. Memory stays flat however much there is."""
    if target.exists():
        raise DomainError(f"{target} 已经存在，请换一个文件名。")
    if not target.parent.is_dir():
        raise DomainError(f"目录 {target.parent} 不存在，请先建立。")
    with written(target, int(at.timestamp())) as archive:
        with archive.member(FIRST) as file:
            file.write(NOTE.encode())
        with archive.scratch() as named:
            with one_snapshot(using):
                manifest = _manifest(at, using)
                manifest["tables"] = _write_tables(archive, using, tell)
                _list_files(named, using)
            manifest["files"] = _write_files(archive, named, tell)
        manifest["content"] = summed(manifest["tables"])
        with archive.member(MANIFEST) as file:
            file.write(json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    return manifest


def applied_migrations(using: str) -> list[str]:
    applied = MigrationRecorder(connections[using]).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def _manifest(at: datetime, using: str) -> Manifest:
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": at.isoformat(),
        "county": settings.COUNTY,
        "database": connections[using].vendor,
        "migrations": applied_migrations(using),
    }


def _write_tables(archive: Writer, using: str, tell: Told) -> dict[str, Any]:
    """One compressed member per table; rows and hash of each, which no database changes."""
    facts = {}
    for label, model in tables().items():
        digest = Digest()
        with (
            archive.member(f"{TABLES}{label}.jsonl.gz") as file,
            gzip.GzipFile(fileobj=file, mode="wb", mtime=0, compresslevel=6) as packed,
        ):
            packed.writelines(digest(lines_of(model, using)))
        facts[label] = digest.facts
        if digest.rows:
            tell(f"  {label}：{digest.rows} 行")
    return facts


def _list_files(named: IO[bytes], using: str) -> None:
    """The paths that rows of this moment name. Files never change, so they are read afterwards,
    when nobody has to wait for us any more."""
    paths = StoredFile.objects.using(using).order_by("pk").values_list("path", "thumbnail_path")
    for pair in paths.iterator(chunk_size=CHUNK):
        named.writelines(path.encode() + b"\n" for path in pair if path)
    named.seek(0)


def _write_files(archive: Writer, named: IO[bytes], tell: Told) -> dict[str, Any]:
    """Every named file, then the list of them. A file that is gone is said, not passed over."""
    facts: dict[str, Any] = {"count": 0, "bytes": 0, "missing": 0}
    with archive.member(FILES) as listed:
        for line in named:
            path = line.decode().rstrip("\n")
            if not default_storage.exists(path):
                facts["missing"] += 1
                tell(f"  缺少文件：{path}")
                continue
            with default_storage.open(path) as content:
                digest = archive.add(f"{MEDIA}{path}", content, content.size)
                entry = {"path": path, "size": content.size, "sha256": digest}
            listed.write(json.dumps(entry).encode() + b"\n")
            facts["count"] += 1
            facts["bytes"] += entry["size"]
            if facts["count"] % FILES_BETWEEN_NEWS == 0:
                tell(f"  文件：{facts['count']} 个")
    return facts
