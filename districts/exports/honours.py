"""荣誉称号 in Excel: the list, and the columns of the year's workbook."""

from collections.abc import Iterable
from datetime import date

from districts.exports.rows import numbered
from districts.results.honours import HonourRow
from wenming.dates import cn_date
from wenming.xlsx import Column, Sheet, workbook

HONOUR_COLUMNS = (
    Column("序号", 6, "center"),
    Column("单位", 26),
    Column("称号", 26),
    Column("级别", 10, "center"),
    Column("授予日期", 16, "date"),
    Column("文号", 22),
    Column("有效期至", 16, "date"),
    Column("状态", 9, "center"),
    Column("撤销原因", 22),
)


def honour_cells(row: HonourRow) -> tuple[object, ...]:
    honour = row.honour
    return (
        honour.unit.name,
        honour.title,
        honour.get_level_display(),
        honour.awarded_on,
        honour.document_number,
        honour.valid_until,
        row.state.label,
        honour.revoke_reason,
    )


def honours_xlsx(rows: Iterable[HonourRow], today: date) -> bytes:
    """The list as a table that the import reads again."""
    sheet = Sheet(
        "荣誉称号一览表",
        HONOUR_COLUMNS,
        numbered(honour_cells(row) for row in rows),
        tab="荣誉称号",
        under=f"导出日期：{cn_date(today)}",
        landscape=True,
    )
    return workbook([sheet])
