"""Workbooks of the registers: the same columns that an import reads."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from districts.exports.rows import numbered
from districts.imports import ROW_FORMS, headings
from districts.models import ImportKind, Leader, Unit, Village
from wenming.dates import cn_date
from wenming.xlsx import Column, Sheet, workbook

WIDTHS = {"单位名称": 26, "主管部门": 18, "单位属性": 24, "地址": 24, "联系电话": 16, "村名": 18}


def register_xlsx(kind: str, rows: Iterable[Any], today: date) -> bytes:
    """A register as a list to print; the same columns can be imported again."""
    heads = list(headings(ROW_FORMS[kind]).values())
    sheet = Sheet(
        f"{ImportKind(kind).label}名册",
        [Column("序号", 6, "center"), *map(as_column, heads), Column("状态", 8, "center")],
        numbered(_cells(row) for row in rows),
        under=f"导出日期：{cn_date(today)}",
        landscape=len(heads) > 5,
    )
    return workbook([sheet])


def _cells(row: Any) -> Sequence[object]:
    """One row of a register's list, in the order of its import columns."""
    state = "在用" if row.is_active else "已停用"
    if isinstance(row, Unit):
        listed: Any = row
        contact = next(iter(listed.listed_contacts), None)
        return (
            row.name,
            row.type.name,
            row.department.name if row.department else "",
            row.township.name if row.township else "",
            "、".join(attribute.name for attribute in listed.listed_attributes),
            row.staff_count,
            row.address,
            contact.name if contact else "",
            contact.post if contact else "",
            contact.phone if contact else "",
            state,
        )
    if isinstance(row, Village):
        return (row.name, row.township.name, row.is_core, row.households, row.population, state)
    return (row.name, row.post, state) if isinstance(row, Leader) else (row.name, state)


def as_column(head: str) -> Column:
    """The column of an import under this head, as wide as its values want it."""
    kind = "integer" if head in ("职工人数", "户数", "人口") else "text"
    return Column(head, WIDTHS.get(head, 13), kind)
