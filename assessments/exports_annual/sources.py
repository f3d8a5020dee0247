"""与上年比较、数据来源: the catalogue of figures itself."""

from collections.abc import Mapping

from assessments.exports_annual.told import Part, Told, ledger
from assessments.exports_figures import COLUMNS, figure_cells
from assessments.results.figures import FigureValue
from assessments.results.figures.pages import parts_of
from assessments.wording import RULES_TEXT
from districts.exports.rows import numbered
from wenming.xlsx import Column, Formula

UNKNOWN = "没有记录"
SOURCE_COLUMNS = (Column("序号", 6, "center"), COLUMNS[0], Column("名称", 22), *COLUMNS[1:])


def comparison(told: Told, last: Mapping[str, FigureValue]) -> Part:
    """What the office tells of a year, beside the year before; single items are left out."""
    now, before = f"{told.year}年", f"{told.year - 1}年"
    columns = (
        Column("序号", 6, "center"),
        Column("部分", 20, merges=True),
        Column("数据", 32),
        Column("单位", 8, "center"),
        Column(before, 16, "points"),
        Column(now, 16, "points"),
        Column("增减", 16, "points"),
        Column("公式复核", 16, "points"),
    )
    difference = Formula(f"=ROUND({{{now}}}-{{{before}}},4)")
    values = [value for part in parts_of(told.figures) for value in part.told]
    lines = [_compared(value, last.get(value.figure.name), difference) for value in values]
    return ledger(
        told, "与上年比较", columns, numbered(lines), title="主要数据与上年比较", rows=len(lines)
    )


def _compared(
    value: FigureValue, before: FigureValue | None, difference: Formula
) -> tuple[object, ...]:
    figure, then = value.figure, before.value if before else None
    head = (figure.section.label, figure.label, figure.unit)
    if value.value is None or then is None:
        now = value.wording if value.value is None else value.value
        return (*head, UNKNOWN if then is None else then, now, None, None)
    return (*head, then, value.value, value.value - then, difference)


def sources(told: Told) -> Part:
    lines = []
    for value in told.figures.values():
        section, *rest = figure_cells(value)
        lines.append((section, value.figure.name, *rest))
    return ledger(
        told, "数据来源", SOURCE_COLUMNS, numbered(lines), under=RULES_TEXT, rows=len(lines)
    )
