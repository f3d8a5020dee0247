"""Working days: weekends, holidays, make-up days and the turn of the year."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from wenming.workdays.calendar import calendar_for
from wenming.workdays.models import CalendarDay
from wenming.workdays.rule import WorkCalendar

# 2026: New Year from Thursday 1 to Saturday 3 January, worked on Sunday 4 January instead
NEW_YEAR = WorkCalendar(
    frozenset({date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)}),
    frozenset({date(2026, 1, 4)}),
    frozenset({2026}),
)
NOTHING_ENTERED = WorkCalendar()


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2025, 12, 31), True),
        (date(2026, 1, 1), False),  # a Thursday, off
        (date(2026, 1, 3), False),  # a Saturday within the holiday
        (date(2026, 1, 4), True),  # a Sunday, worked
        (date(2026, 1, 10), False),
        (date(2026, 1, 12), True),
    ],
)
def test_a_day_is_worked_as_announced(day: date, is_worked: bool) -> None:
    assert NEW_YEAR.is_working_day(day) is is_worked


@pytest.mark.parametrize(
    ("calendar", "start", "n", "end"),
    [
        (NEW_YEAR, date(2025, 12, 31), 1, date(2026, 1, 4)),  # over the turn of the year
        (NEW_YEAR, date(2025, 12, 31), 5, date(2026, 1, 8)),
        (NOTHING_ENTERED, date(2025, 12, 31), 1, date(2026, 1, 1)),  # weekends assumed
        (NOTHING_ENTERED, date(2025, 12, 31), 3, date(2026, 1, 5)),
        (NEW_YEAR, date(2026, 1, 5), -1, date(2026, 1, 4)),
        (NEW_YEAR, date(2026, 1, 4), -1, date(2025, 12, 31)),
        (NEW_YEAR, date(2026, 1, 1), 0, date(2026, 1, 4)),  # nobody works: the next working day
        (NEW_YEAR, date(2026, 1, 5), 0, date(2026, 1, 5)),
        (NOTHING_ENTERED, date(2027, 2, 5), 7, date(2027, 2, 16)),  # a year nobody entered
    ],
)
def test_working_days_are_added(calendar: WorkCalendar, start: date, n: int, end: date) -> None:
    assert calendar.add_working_days(start, n) == end
    if n:
        assert calendar.working_days_between(start, end) == n


@pytest.mark.parametrize(
    ("due", "today", "left"),
    [
        (date(2026, 1, 5), date(2025, 12, 31), 2),
        (date(2026, 1, 5), date(2026, 1, 5), 0),
        (date(2026, 1, 9), date(2026, 1, 11), 0),  # due on Friday, Sunday has cost no working day
        (date(2026, 1, 9), date(2026, 1, 12), -1),
        (date(2025, 12, 31), date(2026, 1, 4), -1),
    ],
)
def test_days_left_are_working_days(due: date, today: date, left: int) -> None:
    assert NEW_YEAR.working_days_left(due, today) == left


def test_years_without_their_notice_are_named() -> None:
    assert NEW_YEAR.unknown_years(date(2025, 6, 1), date(2027, 1, 1)) == (2025, 2027)


@pytest.mark.django_db
def test_the_announced_years_are_there_and_cost_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        calendar = calendar_for(date(2025, 1, 20), date(2026, 3, 1))
    assert calendar.known_years == {2025, 2026}
    # the two long holidays of each year, counted by hand from the notices
    assert calendar.add_working_days(date(2025, 9, 26), 2) == date(2025, 9, 29)
    assert calendar.add_working_days(date(2025, 9, 30), 3) == date(2025, 10, 11)
    assert calendar.add_working_days(date(2026, 2, 13), 2) == date(2026, 2, 24)
    # the published number of working days of each year
    for year, worked in ((2025, 248), (2026, 248)):
        eve, last = date(year - 1, 12, 31), date(year, 12, 31)
        assert calendar.working_days_between(eve, last) == worked
    assert not CalendarDay.objects.exclude(year__in=(2025, 2026)).exists()
