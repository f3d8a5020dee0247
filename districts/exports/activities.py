"""The 活动台账 as the office prints it."""

from collections.abc import Iterable
from datetime import date

from districts.exports.rows import numbered
from districts.models import Activity
from districts.results.activities import ActivityTotals
from wenming.dates import cn_date
from wenming.xlsx import Column, Line, Sheet, workbook

SIGNATURES = ("填表人：　　　　　　　　审核人：　　　　　　　　填表日期：　　　　年　　月　　日",)
COLUMNS = (
    Column("序号", 6, "center"),
    Column("活动名称", 28),
    Column("类别", 10, "center"),
    Column("主办单位", 18),
    Column("日期", 16, "date"),
    Column("结束日期", 16, "date"),
    Column("地点", 18),
    Column("所在村", 16),
    Column("所属系列", 18),
    Column("场次", 7, "integer"),
    Column("参加人次", 10, "integer"),
    Column("人次怎么得来", 10, "center"),
    Column("状态", 9, "center"),
)


def activities_xlsx(
    rows: Iterable[Activity], totals: ActivityTotals, year: int, today: date
) -> bytes:
    """The list with the sums of what is confirmed below it."""
    under = f"导出日期：{cn_date(today)}"
    figures = ("合计（已确认）", *[""] * 7, totals.sessions, totals.attendance, "", "")
    sums = Line(("", *figures))
    sheet = Sheet(
        f"{year}年度精神文明建设活动台账",
        COLUMNS,
        [*numbered(activity_cells(row) for row in rows), sums],
        tab="活动台账",
        under=under,
        signatures=SIGNATURES,
        landscape=True,
    )
    return workbook([sheet])


def activity_cells(row: Activity) -> tuple[object, ...]:
    village = row.village
    return (
        row.title,
        row.get_kind_display(),
        row.owner_name,
        row.held_on,
        row.until,
        row.place,
        f"{village.township.name}{village.name}" if village else "",
        row.series.name if row.series else "",
        row.sessions,
        row.attendance,
        row.get_counted_by_display() if row.counted_by else "",
        row.get_status_display(),
    )
