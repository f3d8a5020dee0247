"""The migrations tell the models' whole story, forwards and backwards, on this database."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from districts.models import UnitType

ROOT = Path(__file__).resolve().parent.parent
OURS = (
    "accounts",
    "audit",
    "files",
    "jobs",
    "workdays",
    "notices",
    "upkeep",
    "districts",
    "assessments",
)


@pytest.mark.django_db
def test_no_model_change_lacks_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_app_has_two_newest_migrations() -> None:
    assert MigrationLoader(None).detect_conflicts() == {}


def test_every_app_of_ours_is_walked_below() -> None:
    """A new app with models has to be added to the walk."""
    folders = {config.label for config in apps.get_app_configs() if _is_ours(config.path)}
    assert folders == {*OURS, "wenming"}


def _is_ours(path: str) -> bool:
    return ROOT in Path(path).parents and ".venv" not in path


@pytest.fixture
def empty_database(tmp_path: Path) -> Iterator[str]:
    """The DATABASE_URL of a new, empty database of the vendor under test."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    url, name = settings.ENVIRONMENT.database_url, f"empty_{os.getpid()}"
    with closing(psycopg2.connect(url)) as server, server.cursor() as cursor:
        server.autocommit = True
        cursor.execute(f"CREATE DATABASE {name}")
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
        cursor.execute(f"DROP DATABASE {name}")


WALK = f"""
import django; django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
call_command("migrate", verbosity=0)
MigrationExecutor(connection).migrate([(label, None) for label in {OURS!r}])
call_command("migrate", verbosity=0)
call_command("migrate", check_unapplied=True, verbosity=0)
"""


def test_every_migration_goes_forwards_and_back(empty_database: str, tmp_path: Path) -> None:
    environ = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "wenming.settings",
        "WENMING_DATA": str(tmp_path),
        "DATABASE_URL": empty_database,
    }
    walked = subprocess.run(  # noqa: S603  # our own words
        [sys.executable, "-c", WALK],
        env=environ, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert walked.returncode == 0, walked.stderr


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_seeded_rows_are_there_after_a_test_that_flushed(turn: int) -> None:
    """The first turn ends by emptying every table; the second must not notice."""
    assert UnitType.objects.count() == 6, turn
