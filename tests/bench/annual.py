"""The year's workbook with a ledger of 50,000 entries, against what a background job may take."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from assessments.exports_annual import annual_xlsx
from districts.models import Contribution, Pairing, QuantityKind, Unit
from districts.roles import EntryStatus
from districts.workflow.pairings import MoneySource
from tests.bench.county import BATCH, County
from tests.bench.measures import peak, timed
from tests.factories import make_village

ENTRIES, GOAL_SECONDS, GOAL_MEGABYTES = 50_000, 60, 300


def lines(county: County) -> Iterator[str]:
    """One line for the report. Memory is measured in a run of its own: it doubles the time."""
    _give(county)
    year = county.cycle.year

    def ours() -> bytes:
        return annual_xlsx(year, timezone.now())

    seconds = timed(ours)
    yield (
        f"年度报表（{county.units:,} 家单位、{ENTRIES:,} 笔投入）：{seconds:.1f} 秒，"
        f"Python 内存峰值 {peak(ours):.0f} MB（目标 {GOAL_SECONDS} 秒、{GOAL_MEGABYTES} MB）"
    )


def _give(county: County) -> None:
    """Every unit helps one village; entries of all kinds and both sources through the year."""
    year, village, now = county.cycle.year, make_village(), timezone.now()
    start = date(year, 1, 1)
    Pairing.objects.bulk_create(
        [
            Pairing(year=year, unit=unit, village=village, started_on=start)
            for unit in Unit.objects.all()
        ],
        BATCH,
    )
    pairings, kinds = list(Pairing.objects.all()), list(QuantityKind.objects.all())
    sources = (MoneySource.OWN, MoneySource.WON)
    confirmed = {
        "status": EntryStatus.CONFIRMED, "entered_by": county.office, "entered_at": now,
        "confirmed_by": county.office, "confirmed_at": now,
    }  # fmt: skip
    entries = (
        Contribution(
            year=year,
            pairing=pairings[number % len(pairings)],
            kind=kinds[number % len(kinds)],
            amount=Decimal(number % 500 + 1),
            source=sources[number % 3 == 0],
            given_on=start + timedelta(days=number % 360),
            purpose=f"村内道路硬化和环境整治第{number}批",
            **confirmed,
        )
        for number in range(ENTRIES)
    )
    Contribution.objects.bulk_create(entries, BATCH)
