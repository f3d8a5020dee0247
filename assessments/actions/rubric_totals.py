"""Writing a draft's 加分, 扣分, 否决 and 等次: all of them at once, from an import or a copy.

No act by itself: the caller has locked the draft, asked who, and records.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from assessments.models import Bonus, Deduction, Grade, Rubric, Veto
from assessments.results.rubric_totals import TOTALS, total_rows
from assessments.scoring import (
    BonusRow,
    DeductionRow,
    GradeRow,
    RubricRows,
    ScoringRule,
    VetoRow,
)


def write_totals(rubric: Rubric, rows: RubricRows) -> None:
    """Replace the four tables of a draft by rows of canonical text (those of `to_rows`)."""
    for name in TOTALS:
        getattr(rubric, name).all().delete()
    for written in unsaved_totals(rubric, rows):
        if written:
            type(written[0])._default_manager.bulk_create(written)


def copy_totals(source: Rubric, copy: Rubric) -> None:
    """Give a new draft the four tables of another rubric; a published one has kept its rows."""
    write_totals(copy, RubricRows(settings={}, **total_rows(source)))


def unsaved_row(rubric: Rubric, kind: str, place: int, row: Any) -> Any:
    """One row of a table, `kind` being its key in TOTAL_KINDS."""
    return MAKERS[kind](rubric, place, row)


def unsaved_totals(rubric: Rubric, rows: RubricRows) -> list[Sequence[Any]]:
    """The rows of the four tables, in the order of the workbook."""
    return [
        [_bonus(rubric, place, row) for place, row in enumerate(rows.bonuses)],
        [_deduction(rubric, place, row) for place, row in enumerate(rows.deductions)],
        [_veto(rubric, place, row) for place, row in enumerate(rows.vetoes)],
        [_grade(rubric, place, row) for place, row in enumerate(rows.grades)],
    ]


def _bonus(rubric: Rubric, place: int, row: BonusRow) -> Bonus:
    return Bonus(
        rubric=rubric,
        place=place,
        code=row.code,
        title=row.title,
        points=Decimal(row.points),
        rule=ScoringRule.from_word(row.rule).value,
        params=row.parameters,
        family=row.family,
    )


def _deduction(rubric: Rubric, place: int, row: DeductionRow) -> Deduction:
    return Deduction(
        rubric=rubric,
        place=place,
        code=row.code,
        title=row.title,
        each=_figure(row.each),
        is_once=row.counting == "一次",
        is_doubled=row.doubling == "是",
        is_averaged=row.summing == "平均",
    )


def _veto(rubric: Rubric, place: int, row: VetoRow) -> Veto:
    return Veto(
        rubric=rubric,
        place=place,
        code=row.code,
        title=row.title,
        months=int(row.months) if row.months else None,
        heads=int(row.heads) if row.heads else None,
        department=row.department,
        consequence=row.consequence,
    )


def _grade(rubric: Rubric, place: int, row: GradeRow) -> Grade:
    return Grade(
        rubric=rubric,
        place=place,
        name=row.name,
        lower=_figure(row.lower),
        quota=_figure(row.quota.removesuffix("%")),
    )


def _figure(text: str) -> Decimal | None:
    return Decimal(text) if text else None


MAKERS: dict[str, Callable[[Rubric, int, Any], Any]] = {
    "bonus": _bonus,
    "deduction": _deduction,
    "veto": _veto,
    "grade": _grade,
}
