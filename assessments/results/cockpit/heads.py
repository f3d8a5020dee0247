"""大项: which share of a head's points the units of one type had, beside the year before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments.models import Assessment, Rubric
from assessments.scoring import two_places

NOTHING = Fraction(0)


@dataclass(slots=True)
class _Sum:
    earned: Fraction = NOTHING
    worth: Fraction = NOTHING

    @property
    def share(self) -> Decimal | None:
        return two_places(self.earned / self.worth * 100) if self.worth else None


@dataclass(frozen=True, slots=True)
class HeadShare:
    """One head with the percentage of its points that was earned, this year and last year."""

    title: str
    now: Decimal | None
    before: Decimal | None


def head_shares(unit_type: str, year: int) -> list[HeadShare]:
    """The heads in the order of this year's rubrics; those of last year that are called the same
    stand beside them. Units without a total, and heads that do not apply, are left out. Two
    queries."""
    rows = list(
        Assessment.objects.filter(
            cycle__year__in=(year, year - 1), unit_type=unit_type, total__isnull=False
        )
        .order_by("pk")
        .values_list("cycle__year", "rubric", "breakdown__nodes")
    )
    rubrics = Rubric.objects.filter(pk__in={rubric for _, rubric, _ in rows}).order_by("-version")
    heads = dict(rubrics.values_list("pk", "frozen__nodes"))
    sums: dict[int, dict[str, _Sum]] = {year: {}, year - 1: {}}
    for of_year, rubric, points in rows:
        _add(sums[of_year], heads[rubric], points or {})
    last = sums[year - 1]
    return [
        HeadShare(title, found.share, last[title].share if title in last else None)
        for title, found in sums[year].items()
    ]


def _add(
    sums: dict[str, _Sum], heads: Iterable[Mapping[str, Any]], points: Mapping[str, str]
) -> None:
    for head in heads:
        found = sums.setdefault(head["title"], _Sum())
        if earned := points.get(head["code"]):
            found.earned += Fraction(earned)
            found.worth += Fraction(head["points"])
