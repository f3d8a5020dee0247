"""Builds a county in the database of DATABASE_URL and prints the table."""

import os
import sys
import unicodedata
from collections.abc import Sequence
from itertools import chain
from time import perf_counter

import django
from django.conf import settings

HEADS = ("项目", "本系统", "裸视图", "倍数", "目标", "查询", "每家单位", "")
WIDTHS = (20, 10, 10, 7, 19, 6, 10, 0)


def prepare() -> None:
    """Settings as in service; only the static files need not be collected."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wenming.settings")
    django.setup()
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


def line(cells: Sequence[str]) -> str:
    """One row; Chinese characters take two columns."""
    return "  ".join(
        cell + " " * (width - sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in cell))
        for cell, width in zip(cells, WIDTHS, strict=True)
    ).rstrip()


def main(name: str) -> None:
    prepare()
    # They need Django's apps, which are only ready now.
    from django.core.management import call_command  # noqa: PLC0415

    from tests.bench import annual, county, measures, rubrics  # noqa: PLC0415

    units, runs = (
        int(os.environ.get("BENCH_UNITS", "1000")),
        int(os.environ.get("BENCH_RUNS", "15")),
    )
    start = perf_counter()
    call_command("migrate", verbosity=0)
    made = county.build(units)
    print(f"\n{name}：{units:,} 家单位，造数 {perf_counter() - start:.0f} 秒，{runs} 次取中位数")  # noqa: T201
    print(line(HEADS))  # noqa: T201
    jobs = (
        measures.pages,
        measures.notices,
        measures.saves,
        measures.rankings,
        measures.workbooks,
        measures.recomputing,
    )
    for job in jobs:
        for each in job(made, runs):
            cells = (
                each.name,
                f"{each.ours * 1000:.1f} ms",
                f"{each.bare * 1000:.1f} ms",
                f"{each.ours / each.bare:.1f}",
                each.goal,
                f"{each.queries} 次",
                f"{each.ours / units * 1e6:.1f} µs",
                each.note,
            )
            print(line(cells), flush=True)  # noqa: T201
    print(measures.engine(made, runs), flush=True)  # noqa: T201
    for told in chain(rubrics.lines(made, runs), annual.lines(made)):
        print(told, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
