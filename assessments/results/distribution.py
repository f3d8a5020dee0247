"""How the totals of a year are spread: units by type and band of points."""

from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from django.db.models import Count, Q

from assessments.models import Assessment, Cycle


class Band(NamedTuple):
    """From `low` up to, but not including, `high`; open where None."""

    code: str
    label: str
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def holds(self) -> Q:
        """Totals within the band. The database only compares stored totals."""
        found = Q(total__isnull=False)
        if self.low is not None:
            found &= Q(total__gte=self.low)
        if self.high is not None:
            found &= Q(total__lt=self.high)
        return found


BOUNDS = tuple(map(Decimal, (60, 70, 80, 85, 90, 95)))
BANDS = (
    Band(f"below-{BOUNDS[0]}", f"{BOUNDS[0]} 以下", None, BOUNDS[0]),
    *(Band(f"{low}-{high}", f"{low}—{high}", low, high) for low, high in pairwise(BOUNDS)),
    Band(f"from-{BOUNDS[-1]}", f"{BOUNDS[-1]} 以上", BOUNDS[-1], None),
)
BANDS_TEXT = "每段含下限，不含上限；没有算出总分的单位不计。"


def band_of(code: str | None) -> Band | None:
    """The band of that code; unknown codes are as if not asked."""
    return next((band for band in BANDS if band.code == code), None)


def distribution(cycle: Cycle, unit_type: str | None = None) -> dict[str, tuple[int, ...]]:
    """Unit type → units in each of BANDS. One query."""
    rows = Assessment.objects.filter(cycle=cycle)
    if unit_type is not None:
        rows = rows.filter(unit_type=unit_type)
    counts = {f"band_{at}": Count("pk", filter=band.holds) for at, band in enumerate(BANDS)}
    grouped = (
        rows.order_by("unit_type__position", "unit_type")
        .values_list("unit_type")
        .annotate(**counts)
    )
    return {code: tuple(found) for code, *found in grouped}
