"""Entering the notice of a year into the working-day calendar."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from districts.policies import standing_of
from districts.policies.workdays import can_edit_calendar
from wenming.accounts.models import User
from wenming.audit.models import AuditHead
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.workdays.models import CalendarDay, DayKind
from wenming.workdays.notice import NoticeDay, written_notice


def stored_notice(year: int) -> str:
    """The year as it is stored, in the words of `wenming.workdays.notice`."""
    rows = CalendarDay.objects.filter(year=year)
    days = [NoticeDay(row.date, row.kind == DayKind.HOLIDAY, row.name) for row in rows]
    return written_notice(days, year)


def stamp_of(notice: str) -> str:
    """Short enough for a form, and another for every other text."""
    return hashlib.sha256(notice.encode()).hexdigest()[:16]


@transaction.atomic
def enter_notice(
    year: int, days: Sequence[NoticeDay], *, stamp: str, by: User, at: datetime
) -> None:
    """Replace the year's days. `stamp` is that of the text that was on the page."""
    if not can_edit_calendar(standing_of(by)):
        raise NotAllowed("只有县文明办和系统管理员可以修改工作日历。")
    # Two who enter the same empty year meet at no row of it, so they meet here.
    AuditHead.objects.select_for_update().first()
    before, after = stored_notice(year), written_notice(days, year)
    if stamp_of(before) != stamp:
        raise Conflict(f"{year}年的安排刚才已被别人修改，请刷新后核对。")
    if before == after:
        raise Conflict("内容没有变化。")
    others = CalendarDay.objects.exclude(year=year).filter(date__in=[day.date for day in days])
    if taken := others.first():
        raise DomainError(f"{taken} 已在{taken.year}年的安排里，请先改那一年。", field="notice")
    CalendarDay.objects.filter(year=year).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(
            date=day.date,
            kind=DayKind.HOLIDAY if day.is_holiday else DayKind.WORK,
            name=day.name,
            year=year,
        )
        for day in days
    )
    record("calendar.update", on=None, by=by, at=at, before=before, after=after, note=f"{year}年")
