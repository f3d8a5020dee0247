"""What the summary of 2020 says of pairings, found by the queries that the pages use.

Asked of the demonstration county by tests/assessments/test_demonstration.py.
"""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from districts.models import (
    Activity,
    Contribution,
    CoordinationMeeting,
    FollowUp,
    Pairing,
    ResponsibilityLetter,
)
from districts.results.activities import activity_totals
from districts.results.pairings.letters import letter_counts
from districts.results.pairings.lists import pairing_figures
from districts.results.pairings.story import letter_bars
from districts.results.pairings.sums import kind_totals, money_of
from districts.roles import FollowUpStatus

# Kind → own, won from above: over all 48 pairings.
Sums = dict[str, tuple[int, int]]
TOTALS: Sums = {
    "资金": (1_803_500, 500_000),
    "致富项目": (18, 0),
    "硬化道路": (18_000, 0),
    "文明示范街": (26, 0),
    "图书阅览室": (10, 0),
    "科技讲座": (80, 0),
}
NAMED: dict[tuple[str, str], Sums] = {
    ("县国土资源局", "中李村"): {"水泥": (400, 0), "硬化道路": (1_400, 0), "资金": (0, 500_000)},
    ("县水泥厂", "施家村"): {"资金": (280_000, 0), "水泥": (300, 0)},
}


def check() -> None:
    """Every fact, each from its records."""
    year = Pairing.objects.of_year(2020)
    figures = pairing_figures(year, date(2026, 1, 1))
    assert (figures.pairings, figures.villages) == (48, 24)
    given = Contribution.objects.filter(year=2020)
    found = _sums(given)
    assert {name: found[name] for name in TOTALS} == TOTALS
    assert found["受教育人数"][0] > 9_000
    assert money_of(kind_totals(given)) == (Decimal(1_803_500), Decimal(500_000))
    for (unit, village), told in NAMED.items():
        pairing = year.get(unit__name=unit, village__name=village)
        sums = _sums(given.filter(pairing=pairing))
        assert {name: sums[name] for name in told} == told
        assert all(bar.is_met for bar in letter_bars(pairing.letter))
    roads = given.filter(pairing__unit__name="县国土资源局", kind__name="硬化道路")
    assert roads.count() == 2
    counts = letter_counts(ResponsibilityLetter.objects.filter(year=2020))
    assert (counts["signed"], counts["with_townships"]) == (60, 12)
    lectures = Activity.objects.filter(contributions__year=2020)
    assert activity_totals(lectures).sessions == 80
    meeting = CoordinationMeeting.objects.get(year=2020)
    assert {row.status for row in FollowUp.objects.of(meeting)} == {FollowUpStatus.CLOSED}


def _sums(rows: QuerySet[Contribution]) -> Sums:
    """Whole figures by kind: own, won."""
    return {total.name: (int(total.own), int(total.won)) for total in kind_totals(rows)}
