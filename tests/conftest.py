"""Shared fixtures, and what a run may leave out: nothing, when REQUIRE_ALL or CI is set."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings

from assessments.models.rubrics import spec_of
from tests.browser.chromium import find_chromium

REQUIRE_ALL = bool(os.environ.get("CI") or os.environ.get("REQUIRE_ALL"))
NO_CHROMIUM = "no Chromium found (apt-get install chromium)"
# Two busy cores make any deadline a coin toss; where a change is judged, the examples are fixed.
hypothesis_settings.register_profile(
    "suite", deadline=None, database=None, derandomize=REQUIRE_ALL, print_blob=True
)
hypothesis_settings.load_profile("suite")
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup", "empty_database"}
PLAIN_STATIC = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def pytest_configure(config: pytest.Config) -> None:
    """Tests need neither collected files nor a slow password hash.

    WhiteNoise looks through all files when a client is made; with autorefresh it waits to be asked,
    which spares every test with a client a fifth of a second. Background jobs are done where they
    are started; `tests/faults` has a worker of its own.
    """
    django_settings.WHITENOISE_AUTOREFRESH = True
    django_settings.STORAGES = django_settings.STORAGES | {"staticfiles": PLAIN_STATIC}
    django_settings.JOBS_INLINE = True
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep seeded rows in tests that flush; leave out what this database or machine cannot run."""
    vendor = connection.vendor
    for item in items:
        if _flushes(item):
            marker = pytest.mark.django_db(transaction=True, serialized_rollback=True)
            item.add_marker(marker, append=False)
    foreign = [item for item in items if _is_foreign(item, vendor)]
    if foreign:
        config.hook.pytest_deselected(items=foreign)
        items[:] = [item for item in items if not _is_foreign(item, vendor)]
    if not find_chromium():
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped test is a failed run where everything is required."""
    if REQUIRE_ALL and _skipped(session.config) and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(config: pytest.Config) -> None:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not (skipped := _skipped(config)):
        return
    if not find_chromium():
        reporter.write_line(f"browser tests were skipped: {NO_CHROMIUM}", yellow=True)
    if REQUIRE_ALL:
        reporter.write_line(
            f"everything is required here, but {skipped} tests were skipped", red=True
        )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in real life: in memory it locks differently and races prove nothing."""
    if connection.vendor == "sqlite":
        name = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(name)


@pytest.fixture(autouse=True)
def media_root(tmp_path: Path, settings: Settings) -> Path:
    """Every test has a file store of its own."""
    root = tmp_path / "media"
    settings.MEDIA_ROOT = root
    return root


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()
    spec_of.cache_clear()


def _flushes(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & {"transactional_db", "live_server"}) or bool(
        marker and marker.kwargs.get("transaction")
    )


def _is_foreign(item: pytest.Item, vendor: str) -> bool:
    """Whether another database asks this test, or, where SQLite has asked it, this one need not."""
    if only := item.get_closest_marker("only_on"):
        return str(only.args[0]) != vendor
    if vendor == "sqlite":
        return False
    return bool(item.get_closest_marker("any_database")) or not _asks_database(item)


def _asks_database(item: pytest.Item) -> bool:
    """A test without these is refused by pytest-django when it asks; such a test is asked once."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES)


def _skipped(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return len(reporter.stats.get("skipped", ())) if reporter else 0
