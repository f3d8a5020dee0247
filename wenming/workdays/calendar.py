"""The working-day calendar as it is stored: one query, then asked without any.

    calendar = calendar_for(first_day, last_day)
    calendar.add_working_days(first_day, 5)

Nothing is kept between requests, so a correction counts from the next page on. Whoever judges many
rows loads one calendar for all of them; the functions below are for a single question.
"""

from datetime import date

from wenming.workdays.models import CalendarDay, DayKind
from wenming.workdays.rule import WorkCalendar

YEARS_AROUND = 2  # a count may run over the end of the year it was asked for


def calendar_for(*days: date) -> WorkCalendar:
    """The calendar of the years of `days` and two years around them."""
    first, last = min(days).year - YEARS_AROUND, max(days).year + YEARS_AROUND
    rows = CalendarDay.objects.filter(year__range=(first, last))
    off, on, years = set[date](), set[date](), set[int]()
    for day, kind, year in rows.order_by().values_list("date", "kind", "year"):
        (off if kind == DayKind.HOLIDAY else on).add(day)
        years.add(year)
    return WorkCalendar(frozenset(off), frozenset(on), frozenset(years))


def is_working_day(day: date) -> bool:
    return calendar_for(day).is_working_day(day)


def add_working_days(day: date, n: int) -> date:
    return calendar_for(day).add_working_days(day, n)


def working_days_between(first: date, last: date) -> int:
    return calendar_for(first, last).working_days_between(first, last)


def working_days_left(due_on: date, today: date) -> int:
    return calendar_for(due_on, today).working_days_left(due_on, today)
