"""One simulation: 2020's offices under a draft for next year that weighs activities more."""

from datetime import datetime

from assessments.actions.branches import fill_rubric
from assessments.actions.rubrics import create_rubric
from assessments.actions.simulations import order_simulation, run_simulation
from assessments.demonstration.rubric_texts import Row, rows_for
from assessments.demonstration.rubrics import NAME, as_item_row
from assessments.models import Cycle, Simulation
from assessments.roles import Filling
from districts.models import UnitType
from wenming.accounts.models import User

# Points and parameters that the draft changes; heads follow. Everything else stays.
CHANGED = {
    "1.2.2": {"params": "每次=1.5"},
    "2": {"points": "28"},
    "2.1": {"points": "4"},
    "3": {"points": "27"},
    "3.1": {"points": "8"},
    "3.4": {"points": "3"},
}
ADDED = Row(
    "3.6", "网络文明传播", "有专人负责，按要求参加网络文明传播活动。", "1", "达标", "", "网上材料"
)


def simulate_2020(cycle: Cycle, *, by: User, year: int, at: datetime) -> Simulation:
    """Write the draft for `year` and replay the closed cycle's agencies under it."""
    unit_type = UnitType.objects.get(pk=UnitType.AGENCY)
    rubric = create_rubric(
        year=year,
        name=f"{NAME}（{unit_type.name}）修改稿",
        unit_types=[unit_type],
        by=by,
        at=at,
    )
    fill_rubric(rubric, [as_item_row(row) for row in draft_rows()], by=by, at=at)
    simulation = order_simulation(cycle, unit_type, rubric, filling=Filling.SHARE, by=by, at=at)
    run_simulation(simulation, at=at)
    return simulation


def draft_rows() -> list[Row]:
    """The agencies' rows with what is changed, the new one behind its head's last."""
    rows = [row._replace(**CHANGED.get(row.code, {})) for row in rows_for(UnitType.AGENCY)]
    last = max(number for number, row in enumerate(rows) if row.code.startswith("3."))
    return [*rows[: last + 1], ADDED, *rows[last + 1 :]]
