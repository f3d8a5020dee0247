"""The columns of 荣誉称号 in the year's workbook."""

from districts.results.honours import HonourRow
from wenming.xlsx import Column

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
