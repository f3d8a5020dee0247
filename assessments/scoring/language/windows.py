"""填报窗口: when an item can be filled in: months of the rubric's year, or days.

A window never wraps round New Year (11-2月): the assessment year is a calendar year.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from assessments.scoring.numbers import fold
from assessments.scoring.problems import SpecError

COLUMN = "填报窗口"
_MONTHS = re.compile(r"([0-9]{1,2})月?(?:[-~至–—]([0-9]{1,2}))?月")
_QUARTER = re.compile(r"第?([一二三四1-4])季度?")
_DAY = r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
_DAYS = re.compile(f"{_DAY}[~至–—]{_DAY}")
_FORM = "应写成 3-12月、3月、一季度 或 2026-03-01~2026-03-31"


@dataclass(frozen=True, slots=True)
class Window:
    """Either whole months of any year (`months`, both ends included) or fixed days (`days`)."""

    months: tuple[int, int] | None = None
    days: tuple[date, date] | None = None

    def dates(self, year: int) -> tuple[date, date]:
        """First and last day, both included, for a cycle of `year`."""
        if self.days is not None:
            return self.days
        first, last = self.months or (1, 12)
        return date(year, first, 1), date(year, last, monthrange(year, last)[1])

    def is_open(self, day: date, year: int) -> bool:
        first, last = self.dates(year)
        return first <= day <= last


def parse_window(text: str) -> Window | None:
    """The window of a cell; None where it is empty: the whole self-check."""
    text = re.sub(r"\s+", "", fold(text))
    if not text:
        return None
    if quarter := _QUARTER.fullmatch(text):
        number = "一二三四".find(quarter[1]) + 1 or int(quarter[1])
        return Window(months=(3 * number - 2, 3 * number))
    if months := _MONTHS.fullmatch(text):
        first = int(months[1])
        last = int(months[2] or first)
        if not 1 <= first <= last <= 12:
            raise SpecError.of(COLUMN, f"“{text}”的月份不对（不能跨年，也不能前后颠倒），{_FORM}")
        return Window(months=(first, last))
    return Window(days=parse_days(text))


def format_window(window: Window | None) -> str:
    if window is None:
        return ""
    if window.days is not None:
        return format_days(*window.days)
    first, last = window.months or (1, 12)
    return f"{first}月" if first == last else f"{first}-{last}月"


def parse_days(text: str) -> tuple[date, date]:
    """ "2026-03-01~2026-03-31" → both days."""
    match = _DAYS.fullmatch(re.sub(r"\s+", "", fold(text)))
    if match is None:
        raise SpecError.of(COLUMN, f"“{text}”无法识别，{_FORM}")
    numbers = [int(part) for part in match.groups()]
    try:
        first, last = date(*numbers[:3]), date(*numbers[3:])
    except ValueError:
        raise SpecError.of(COLUMN, f"“{text}”里有不存在的日期，{_FORM}") from None
    if first > last:
        raise SpecError.of(COLUMN, f"“{text}”的开始晚于结束，{_FORM}")
    return first, last


def format_days(first: date, last: date) -> str:
    return f"{first.isoformat()}~{last.isoformat()}"
