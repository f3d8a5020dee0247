"""Which year a page is about. Years are rows: a new one needs no programmer."""

from assessments.models import Cycle
from assessments.roles import CycleStatus


def chosen_cycle(year: str | None) -> tuple[Cycle | None, list[Cycle]]:
    """The cycle of `?year=`, else the one in progress, else the latest; and all of them.

    Anything that is not a year of ours counts as not asked. Two queries.
    """
    cycles = list(Cycle.objects.prefetch_related("phases").order_by("-year"))
    asked = next((cycle for cycle in cycles if str(cycle.year) == year), None)
    return asked or current_of(cycles), cycles


def current_of(cycles: list[Cycle]) -> Cycle | None:
    """The open cycle; without one the latest that is past preparation; else the latest."""
    for status in (CycleStatus.OPEN, CycleStatus.ARCHIVED):
        for cycle in cycles:
            if cycle.status == status:
                return cycle
    return cycles[0] if cycles else None
