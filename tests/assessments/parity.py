"""What the demonstration's results are on this database, to be compared with the other one's.

The two are compared within one run and not with a committed digest: the demonstration grows with
every area, and a file that everybody refreshes by habit proves nothing. SQLite's run leaves its
digest under a fingerprint of the sources; PostgreSQL's run reads it, or has it made where it runs
alone. The demonstration is built at a fixed moment, so that nothing depends on today.
"""

import json
import os
import subprocess
import sys
import tempfile
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from assessments.demonstration import build
from assessments.exports_annual import annual_xlsx
from assessments.models import Assessment
from assessments.results import figures
from assessments.results.extras import Extras, extras_of
from assessments.results.figures.pages import as_json
from assessments.results.recheck import figures_of
from assessments.results.tally import Marks, marks_of, tally_of
from assessments.scoring import plain
from tests.assessments.workbooks import cells_of

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("assessments", "districts", "wenming", "tests/assessments/parity.py")
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.get_default_timezone())
FIGURES_OF = (2020, 2026)
ON_SQLITE = """
import django; django.setup()
from tests.assessments.parity import build_and_print
build_and_print()
"""
Digest = dict[str, str]


def digest_of_figures() -> Digest:
    """Every figure of two years as it is printed."""
    return {
        f"{year} {name}": _text(as_json(value))
        for year in FIGURES_OF
        for name, value in figures.figures_of(year, NOW.date()).items()
    }


def digest_of_results() -> Digest:
    """Per year and unit a hash of all that a result says: stored, recomputed and told."""
    found = list(
        Assessment.objects.select_related("cycle", "rubric", "unit").order_by("cycle__year", "pk")
    )
    marks, extras = marks_of(found), extras_of(found)
    return {
        f"{each.cycle.year} {each.unit.name}": _hash(_told(each, marks[each.pk], extras[each.pk]))
        for each in found
    }


def digest_of_workbook() -> Digest:
    """Every sheet of a year's workbook, cell by cell."""
    return {
        f"{FIGURES_OF[0]} {name}": _text(cells)
        for name, cells in cells_of(annual_xlsx(FIGURES_OF[0], NOW)).items()
    }


def digest_of_county() -> Digest:
    return digest_of_results() | digest_of_figures() | digest_of_workbook()


def digest_on_sqlite() -> Digest:
    """SQLite's digest of the same sources: this run's own, that of the run before, or a new one."""
    kept = Path(tempfile.gettempdir()) / f"wenming-digest-{_fingerprint()}.json"
    if connection.vendor == "sqlite":
        kept.write_text(json.dumps(digest_of_county()), encoding="utf-8")
    elif not kept.exists():
        kept.write_text(_made_on_sqlite(), encoding="utf-8")
    return dict(json.loads(kept.read_text(encoding="utf-8")))


def build_and_print() -> None:
    call_command("migrate", verbosity=0)
    build(NOW)
    sys.stdout.write(json.dumps(digest_of_county()))


def _told(assessment: Assessment, marks: Marks, extras: Extras) -> dict[str, Any]:
    result = tally_of(assessment, marks, extras)
    stored = ("total", "exact", "breakdown", "rank", "grade", "is_vetoed")
    return {
        "stored": {name: _text(getattr(assessment, name)) for name in stored},
        "computed": _text(figures_of(result)),
        "nodes": {
            code: None if node.contribution is None else plain(node.contribution)
            for code, node in result.nodes.items()
        },
        "verdict": [result.passed, result.vetoed_by, result.grade],
        "trail": result.trail,
    }


def _text(value: object) -> str:
    """As it would be printed, with the keys of an object in one order on either database."""
    return json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)


def _hash(told: dict[str, Any]) -> str:
    return sha256(_text(told).encode()).hexdigest()


def _fingerprint() -> str:
    """Of the program that builds and computes: another program may have other results."""
    found = sha256()
    for source in SOURCES:
        path = ROOT / source
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            found.update(file.read_bytes())
    return found.hexdigest()[:16]


def _made_on_sqlite() -> str:
    with tempfile.TemporaryDirectory(prefix="wenming-parity-") as folder:
        environ = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "wenming.settings",
            "WENMING_DATA": folder,
            "DATABASE_URL": f"sqlite:///{folder}/parity.sqlite3",
        }
        done = subprocess.run(  # noqa: S603  # our own words
            [sys.executable, "-c", ON_SQLITE],
            env=environ, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout
