"""Dates at the door and on the screen. Two spellings are read, everything else is a slip.

The allowed range keeps typing errors (year 0226, 20026) and Excel's serial numbers out.
"""

import re
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from wenming.errors import DomainError

FIRST_DAY = date(2000, 1, 1)
YEARS_AHEAD = 5
MAX_LENGTH = 30
FULL_WIDTH = str.maketrans("０１２３４５６７８９－：　", "0123456789-: ")
DATE = r"(?:(\d{4})-(\d{2})-(\d{2})|(\d{4})年(\d{1,2})月(\d{1,2})日)"
DATE_ONLY = re.compile(DATE, re.ASCII)
DATE_TIME = re.compile(DATE + r"(?:T| +)?(\d{2}):(\d{2})(?::(\d{2}))?", re.ASCII)
DATE_RULE = "请按 2026-03-01 或 2026年3月1日 的格式填写"
DATETIME_RULE = "请按 2026-03-01 17:30 的格式填写"


def parse_date(text: str) -> date:
    """The day typed in `text`, or a DomainError that shows the format."""
    typed = text.strip().translate(FULL_WIDTH)
    match = DATE_ONLY.fullmatch(typed) if len(typed) <= MAX_LENGTH else None
    if match is None:
        raise DomainError(f"日期无法识别，{DATE_RULE}。")
    return _day(match, DATE_RULE)


def parse_datetime(text: str) -> datetime:
    """The moment typed in `text`, in the office's time zone. An offset is refused, not applied."""
    typed = text.strip().translate(FULL_WIDTH)
    match = DATE_TIME.fullmatch(typed) if len(typed) <= MAX_LENGTH else None
    if match is None:
        raise DomainError(f"日期时间无法识别，{DATETIME_RULE}。")
    day = _day(match, DATETIME_RULE)
    hour, minute, second = (int(group or 0) for group in match.groups()[6:9])
    try:
        moment = datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001
    except ValueError as error:
        raise DomainError(f"没有这个时刻，{DATETIME_RULE}。") from error
    return timezone.make_aware(moment)


def date_from_cell(value: object) -> date:
    """The day in an Excel cell: a date cell or text in one of the two spellings, never a number."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _in_range(value, DATE_RULE)
    if isinstance(value, str):
        return parse_date(value)
    raise DomainError(f"日期无法识别，{DATE_RULE}。")


def cn_date(value: date | None) -> str:
    """2026年11月23日; a datetime counts in the office's time zone; None is shown as nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value.year}年{value.month}月{value.day}日"


def cn_datetime(value: datetime | None) -> str:
    """2026年11月23日 15:04 in the office's time zone."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{cn_date(local)} {local:%H:%M}"


def _day(match: re.Match[str], rule: str) -> date:
    year, month, day = (int(group) for group in match.groups()[:6] if group is not None)
    try:
        return _in_range(date(year, month, day), rule)
    except ValueError as error:
        raise DomainError(f"没有这一天，{rule}。") from error


def _in_range(day: date, rule: str) -> date:
    last_year = timezone.localdate().year + YEARS_AHEAD
    if not FIRST_DAY <= day <= date(last_year, 12, 31):
        raise DomainError(f"日期应在 {cn_date(FIRST_DAY)}至{last_year}年12月31日之间，{rule}。")
    return day


class StrictDateField(forms.Field):
    """A day typed by hand or picked in the browser's date box."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or not str(value).strip():
            return None
        if isinstance(value, date):
            return value
        try:
            return parse_date(str(value))
        except DomainError as error:
            raise ValidationError(error.message, code="invalid") from error


class StrictDateTimeField(forms.Field):
    """A moment typed by hand or picked in the browser's date-time box."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values or not str(value).strip():
            return None
        if isinstance(value, datetime):
            return value
        try:
            return parse_datetime(str(value))
        except DomainError as error:
            raise ValidationError(error.message, code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime) and timezone.is_aware(value):
            return timezone.localtime(value)
        return value
