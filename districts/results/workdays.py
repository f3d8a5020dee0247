"""The working-day calendar of a year as months of weeks, and the reminder to enter the next one."""

from calendar import Calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from districts.results.desk import Desk, Todo, end_of
from wenming.workdays.calendar import calendar_for
from wenming.workdays.models import CalendarDay, DayKind
from wenming.workdays.rule import ONE_DAY, is_weekend

FIRST_WARNING = (11, 1)  # the notice for the next year comes out in November
WEEKS = Calendar()  # from Monday to Sunday


@dataclass(frozen=True, slots=True)
class Cell:
    """One day: its number, how it is coloured, and what is said of it."""

    number: int
    kind: str
    said: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Month:
    number: int
    worked: int
    weeks: list[list[Cell | None]]


@dataclass(frozen=True, slots=True)
class YearView:
    months: list[Month]
    worked: int
    is_known: bool


def year_view(year: int, today: date) -> YearView:
    """Two queries: the named days, and the calendar that judges all days."""
    named = {row.date: row for row in CalendarDay.objects.filter(date__year=year)}
    calendar = calendar_for(date(year, 1, 1))
    months = []
    for number in range(1, 13):
        weeks = [
            [_cell(day, named.get(day), today) if day.month == number else None for day in week]
            for week in WEEKS.monthdatescalendar(year, number)
        ]
        last = date(year + number // 12, number % 12 + 1, 1) - ONE_DAY
        worked = calendar.working_days_between(date(year, number, 1) - ONE_DAY, last)
        months.append(Month(number, worked, weeks))
    worked = sum(month.worked for month in months)
    return YearView(months, worked, year in calendar.known_years)


def _cell(day: date, named: CalendarDay | None, today: date) -> Cell:
    if named is None:
        kind, said = ("rest", "") if is_weekend(day) else ("", "")
    elif named.kind == DayKind.HOLIDAY:
        kind, said = "holiday", "休"
    else:
        kind, said = "work", "班"
    return Cell(day.day, kind, said, day == today)


def next_year_is_missing(today: date) -> int | None:
    """The next year, from November on, if nobody has entered its holidays. One query."""
    missing = not CalendarDay.objects.filter(year=today.year + 1).exists()
    is_time = (today.month, today.day) >= FIRST_WARNING
    return today.year + 1 if missing and is_time else None


def todos(desk: Desk) -> Iterator[Todo]:
    """For the administrator, who keeps the calendar."""
    if desk.standing.is_admin and (year := next_year_is_missing(desk.today)):
        yield Todo(
            kind="amber",
            when="待录入",
            title=f"{year}年放假安排还没有录入",
            detail="国务院办公厅的通知一般在 11 月公布；录入之前，期限只按周末推算。",
            url=reverse("districts:calendar-year", args=[year]),
            act="录入",
            due=end_of(date(desk.today.year, 12, 31)),
        )
