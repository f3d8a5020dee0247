"""`python -m tests.bench`: the table on SQLite, then on PostgreSQL. Asserts nothing.

BENCH_UNITS=10000 makes another county (default 1000), BENCH_RUNS=30 more runs (default 15).
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.postgres import server


def run(name: str, environ: Mapping[str, str]) -> int:
    command = [sys.executable, "-m", "tests.bench.run", name]
    return subprocess.run(command, env={**os.environ, **environ}, check=False).returncode  # noqa: S603


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="wenming-bench-") as folder:
        data = {"WENMING_DATA": folder, "LOG_LEVEL": "WARNING"}
        sqlite = run(
            "SQLite", data | {"DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.sqlite3'}"}
        )
        with server() as url:
            return run("PostgreSQL", data | {"DATABASE_URL": url}) or sqlite


if __name__ == "__main__":
    sys.exit(main())
