"""A server starts only where it is safe: the checks as functions, then as a real process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from pytest_django import Settings

from tests.test_settings import PRODUCTION, ROOT
from wenming.checks import (
    data_can_be_written,
    no_demonstration_account_in_production,
    sqlite_is_opened_safely,
)


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"transaction_mode": "IMMEDIATE", "timeout": 20}, []),
        ({"transaction_mode": "DEFERRED", "timeout": 20}, ["wenming.E001"]),
        ({"transaction_mode": "IMMEDIATE", "timeout": 5}, ["wenming.E002"]),
        ({}, ["wenming.E001", "wenming.E002"]),
    ],
)
def test_sqlite_must_queue_its_writers(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, object], expected: list[str]
) -> None:
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)
    assert [message.id for message in sqlite_is_opened_safely(None)] == expected


@pytest.mark.only_on("sqlite")
@pytest.mark.django_db
def test_the_connection_keeps_what_the_settings_promise() -> None:
    with connection.cursor() as cursor:
        found = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {"synchronous": 2, "foreign_keys": 1, "busy_timeout": 20_000}


def test_a_data_folder_that_cannot_be_written_is_an_error(
    settings: Settings, tmp_path: Path
) -> None:
    assert data_can_be_written(None) == []
    settings.DATA_DIR = tmp_path / "missing"
    assert [message.id for message in data_can_be_written(None)] == ["wenming.E003"]


@pytest.mark.django_db
@pytest.mark.parametrize("is_active", [True, False], ids=["active", "disabled"])
def test_production_tolerates_no_demonstration_account(settings: Settings, is_active: bool) -> None:
    get_user_model().objects.create_user(
        "yanshi", name="演示", is_active=is_active, is_demonstration=True
    )
    for is_production, expected in ((False, []), (True, ["wenming.E004"])):
        settings.IS_PRODUCTION = is_production
        messages = no_demonstration_account_in_production(None, databases=["default"])
        assert [message.id for message in messages] == expected


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A complete production environment on a database of its own."""
    return PRODUCTION | {
        "PATH": os.environ["PATH"],
        "WENMING_DATA": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
    }


def python(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python as a new process would start, with nothing inherited."""
    return subprocess.run(  # noqa: S603  # our own words
        [sys.executable, *arguments],
        env=environ, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_complete_production_environment_passes_djangos_own_deploy_check(
    environ: dict[str, str],
) -> None:
    checked = python(environ, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert (checked.returncode, checked.stderr) == (0, "")


def test_an_insecure_environment_stops_every_command(environ: dict[str, str]) -> None:
    refused = python(environ | {"SECRET_KEY": "short"}, "manage.py", "migrate")

    assert refused.returncode != 0
    assert "SECRET_KEY: 至少 50 个字符" in refused.stderr
    assert not Path(environ["DATABASE_URL"].removeprefix("sqlite:///")).exists()


def test_a_server_started_by_hand_refuses_a_demonstration_database(
    environ: dict[str, str],
) -> None:
    demonstration = {name: environ[name] for name in ("PATH", "WENMING_DATA", "DATABASE_URL")}
    create = (
        "import django; django.setup();"
        "from django.core.management import call_command as call;"
        "call('migrate', 'accounts', verbosity=0);"
        "from wenming.accounts.models import User;"
        "User.objects.create_user('yanshi', name='演示', is_demonstration=True)"
    )
    setting = {"DJANGO_SETTINGS_MODULE": "wenming.settings"}
    created = python(demonstration | setting, "-c", create)
    assert created.returncode == 0, created.stderr

    refused = python(environ, "-c", "import wenming.wsgi")

    assert refused.returncode != 0
    assert "wenming.E004" in refused.stderr
