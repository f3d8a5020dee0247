"""Which database, and how SQLite is opened so that nothing acknowledged is lost."""

from __future__ import annotations

import sqlite3
from typing import Any, Literal

import dj_database_url

JournalMode = Literal["WAL", "DELETE"]
Version = tuple[int, int, int]

SECONDS_TO_WAIT_FOR_A_LOCK = 20
SECONDS_TO_KEEP_A_CONNECTION = 60
# A rare corruption in WAL mode was mended in 3.51.3 and in these two older branches.
MENDED_SINCE: Version = (3, 51, 3)
MENDED_BRANCHES: tuple[Version, ...] = ((3, 44, 6), (3, 50, 7))


def journal_mode(version: Version = sqlite3.sqlite_version_info) -> JournalMode:
    """WAL (readers never wait) where the library can be trusted with it, else DELETE."""
    is_mended = version >= MENDED_SINCE or any(
        version[:2] == branch[:2] and version >= branch for branch in MENDED_BRANCHES
    )
    return "WAL" if is_mended else "DELETE"


def database_settings(url: str) -> dict[str, Any]:
    """Django's settings for `url`; options in the address itself win over ours."""
    settings: dict[str, Any] = dict(dj_database_url.parse(url))
    if settings["ENGINE"].endswith("sqlite3"):
        settings["OPTIONS"] = _sqlite_options() | settings.get("OPTIONS", {})
    else:
        settings["CONN_MAX_AGE"] = SECONDS_TO_KEEP_A_CONNECTION
        settings["CONN_HEALTH_CHECKS"] = True
    return settings


def describe(settings: dict[str, Any]) -> str:
    """One line for the log at server start; names no password."""
    if not settings["ENGINE"].endswith("sqlite3"):
        return f"PostgreSQL database {settings['NAME']}"
    mode, library = journal_mode(), sqlite3.sqlite_version
    reason = "" if mode == "WAL" else "; WAL needs 3.51.3, 3.50.7 or 3.44.6"
    return f"SQLite {library} database {settings['NAME']}, journal mode {mode}{reason}"


def _sqlite_options() -> dict[str, Any]:
    pragmas = (f"journal_mode={journal_mode()}", "synchronous=FULL", "foreign_keys=ON")
    return {
        "transaction_mode": "IMMEDIATE",  # a transaction that will write waits before it reads
        "timeout": SECONDS_TO_WAIT_FOR_A_LOCK,
        "init_command": "".join(f"PRAGMA {pragma};" for pragma in pragmas),
    }
