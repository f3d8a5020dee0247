"""The ledgers of culture as the office prints them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from districts.exports.rows import numbered
from districts.results.activities import ActivityTotals
from wenming.dates import cn_date
from wenming.xlsx import Column, Line, Sheet, workbook

SIGNATURES = ("填表人：　　　　　　　　审核人：　　　　　　　　填表日期：　　　　年　　月　　日",)
SERIES_COLUMNS = (
    Column("序号", 6, "center"),
    Column("系列名称", 30),
    Column("主办单位", 18),
    Column("开始日期", 16, "date"),
    Column("结束日期", 16, "date"),
    Column("主会场", 20),
    Column("活动", 8, "integer"),
    Column("场次", 8, "integer"),
    Column("参加人次", 12, "integer"),
    Column("典型", 7, "center"),
)


def series_xlsx(rows: Iterable[Any], totals: ActivityTotals, year: int, today: date) -> bytes:
    """The year's series; figures are those of confirmed activities, each counted once."""
    sums = Line(
        ("", "合计（已确认）", "", "", "", "", totals.activities, totals.sessions,
         totals.attendance, "")
    )  # fmt: skip
    sheet = Sheet(
        f"{year}年度群众文化系列活动台账",
        SERIES_COLUMNS,
        [*numbered(series_cells(row) for row in rows), sums],
        tab="系列活动台账",
        under=f"导出日期：{cn_date(today)}",
        signatures=SIGNATURES,
        landscape=True,
    )
    return workbook([sheet])


def series_cells(row: Any) -> tuple[object, ...]:
    """Of a row of `series_rows`."""
    return (
        row.name,
        row.owner_name,
        row.starts_on,
        row.ends_on,
        row.venue,
        row.in_activities,
        row.in_sessions,
        row.in_attendance,
        "是" if row.is_example else "",
    )
