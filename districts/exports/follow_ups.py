"""The 督办整改台账 as the office prints it."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from districts.exports.activities import SIGNATURES
from districts.exports.rows import numbered
from districts.models import FollowUp
from wenming.dates import cn_date
from wenming.xlsx import Column, Sheet, workbook

COLUMNS = (
    Column("序号", 6, "center"),
    Column("类别", 10, "center"),
    Column("事项", 34),
    Column("来源", 22),
    Column("承办单位", 16),
    Column("涉及的村", 12),
    Column("交办日期", 16, "date"),
    Column("办结期限", 16, "date"),
    Column("状态", 9, "center"),
    Column("办理情况", 30),
    Column("销号日期", 16, "date"),
)


def follow_ups_xlsx(rows: Iterable[FollowUp], year: int, today: date) -> bytes:
    sheet = Sheet(
        f"{year}年度督办整改台账",
        COLUMNS,
        numbered(_cells(row) for row in rows),
        tab="督办整改台账",
        under=f"导出日期：{cn_date(today)}",
        signatures=SIGNATURES,
        landscape=True,
    )
    return workbook([sheet])


def _cells(row: FollowUp) -> tuple[object, ...]:
    return (
        row.get_kind_display(),
        row.text,
        row.source_label,
        row.owner_name,
        row.village.name if row.village else "",
        timezone.localdate(row.opened_at),
        row.due_on,
        row.get_status_display(),
        row.report_note,
        timezone.localdate(row.closed_at) if row.closed_at else None,
    )
