"""加分, 扣分, 否决 and 等次 of a draft in the words of the rubric workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from assessments.models import Bonus, Deduction, Grade, Rubric, Veto
from assessments.scoring import (
    BONUS_COLUMNS,
    BONUS_SHEET,
    DEDUCTION_COLUMNS,
    DEDUCTION_SHEET,
    GRADE_COLUMNS,
    GRADE_SHEET,
    VETO_COLUMNS,
    VETO_SHEET,
    BonusRow,
    DeductionRow,
    GradeRow,
    ItemRow,
    Problem,
    RubricRows,
    ScoringRule,
    VetoRow,
    build_spec,
    to_rows,
)
from wenming.numbers import plain

TOTALS = ("bonus_rows", "deduction_rows", "veto_rows", "grade_rows")
# A rubric must have a row, so one total row is read beside this one.
BESIDE = ItemRow(code="1", title="项目", points="1", rule="达标")


@dataclass(frozen=True, slots=True)
class TotalKind:
    """One of the four tables on the total. `rows` is its name in RubricRows and in Totals."""

    title: str
    noun: str
    sheet: str
    columns: Mapping[str, str]
    rows: str
    row: type[Any]
    model: type[Any]
    about: str

    @property
    def key(self) -> str:
        """The field that names a row within its table."""
        return next(iter(self.columns))

    def stored(self, rubric: Rubric) -> Any:
        """The rows of a draft, in their order; no query if they are prefetched."""
        return getattr(rubric, f"{self.model._meta.model_name}_rows").all()

    def texts(self, row: Any) -> dict[str, str]:
        """A row by the heads of the workbook."""
        return {head: getattr(row, field) for field, head in self.columns.items()}

    def read(self, row: Any) -> tuple[Any | None, tuple[Problem, ...]]:
        """The row in canonical text, or None with what the engine cannot read in it."""
        beside = RubricRows(settings={"名称": BESIDE.title}, items=(BESIDE,))
        alone: dict[str, Any] = {self.rows: (row,)}
        built = build_spec(replace(beside, **alone))
        if built.spec is None:
            return None, built.errors
        return getattr(to_rows(built.spec), self.rows)[0], ()


TOTAL_KINDS = {
    "bonus": TotalKind(
        "加分",
        "加分项",
        BONUS_SHEET,
        BONUS_COLUMNS,
        "bonuses",
        BonusRow,
        Bonus,
        "同类组相同的几项只计最高一项。",
    ),
    "deduction": TotalKind(
        "扣分",
        "扣分项",
        DEDUCTION_SHEET,
        DEDUCTION_COLUMNS,
        "deductions",
        DeductionRow,
        Deduction,
        "从总分里扣，扣到 0 为止。",
    ),
    "veto": TotalKind(
        "一票否决",
        "否决项",
        VETO_SHEET,
        VETO_COLUMNS,
        "vetoes",
        VetoRow,
        Veto,
        "由确认部门确认后，等次为一票否决。",
    ),
    "grade": TotalKind(
        "等次",
        "等次",
        GRADE_SHEET,
        GRADE_COLUMNS,
        "grades",
        GradeRow,
        Grade,
        "从好到差排列，按下限、按名额或两样都要。",
    ),
}


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


def row_of(stored: Bonus | Deduction | Veto | Grade) -> Any:
    """A stored row in the words of the workbook."""
    match stored:
        case Bonus():
            return _bonus_row(stored)
        case Deduction():
            return _deduction_row(stored)
        case Veto():
            return _veto_row(stored)
    return _grade_row(stored)


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
