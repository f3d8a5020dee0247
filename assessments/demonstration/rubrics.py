"""Write and publish the demonstration county's rubrics of one year."""

from collections.abc import Callable
from datetime import datetime

from assessments.actions.branches import fill_rubric
from assessments.actions.rubrics import create_rubric, publish
from assessments.demonstration.rubric_texts import Row, rows_for
from assessments.models import Rubric
from assessments.scoring import ItemRow
from districts.models import UnitType
from wenming.accounts.models import User

NAME = "宁阳县文明单位百分量化考核细则"


def as_item_row(row: Row) -> ItemRow:
    """The row as the rubric workbook has it."""
    return ItemRow(
        code=row.code,
        title=row.title,
        standard=row.standard,
        points=row.points,
        rule=row.rule,
        parameters=row.params,
        methods=row.methods if row.rule else "",
        scored_by="考核组" if row.rule else "",
        condition=row.applies_if,
        exemption=row.exempt_if,
        evidence=row.evidence,
    )


def issue_rubrics(
    year: int, *, by: User, at: datetime, change: Callable[[list[Row]], list[Row]] = list
) -> list[Rubric]:
    """One published rubric per unit type; `change` alters the rows of an older year."""
    issued = []
    for unit_type in UnitType.objects.all():
        rubric = create_rubric(
            year=year, name=f"{NAME}（{unit_type.name}）", unit_types=[unit_type], by=by, at=at
        )
        rows = change(rows_for(unit_type.code))
        fill_rubric(rubric, [as_item_row(row) for row in rows], by=by, at=at)
        issued.append(publish(rubric, by=by, at=at))
    return issued
