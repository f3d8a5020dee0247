"""What a working day is, and how they are counted. Plain Python, no database.

Saturdays and Sundays are off and all other days are worked, unless the year's notice says
otherwise. A year whose notice is not entered is counted by its weekends alone: `unknown_years`
names it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 5
ONE_DAY = timedelta(days=1)


def is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The announced exceptions from the week. Built once per request or action."""

    holidays: frozenset[date] = field(default=frozenset())
    make_up_days: frozenset[date] = field(default=frozenset())
    known_years: frozenset[int] = field(default=frozenset())

    def is_working_day(self, day: date) -> bool:
        if day in self.holidays:
            return False
        return day in self.make_up_days or not is_weekend(day)

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after `day`, before it if `n` is negative; 0 is `day` itself or, if
        nobody works on it, the next working day. A window of n working days that opens on `day`
        closes with the end of this day."""
        if n == 0:
            return day if self.is_working_day(day) else self.add_working_days(day, 1)
        step, still = (ONE_DAY, n) if n > 0 else (-ONE_DAY, -n)
        while still:
            day += step
            still -= self.is_working_day(day)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and with `last`, so that adding them to `first` arrives
        at `last`; negative when `last` is the earlier day."""
        if last < first:
            return -self.working_days_between(last, first)
        return sum(1 for day in days_after(first, last) if self.is_working_day(day))

    def working_days_left(self, due_on: date, today: date) -> int:
        """0 on the due day itself; negative when working days have passed since."""
        return self.working_days_between(today, due_on)

    def unknown_years(self, first: date, last: date) -> tuple[int, ...]:
        """The years from `first` to `last` whose holidays nobody has entered."""
        years = range(first.year, last.year + 1)
        return tuple(year for year in years if year not in self.known_years)


def days_after(first: date, last: date) -> Iterator[date]:
    """The days after `first` up to and with `last`."""
    return (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
