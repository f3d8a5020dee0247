"""Production refuses every insecure environment; the demonstration stays on this machine."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

import pytest

from wenming.database import Version, database_settings, journal_mode
from wenming.environment import (
    GENERATED,
    LOOPBACK,
    EnvironmentRefused,
    demonstration_secret,
    read_environment,
)
from wenming.logs import OneLineFormatter

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "WENMING_MODE": "production",
    "WENMING_DATA": "/srv/wenming",
    "COUNTY": "示范县",
    "SECRET_KEY": "kK3-" * 5 + "b7Q_" * 10,
    "AUDIT_KEY": "mM5-" * 5 + "r2T_" * 10,
    "ALLOWED_HOSTS": "wenming.example.gov.cn, .wm.example.gov.cn",
    "DATABASE_URL": "postgresql://wenming:secret@db.example.gov.cn/wenming",
    "PROXY_COUNT": "1",
    "HSTS_SECONDS": "31536000",
}


def without(*names: str) -> dict[str, str]:
    return {name: value for name, value in PRODUCTION.items() if name not in names}


def refusals(environ: Mapping[str, str]) -> list[str]:
    """The names of the variables that are refused."""
    with pytest.raises(EnvironmentRefused) as caught:
        read_environment(environ, ROOT)
    return [error.partition(":")[0] for error in caught.value.errors]


def test_a_complete_production_environment_is_accepted() -> None:
    environment = read_environment(PRODUCTION, ROOT)

    assert environment.is_production
    assert environment.data_dir == Path("/srv/wenming")
    assert environment.allowed_hosts == ("wenming.example.gov.cn", ".wm.example.gov.cn")
    assert (environment.proxy_count, environment.hsts_seconds) == (1, 31_536_000)


def test_an_empty_environment_is_a_demonstration_on_this_machine_only() -> None:
    environment = read_environment({}, ROOT)

    assert not environment.is_production
    assert environment.allowed_hosts == LOOPBACK
    assert environment.data_dir == ROOT / "var"
    assert environment.secret_key == ""


@pytest.mark.parametrize("name", sorted(PRODUCTION.keys() - {"WENMING_MODE", "WENMING_DATA"}))
@pytest.mark.parametrize("blank", [None, "", "  "], ids=["absent", "empty", "spaces"])
def test_production_has_no_default_for_its_safety(name: str, blank: str | None) -> None:
    environ = without(name) if blank is None else PRODUCTION | {name: blank}
    assert refusals(environ) == [name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("SECRET_KEY", "kK3-" * 12, id="short secret"),
        pytest.param("SECRET_KEY", "a" * 60, id="one letter repeated"),
        pytest.param("SECRET_KEY", GENERATED + "kK3-b7Q_" * 8, id="the demonstration's secret"),
        pytest.param("SECRET_KEY", "django-insecure-" + "kK3-b7Q_" * 8, id="Django's sample"),
        pytest.param("AUDIT_KEY", "mM5-" * 12, id="short key of the trail"),
        pytest.param("AUDIT_KEY", PRODUCTION["SECRET_KEY"], id="one key for two purposes"),
        pytest.param("ALLOWED_HOSTS", "*", id="any host"),
        pytest.param("ALLOWED_HOSTS", "wm.gov.cn,*", id="one host and any host"),
        pytest.param("ALLOWED_HOSTS", "https://wm.gov.cn", id="an address for a host"),
        pytest.param("ALLOWED_HOSTS", ",", id="no host between commas"),
        pytest.param("CSRF_TRUSTED_ORIGINS", "http://wm.gov.cn", id="origin without TLS"),
        pytest.param("DATABASE_URL", "wenming", id="a bare name"),
        pytest.param("DATABASE_URL", "mysql://u:p@h/wenming", id="another database"),
        pytest.param("DATABASE_URL", "postgresql://u:p@h", id="no database name"),
        pytest.param("DATABASE_URL", "sqlite://:memory:", id="in memory"),
        pytest.param("DATABASE_URL", "sqlite:///:memory:", id="in memory, three slashes"),
        pytest.param("PROXY_COUNT", "-1", id="negative"),
        pytest.param("PROXY_COUNT", "one", id="a word"),
        pytest.param("PROXY_COUNT", "\u0661", id="a digit of another script"),
        pytest.param("PROXY_COUNT", "6", id="too many proxies"),
        pytest.param("HSTS_SECONDS", "0", id="no HSTS"),
        pytest.param("HSTS_SECONDS", "60", id="a minute of HSTS"),
        pytest.param("LOG_LEVEL", "LOUD", id="unknown level"),
        pytest.param("WENMING_DATA", "var", id="relative folder"),
        pytest.param("WENMING_MOED", "production", id="misspelt variable"),
    ],
)
def test_production_refuses(name: str, value: str) -> None:
    assert set(refusals(PRODUCTION | {name: value})) == {name}


def test_all_errors_are_told_at_once_in_two_languages() -> None:
    with pytest.raises(EnvironmentRefused) as caught:
        read_environment({"WENMING_MODE": "production"}, ROOT)

    text = str(caught.value)
    assert len(caught.value.errors) == 7
    assert "正式运行时必须设置" in text
    assert "required in production" in text


@pytest.mark.parametrize("folder", ["/srv/wen ming", "/srv/文明+1#a?b%20c"])
def test_the_database_lies_in_the_data_folder_whatever_its_name(folder: str) -> None:
    environment = read_environment({"WENMING_DATA": folder}, ROOT)
    assert database_settings(environment.database_url)["NAME"] == f"{folder}/db.sqlite3"


def test_an_unknown_mode_is_no_demonstration() -> None:
    assert refusals({"WENMING_MODE": "prod"}) == ["WENMING_MODE"]


def test_a_demonstration_answers_to_no_other_host() -> None:
    assert refusals({"ALLOWED_HOSTS": "localhost,10.0.0.8"}) == ["ALLOWED_HOSTS"]


def test_the_demonstrations_secret_is_made_once_and_is_private(tmp_path: Path) -> None:
    secret = demonstration_secret(tmp_path)

    assert secret.startswith(GENERATED)
    assert demonstration_secret(tmp_path) == secret
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0
    assert demonstration_secret(_other(tmp_path)) != secret


def _other(folder: Path) -> Path:
    other = folder / "other"
    other.mkdir()
    return other


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "DELETE"),
        ((3, 44, 5), "DELETE"),
        ((3, 44, 6), "WAL"),
        ((3, 44, 9), "WAL"),
        ((3, 45, 0), "DELETE"),
        ((3, 50, 6), "DELETE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 0), "DELETE"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_wal_only_where_its_corruption_bug_is_mended(version: Version, mode: str) -> None:
    assert journal_mode(version) == mode


def test_sqlite_is_opened_immediate_patient_and_durable() -> None:
    options = database_settings("sqlite:////tmp/db.sqlite3")["OPTIONS"]

    assert (options["transaction_mode"], options["timeout"]) == ("IMMEDIATE", 20)
    assert "synchronous=FULL" in options["init_command"]


def test_postgresql_connections_are_kept_and_checked() -> None:
    settings = database_settings("postgresql://u:p@h/wenming")

    assert settings["CONN_MAX_AGE"] > 0
    assert settings["CONN_HEALTH_CHECKS"]


def test_a_log_event_is_one_line_whatever_was_typed() -> None:
    forged = "x\r\n2026-11-23 INFO accounts signed in\u2028again\x1b[31m"
    record = logging.LogRecord("n", logging.INFO, "p", 1, "name=%s", (forged,), None)

    line = OneLineFormatter("%(message)s").format(record)

    assert line == r"name=x\r\n2026-11-23 INFO accounts signed in\u2028again\x1b[31m"
