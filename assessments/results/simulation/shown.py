"""A finished simulation as rows and as a picture of who rises and who falls."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from assessments.models import Cycle, Rubric, SimulatedUnit, Simulation
from districts.models import UnitType

MOST_DRAWN = 30
LINE, MARGIN, LEFT, RIGHT, WIDTH = 24, 30, 230, 470, 700


@dataclass(frozen=True, slots=True)
class Slope:
    """One unit in the picture: its place in either list, and the words beside them."""

    left: int
    right: int
    old: str
    new: str
    way: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Old order on the left, new order on the right, a line for each unit."""

    slopes: tuple[Slope, ...]
    height: int
    width: int = WIDTH
    x1: int = LEFT
    x2: int = RIGHT


def rows_of(simulation: Simulation) -> QuerySet[SimulatedUnit]:
    """Who moves most stands first; a total order."""
    return SimulatedUnit.objects.filter(simulation=simulation).order_by(
        "-distance", "old_rank", "pk"
    )


def picture_of(rows: Sequence[SimulatedUnit]) -> Picture | None:
    """The units of one page that have a rank on both sides, at most thirty of them."""
    drawn = [row for row in rows if row.old_rank and row.rank][:MOST_DRAWN]
    if not drawn:
        return None
    before = _places(sorted(drawn, key=lambda row: (row.old_rank or 0, row.pk)))
    after = _places(sorted(drawn, key=lambda row: (row.rank or 0, row.pk)))
    slopes = tuple(
        Slope(
            left=MARGIN + LINE * before[row.pk],
            right=MARGIN + LINE * after[row.pk],
            old=f"{row.unit} {row.old_rank}",
            new=f"{row.rank} {row.unit}",
            way=way_of(row.movement),
        )
        for row in drawn
    )
    return Picture(slopes, MARGIN + LINE * len(drawn))


def _places(rows: Sequence[SimulatedUnit]) -> dict[int, int]:
    return {row.pk: place for place, row in enumerate(rows)}


def way_of(movement: int) -> str:
    return "up" if movement > 0 else "down" if movement < 0 else "same"


def statement(simulation: Simulation) -> str:
    """What was compared with what, and how gaps were filled: printed wherever figures stand."""
    return (
        f"{simulation.cycle}（{simulation.unit_type.name}）按{simulation.rubric_name}重新计算；"
        f"没有可用评分的项目{simulation.findings.get('filled_as', '')}；"
        f"{simulation.made_by.name}发起"
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be simulated: years with results, their types, and rubrics of the chosen type."""

    cycles: list[Cycle]
    types: list[UnitType]
    rubrics: list[Rubric]
    cycle: Cycle | None
    type: UnitType | None
    units: int


def choices_of(year: str, code: str) -> Choices:
    """The nearest legal choice for what the address asks. Four queries."""
    scored = Q(assessments__total__isnull=False)
    cycles = list(Cycle.objects.filter(scored).distinct().order_by("-year"))
    cycle = next((each for each in cycles if str(each.year) == year), None) or next(
        iter(cycles), None
    )
    counted = cycle.assessments.filter(total__isnull=False) if cycle else None
    counts = (
        dict(counted.order_by().values_list("unit_type").annotate(Count("pk")))
        if counted is not None
        else {}
    )
    types = list(UnitType.objects.filter(pk__in=counts).order_by("position", "pk"))
    chosen = next((each for each in types if each.pk == code), None) or next(iter(types), None)
    rubrics = (
        Rubric.objects.filter(unit_types=chosen).light().order_by("-year", "name", "-version")
        if chosen
        else Rubric.objects.none()
    )
    units = counts[chosen.pk] if chosen else 0
    drafts_first = sorted(rubrics, key=lambda rubric: not rubric.is_draft)
    return Choices(cycles, types, drafts_first, cycle, chosen, units)
