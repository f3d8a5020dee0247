"""A rubric as its workbook: the form that `imports.rubric_workbook` reads back to the same rubric.

Six sheets, the head in the first row of each, in the order and the words of the rubric's rows.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from assessments.scoring import (
    BONUS_COLUMNS,
    BONUS_SHEET,
    DEDUCTION_COLUMNS,
    DEDUCTION_SHEET,
    GRADE_COLUMNS,
    GRADE_SHEET,
    ITEM_COLUMNS,
    ITEM_SHEET,
    SETTINGS,
    SETTINGS_SHEET,
    VETO_COLUMNS,
    VETO_SHEET,
    RubricRows,
)
from wenming.xlsx import Column, Line, Sheet, workbook

FIGURE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?")
# Width and kind of the columns that are not plain text of medium width.
SHAPES = {
    "编号": (9, "code"),
    "名称": (24, "text"),
    "标准": (48, "text"),
    "分值": (7, "points"),
    "给分方式": (9, "center"),
    "参数": (24, "text"),
    "权重": (7, "points"),
    "考核方式": (14, "text"),
    "评分主体": (14, "text"),
    "适用条件": (11, "text"),
    "免评条件": (14, "text"),
    "佐证要求": (22, "text"),
    "填报窗口": (13, "code"),
    "同类组": (12, "text"),
    "每次": (8, "points"),
    "计次": (8, "center"),
    "瞒报加倍": (9, "center"),
    "汇总": (8, "center"),
    "情形": (48, "text"),
    "追溯月数": (9, "integer"),
    "人数门槛": (9, "integer"),
    "确认部门": (16, "text"),
    "后果": (24, "text"),
    "等次": (14, "center"),
    "下限": (9, "points"),
    "名额比例": (10, "code"),
}
FIGURES = {head for head, (_, kind) in SHAPES.items() if kind in ("points", "integer")}
FIGURE_SETTINGS = {"年度", "满分", "加分封顶", "自评门槛", "合格线"}


def rubric_xlsx(rows: RubricRows) -> bytes:
    """The workbook of a rubric; empty sheets are there to be filled in."""
    name = rows.settings.get("名称", "")
    parts: list[tuple[str, Mapping[str, str], Iterable[Any]]] = [
        (ITEM_SHEET, ITEM_COLUMNS, rows.items),
        (BONUS_SHEET, BONUS_COLUMNS, rows.bonuses),
        (DEDUCTION_SHEET, DEDUCTION_COLUMNS, rows.deductions),
        (VETO_SHEET, VETO_COLUMNS, rows.vetoes),
        (GRADE_SHEET, GRADE_COLUMNS, rows.grades),
    ]
    sheets = [_settings_sheet(name, rows.settings)]
    sheets += (_sheet(name, *part) for part in parts)
    return workbook(sheets)


def _settings_sheet(name: str, settings: Mapping[str, str]) -> Sheet:
    lines = [
        (each, _cell(settings.get(each, ""), is_figure=each in FIGURE_SETTINGS))
        for each in SETTINGS
    ]
    columns = [Column("项目", 16, "center"), Column("内容", 60)]
    return Sheet(f"{name}　{SETTINGS_SHEET}", columns, lines, SETTINGS_SHEET, title_in_margin=True)


def _sheet(name: str, sheet: str, columns: Mapping[str, str], rows: Iterable[Any]) -> Sheet:
    return Sheet(
        f"{name}　{sheet}",
        [Column(head, *SHAPES[head]) for head in columns.values()],
        (_line(row, columns) for row in rows),
        tab=sheet,
        landscape=True,
        title_in_margin=True,
    )


def _line(row: Any, columns: Mapping[str, str]) -> Line:
    """A row of the tree that has no rule is a head and stands out."""
    cells = [
        _cell(getattr(row, field), is_figure=head in FIGURES) for field, head in columns.items()
    ]
    return Line(cells, strong=getattr(row, "rule", "-") == "" and "weight" in columns)


def _cell(text: str, *, is_figure: bool) -> Decimal | str | None:
    """Figures as numbers, so that the office can add them up in Excel; no empty texts."""
    if is_figure and FIGURE.fullmatch(text):
        return Decimal(text)
    return text or None
