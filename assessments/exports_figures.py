"""The year's figures, and the rows behind one, as workbooks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from assessments.results.figures import Behind, FigureValue
from assessments.results.figures.pages import sum_line
from assessments.wording import RULES_TEXT
from wenming.dates import cn_date
from wenming.xlsx import Column, Line, Sheet, workbook

COLUMNS = (
    Column("部分", 22, merges=True),
    Column("数据", 30),
    Column("数值", 14, "points"),
    Column("单位", 8, "center"),
    Column("写法", 24),
    Column("行数", 8, "integer"),
    Column("统计口径", 70),
)


def figures_xlsx(values: Mapping[str, FigureValue], year: int, today: date) -> bytes:
    """Every figure with its definition and the number of rows behind it."""
    sheet = Sheet(
        f"{year}年度数据",
        COLUMNS,
        map(figure_cells, values.values()),
        tab="年度数据",
        under=f"导出日期：{cn_date(today)}　　{RULES_TEXT}",
        landscape=True,
    )
    return workbook([sheet])


def figure_cells(value: FigureValue) -> tuple[object, ...]:
    figure = value.figure
    told = (figure.section.label, figure.label, value.value, figure.unit, value.wording)
    return (*told, value.rows, figure.definition)


def behind_xlsx(
    value: FigureValue, behind: Behind, rows: Iterable[Any], year: int, today: date
) -> bytes:
    """The rows behind one figure, and how they make it."""
    figure = value.figure
    columns = (
        Column("序号", 6, "center"),
        *(Column(column.label, column.width, column.kind) for column in behind.columns),
    )
    sheet = Sheet(
        f"{year}年{figure.label}",
        columns,
        _lines(value, behind, rows),
        tab="明细",
        under=f"统计口径：{figure.definition}　　导出日期：{cn_date(today)}",
        landscape=True,
    )
    return workbook([sheet])


def _lines(
    value: FigureValue, behind: Behind, rows: Iterable[Any]
) -> Iterator[Sequence[Any] | Line]:
    for number, row in enumerate(rows, start=1):
        yield number, *(column.of(row) for column in behind.columns)
    yield Line(["", sum_line(value), *[""] * (len(behind.columns) - 1)])
