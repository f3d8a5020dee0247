"""The figures as pages show them: by section, and one with its rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments.models import Cycle, FigureWording
from assessments.results.figures.base import FigureValue, Section, Shown
from assessments.results.figures.values import added_column, chosen_rule
from assessments.scoring import plain as plain_fraction
from assessments.wording import Rule, grouped, rules_for, worded
from districts.models import Activity, District, Pairing, ServiceTask
from wenming.dates import cn_date
from wenming.numbers import plain

NOTHING = "–"
NUMBERS = {"integer", "points", "points2", "money"}


@dataclass(frozen=True, slots=True)
class Part:
    """One section: what is told, and folded away what only tables want: single items, and the
    kinds, types and grades of which the year has none."""

    section: Section
    told: list[FigureValue]
    fine: list[FigureValue]

    @property
    def missing(self) -> int:
        return sum(value.is_missing for value in self.told)


@dataclass(frozen=True, slots=True)
class Cell:
    label: str
    text: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row behind a figure; the first cell links to the record, where it has a page."""

    url: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Choice:
    """One wording to choose, with what it would say."""

    rule: Rule
    preview: str
    is_usual: bool
    is_chosen: bool


def parts_of(values: Mapping[str, FigureValue]) -> list[Part]:
    """Every section, in the office's order."""
    found = {section: Part(section, [], []) for section in Section}
    for value in values.values():
        part = found[value.figure.section]
        is_none = bool(value.figure.key) and value.value == 0
        (part.fine if value.figure.is_fine or is_none else part.told).append(value)
    return list(found.values())


def years_told(year: int, today: date) -> list[int]:
    """The years that can be chosen, newest first: those with records, this one and `year`."""
    rows = (model.objects.order_by().values_list("year") for model in _YEARLY)
    first, *others = rows
    found = {one for (one,) in first.union(*others)}
    return sorted(found | {today.year, year}, reverse=True)


_YEARLY: tuple[Any, ...] = (Cycle, District, Pairing, ServiceTask, Activity)


def shown_rows(rows: Iterable[Any], columns: tuple[Shown, ...]) -> list[RowShown]:
    return [RowShown(_url(row), [_cell(row, column) for column in columns]) for row in rows]


def _url(row: Any) -> str:
    if hasattr(row, "get_absolute_url"):
        return str(row.get_absolute_url())
    task = getattr(row, "task", None)
    return str(task.get_absolute_url()) if task is not None else ""


def _cell(row: Any, column: Shown) -> Cell:
    value = column.of(row)
    if value is None or value == "":
        text = NOTHING
    elif isinstance(value, date):
        text = cn_date(value)
    elif isinstance(value, Fraction):
        text = plain_fraction(value)
    elif isinstance(value, Decimal | int):
        text = grouped(value)
    else:
        text = str(value)
    return Cell(column.label, text, column.kind in NUMBERS)


def sum_line(value: FigureValue) -> str:
    """How the rows make the figure, in words."""
    figure, count = value.figure, value.rows
    if value.value is None:
        return "本年度没有这方面的记录，数据未知。"
    amount = f"{grouped(value.value)} {figure.unit}"
    if figure.is_mean:
        return f"{count} 行总分之和 ÷ {count} = {amount}（四舍五入保留两位小数）"
    if added_column(figure) is not None:
        return f"{count} 行相加，合计 {amount}"
    if figure.family.measure is not None:
        return f"从 {count} 行的最早日期到最晚日期，共 {amount}"
    return f"共 {count} 行，即 {amount}"


def choices_of(value: FigureValue, chosen: FigureWording | None) -> list[Choice]:
    """Every wording that the unit allows, each with a preview."""
    figure = value.figure
    rule = chosen_rule(figure, {figure.name: chosen.rule} if chosen else {})
    return [
        Choice(
            each,
            worded(value.value, figure.unit, each) if value.value is not None else value.wording,
            each == figure.wording,
            each == rule,
        )
        for each in rules_for(figure.unit)
    ]


def as_json(value: FigureValue) -> dict[str, Any]:
    """For machines: whole numbers as numbers, decimals as plain text, what is unknown as null."""
    number = value.value
    return {
        "value": plain(number) if isinstance(number, Decimal) else number,
        "unit": value.figure.unit,
        "wording": value.wording,
        "rows": value.rows,
    }
