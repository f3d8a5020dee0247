"""The table of opinions and what became of them (征求意见采纳情况表)."""

from collections.abc import Iterable

from django.utils import timezone

from districts.exports.activities import SIGNATURES
from districts.exports.rows import numbered
from districts.models import Consultation, Opinion
from wenming.dates import cn_date
from wenming.xlsx import Column, Sheet, workbook

COLUMNS = (
    Column("序号", 6, "center"),
    Column("征求意见单位", 18),
    Column("反馈日期", 16, "date"),
    Column("意见", 44),
    Column("采纳情况", 11, "center"),
    Column("理由", 34),
)


def consultation_xlsx(row: Consultation, opinions: Iterable[Opinion]) -> bytes:
    sheet = Sheet(
        f"《{row.title}》征求意见采纳情况表",
        COLUMNS,
        numbered(_cells(one) for one in opinions),
        tab="采纳情况表",
        under=f"反馈期限：{cn_date(row.due_on)}",
        signatures=SIGNATURES,
        landscape=True,
    )
    return workbook([sheet])


def _cells(one: Opinion) -> tuple[object, ...]:
    said = one.text or ("无意见" if one.is_content else "未反馈")
    day = timezone.localdate(one.given_at) if one.given_at else None
    return (one.owner_name, day, said, one.get_adoption_display(), one.reason)
