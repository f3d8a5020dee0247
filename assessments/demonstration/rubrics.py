"""Write and publish the demonstration county's rubrics of one year."""

from collections.abc import Callable, Mapping
from datetime import datetime

from assessments.actions.branches import fill_rubric
from assessments.actions.rubrics import create_rubric, publish
from assessments.demonstration.extras import add_totals
from assessments.demonstration.rubric_texts import Row, rows_for
from assessments.models import Rubric
from assessments.scoring import ItemRow
from districts.models import UnitType
from wenming.accounts.models import User

NAME = "宁阳县文明单位百分量化考核细则"

# The first year whose rubrics say what happens on the total.
SINCE = 2020

# Since bodies score for themselves: type → 编号 → who scores the item, the lead first.
BODIES: dict[str, dict[str, str]] = {
    **{
        code: {"1.4": "文明办"}
        for code in (UnitType.TOWNSHIP, UnitType.AGENCY, UnitType.INDUSTRY, UnitType.VILLAGE)
    },
    UnitType.ENTERPRISE: {"1.4": "文明办", "5.3": "应急管理局"},
    UnitType.SCHOOL: {"1.4": "文明办", "4.4": "教育局（牵头）、团县委", "5.3": "公安局"},
}


def as_item_row(row: Row, scored_by: str = "考核组") -> ItemRow:
    """The row as the rubric workbook has it."""
    return ItemRow(
        code=row.code,
        title=row.title,
        standard=row.standard,
        points=row.points,
        rule=row.rule,
        parameters=row.params,
        methods=row.methods if row.rule else "",
        scored_by=scored_by if row.rule else "",
        condition=row.applies_if,
        exemption=row.exempt_if,
        evidence=row.evidence,
    )


def issue_rubrics(
    year: int,
    *,
    by: User,
    at: datetime,
    change: Callable[[list[Row]], list[Row]] = list,
    bodies: Mapping[str, Mapping[str, str]] | None = None,
) -> list[Rubric]:
    """One published rubric per unit type; `change` alters the rows of an older year, `bodies`
    says which items the team does not score."""
    issued = []
    for unit_type in UnitType.objects.all():
        rubric = create_rubric(
            year=year, name=f"{NAME}（{unit_type.name}）", unit_types=[unit_type], by=by, at=at
        )
        rows = change(rows_for(unit_type.code))
        named = (bodies or {}).get(unit_type.code, {})
        items = [as_item_row(row, named.get(row.code, "考核组")) for row in rows]
        fill_rubric(rubric, items, by=by, at=at)
        if year >= SINCE:
            add_totals(rubric, unit_type.code)
        issued.append(publish(rubric, by=by, at=at))
    return issued
