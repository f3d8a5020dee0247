"""Backup and restore: what comes back is what was there, on either database; or nothing changes."""

from __future__ import annotations

import hashlib
import io
import json
import random
import stat
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django import conf
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from districts.models import Department, QuantityKind, Unit, UnitType
from districts.roles import Role
from tests.factories import make_department, make_unit, make_user
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry
from wenming.audit.trail import record
from wenming.errors import DomainError
from wenming.files.models import StoredFile
from wenming.files.storing import accept_upload
from wenming.upkeep.backup import restoring, rows
from wenming.upkeep.backup.archive import DAMAGED, MANIFEST, NOT_OURS, SEAL, SEAL_LENGTH
from wenming.upkeep.backup.making import applied_migrations, make_backup
from wenming.upkeep.backup.restoring import restore_backup
from wenming.upkeep.backup.rows import content_of
from wenming.upkeep.models import Upkeep

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
OTHER = "other"


@pytest.fixture
def county() -> User:
    """A few rows of every kind of column, a trail and a file."""
    user = make_user(Role.OFFICE, name="王敏")
    unit = make_unit("县水泥厂", type=UnitType.AGENCY)
    make_department('换行\n引号"反斜杠\\ emoji 🏭')
    QuantityKind.objects.create(name="木料", unit="方", decimals=2)
    upload = SimpleUploadedFile("说明.pdf", b"%PDF-1.4\n1 0 obj\n%%EOF\n")
    accept_upload(upload, by=user)
    record("unit.update", on=unit, by=user, at=AT, before={"b": 1, "a": "1e5"}, after=[True, None])
    return user


@pytest.fixture
def archive(county: User, tmp_path: Path) -> Path:
    path = tmp_path / "backup.tar"
    make_backup(path, at=AT, tell=lambda line: None)
    return path


@pytest.fixture
def other(tmp_path: Path) -> Iterator[str]:
    """An empty place on SQLite with today's tables, whatever database the suite runs on."""
    name = str(tmp_path / "other.sqlite3")
    base = connections["default"].settings_dict
    sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": {}}
    connections.settings[OTHER] = {**base, **sqlite, "CONN_MAX_AGE": 0}
    connection = connections[OTHER]
    connection.connect()  # tests may not open others than their own by themselves
    models = [model for model in apps.get_models() if model._meta.managed]
    with connection.schema_editor() as editor:
        for model in models:
            editor.create_model(model)
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for migration in applied_migrations("default"):
        recorder.record_applied(*migration.split(".", 1))
    yield OTHER
    connection.close()
    del connections.settings[OTHER]
    delattr(connections._connections, OTHER)  # type: ignore[attr-defined]


def empty_here() -> None:
    rows.emptied("default")
    for path in Path(conf.settings.MEDIA_ROOT).glob("files/*/*"):
        path.unlink()
        path.parent.rmdir()


def restore(path: Path, **options: Any) -> None:
    restore_backup(path, **{"replaces": False, "tell": lambda line: None, **options})


def refused(path: Path, **options: Any) -> str:
    """The refusal, after a look that nothing has changed."""
    before, files = content_of("default"), sorted(Path(conf.settings.MEDIA_ROOT).rglob("*"))
    with pytest.raises(DomainError) as error:
        restore(path, **options)
    assert content_of("default") == before
    assert sorted(Path(conf.settings.MEDIA_ROOT).rglob("*")) == files
    return error.value.message


def test_a_backup_comes_back_into_an_empty_place(
    county: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, stored = content_of("default"), StoredFile.objects.get()
    path = tmp_path / "backup.tar"
    call_command("backup", str(path))
    assert "accounts.user：1 行" in capsys.readouterr().err
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Upkeep.objects.get(task="backup").is_sound
    empty_here()
    call_command("restore", str(path))
    said = capsys.readouterr()
    assert "操作留痕完好：共 1 条" in said.out
    assert content_of("default") == before
    with default_storage.open(stored.path) as file:
        assert file.read().startswith(b"%PDF")
    assert stat.S_IMODE(Path(default_storage.path(stored.path)).stat().st_mode) == 0o600
    # new rows get new numbers, also where the database keeps a sequence
    loaded = Department.objects.latest("pk").pk
    assert make_department("后来的部门").pk > loaded
    assert User.objects.get().name == "王敏"


def test_content_is_the_same_on_both_databases(
    archive: Path, other: str, tmp_path: Path, settings: Settings
) -> None:
    """From the suite's database to SQLite, and from SQLite to the suite's database."""
    before = content_of("default")
    settings.MEDIA_ROOT = tmp_path / "media-there"
    restore(archive, using=other)
    assert content_of(other) == before
    back = tmp_path / "back.tar"
    manifest = make_backup(back, at=AT, tell=lambda line: None, using=other)
    assert (manifest["database"], manifest["files"]["count"]) == ("sqlite", 1)
    rows.emptied("default")
    settings.MEDIA_ROOT = tmp_path / "media-back"
    restore(back)
    assert content_of("default") == before


def test_any_flipped_byte_is_noticed(archive: Path) -> None:
    """In names, contents, padding and seal: at random places and at all edges."""
    whole = archive.read_bytes()
    chosen = random.Random(20261123)  # noqa: S311  # which bytes is no secret
    edges = {0, 1, 511, 512, len(whole) - SEAL_LENGTH - 1, len(whole) - SEAL_LENGTH, len(whole) - 1}
    empty_here()
    for place in edges | {chosen.randrange(len(whole)) for _ in range(60)}:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << chosen.randrange(8)
        archive.write_bytes(damaged)
        with pytest.raises(DomainError) as error:
            restore(archive)
        assert error.value.message in (DAMAGED, NOT_OURS), place
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda whole: whole[:-1], DAMAGED),
        (lambda whole: whole[: len(whole) // 2], DAMAGED),
        (lambda whole: whole + b"\n", DAMAGED),
        (lambda whole: b"", NOT_OURS),
        (lambda whole: b"PK\x03\x04" + whole, NOT_OURS),
    ],
)
def test_cut_and_foreign_archives_are_refused(archive: Path, change: Any, sentence: str) -> None:
    archive.write_bytes(change(archive.read_bytes()))
    empty_here()
    assert refused(archive) == sentence


def sealed_again(path: Path, **changes: Any) -> None:
    """The same archive with another manifest and a proper seal."""
    content = io.BytesIO()
    with tarfile.open(path) as old, tarfile.open(fileobj=content, mode="w") as new:
        for info in old:
            piece = old.extractfile(info).read()
            if info.name == MANIFEST:
                piece = json.dumps(json.loads(piece) | changes).encode()
            info.size = len(piece)
            new.addfile(info, io.BytesIO(piece))
    whole = content.getvalue()
    digest = hashlib.sha256(whole).hexdigest()
    path.write_bytes(whole + SEAL + digest.encode() + b"\n")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"format": "another"}, NOT_OURS),
        ({"version": 2}, restoring.NEWER),
        ({"migrations": ["districts.9999_tomorrow"]}, restoring.NEWER),
        ({"migrations": ["districts.0001_initial"]}, restoring.OLDER),
        ({"content": "0" * 64}, "恢复后的内容与备份不一致"),
    ],
)
def test_other_versions_and_untrue_manifests_are_refused(
    archive: Path, changes: dict[str, Any], sentence: str
) -> None:
    sealed_again(archive, **changes)
    assert refused(archive, replaces=True).startswith(sentence)


def test_what_is_here_is_only_replaced_when_that_was_said(archive: Path) -> None:
    make_unit("后来登记的单位")
    stored = StoredFile.objects.get()
    assert refused(archive) == restoring.FULL
    _manifest, before = restore_backup(archive, replaces=True, tell=lambda line: None)
    assert not Unit.objects.filter(name="后来登记的单位").exists()
    assert before is not None
    assert default_storage.exists(stored.path)
    # files alone make a place full as well
    rows.emptied("default")
    assert refused(archive) == restoring.FULL


def test_a_restore_that_fails_half_way_changes_nothing(archive: Path) -> None:
    make_unit("后来登记的单位")
    for place, fault in (("load", IntegrityError()), ("content_of", RuntimeError())):
        before = content_of("default")
        with (
            patch.object(restoring, place, side_effect=fault),
            pytest.raises(type(fault)),
        ):
            restore(archive, replaces=True)
        assert content_of("default") == before
    assert not Path(default_storage.path(".restoring")).exists()


def test_another_audit_key_is_told_before_anything_changes(
    archive: Path, settings: Settings
) -> None:
    settings.AUDIT_KEY = "another key that did not seal this trail at all, fifty long"
    assert refused(archive, replaces=True) == restoring.OTHER_KEY


def test_a_backup_overwrites_nothing_and_says_what_it_misses(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match="已经存在"):
        call_command("backup", str(archive))
    with pytest.raises(CommandError, match="不存在"):
        call_command("backup", str(tmp_path / "nowhere" / "backup.tar"))
    default_storage.delete(StoredFile.objects.get().path)
    call_command("backup", str(tmp_path))
    assert "缺少 1 个文件" in capsys.readouterr().out
    assert not Upkeep.objects.get(task="backup").is_sound
    assert not list(tmp_path.glob("*.part"))


def test_the_trail_reads_the_same_after_its_way_through_text(county: User) -> None:
    entry = AuditEntry.objects.get()
    (line,) = rows.lines_of(AuditEntry, "default")
    assert json.loads(line)[1] == "2026-11-23T08:00:00.000000+00:00"
    assert rows._plain(Decimal("1.5"), 2) == "1.50"
    assert entry.hash == entry.computed_hash()
