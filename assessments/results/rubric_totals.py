"""加分, 扣分, 否决 and 等次 of a draft in the words of the rubric workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assessments.models import Bonus, Deduction, Grade, Rubric, Veto
from assessments.scoring import (
    BonusRow,
    DeductionRow,
    GradeRow,
    ScoringRule,
    VetoRow,
    to_rows,
)
from wenming.numbers import plain

TOTALS = ("bonus_rows", "deduction_rows", "veto_rows", "grade_rows")


@dataclass(frozen=True, slots=True)
class Totals:
    """What happens on the total, as rows of text; empty where the rubric says nothing."""

    bonuses: Sequence[BonusRow] = ()
    deductions: Sequence[DeductionRow] = ()
    vetoes: Sequence[VetoRow] = ()
    grades: Sequence[GradeRow] = ()

    def __bool__(self) -> bool:
        return any((self.bonuses, self.deductions, self.vetoes, self.grades))


def totals_of(rubric: Rubric) -> Totals:
    """Of a draft from its rows (four queries), of a published rubric as it was frozen."""
    if not rubric.is_draft:
        rows = to_rows(rubric.spec)
        return Totals(rows.bonuses, rows.deductions, rows.vetoes, rows.grades)
    return Totals(**total_rows(rubric))


def total_rows(rubric: Rubric) -> dict[str, Any]:
    """The parts of RubricRows that a draft's rows give. Four queries."""
    return {
        "bonuses": tuple(map(_bonus_row, rubric.bonus_rows.all())),
        "deductions": tuple(map(_deduction_row, rubric.deduction_rows.all())),
        "vetoes": tuple(map(_veto_row, rubric.veto_rows.all())),
        "grades": tuple(map(_grade_row, rubric.grade_rows.all())),
    }


def _bonus_row(row: Bonus) -> BonusRow:
    return BonusRow(
        code=row.code,
        title=row.title,
        points=plain(row.points),
        rule=ScoringRule(row.rule).word,
        parameters=row.params,
        family=row.family,
        id=row.pk,
    )


def _deduction_row(row: Deduction) -> DeductionRow:
    return DeductionRow(
        code=row.code,
        title=row.title,
        each=_text(row.each),
        counting="一次" if row.is_once else "按次",
        doubling="是" if row.is_doubled else "否",
        summing="平均" if row.is_averaged else "相加",
        id=row.pk,
    )


def _veto_row(row: Veto) -> VetoRow:
    return VetoRow(
        code=row.code,
        title=row.title,
        months="" if row.months is None else str(row.months),
        heads="" if row.heads is None else str(row.heads),
        department=row.department,
        consequence=row.consequence,
        id=row.pk,
    )


def _grade_row(row: Grade) -> GradeRow:
    quota = "" if row.quota is None else f"{plain(row.quota)}%"
    return GradeRow(name=row.name, lower=_text(row.lower), quota=quota)


def _text(figure: Decimal | None) -> str:
    return "" if figure is None else plain(figure)
