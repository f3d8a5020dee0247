"""Which years the cockpit can show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assessments.models import Cycle
from assessments.results.years import current_of
from districts.models import Pairing


@dataclass(frozen=True, slots=True)
class CockpitYear:
    """The year shown with its assessment, if it has one, and all that can be chosen."""

    year: int
    years: Sequence[int]
    cycle: Cycle | None

    @property
    def last(self) -> int:
        return self.year - 1


def cockpit_year(asked: str | None, today: date) -> CockpitYear:
    """`?year=` if it was assessed or had pairings; else the year of the assessment in progress,
    else this year. Two queries."""
    cycles = list(Cycle.objects.order_by("-year"))
    by_year = {cycle.year: cycle for cycle in cycles}
    paired = Pairing.objects.order_by().values_list("year", flat=True).distinct()
    years = sorted({*paired, *(cycle.year for cycle in cycles), today.year}, reverse=True)
    current = current_of(cycles)
    usual = current.year if current else today.year
    year = next((year for year in years if str(year) == asked), usual)
    return CockpitYear(year, years, by_year.get(year))
