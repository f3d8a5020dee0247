"""To-do lists: what a row is, and what waits for one person in fieldwork.

Every area has one function that yields Todo rows; PROVIDERS lists them. Each kind costs one query,
however long it is, and nothing that cannot be acted on is listed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TypeVar

from django.db.models import Count, Model, QuerySet, Subquery, Value
from django.utils import timezone

from districts.roles import Standing
from wenming.accounts.models import User

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: a chip (`when`, `kind` is its colour), what, where, and the button."""

    kind: str
    when: str
    title: str
    detail: str
    url: str
    act: str
    # Sort key: overdue first, then by date.
    due: datetime | None = None


@dataclass(slots=True)
class Desk:
    """Who asks and when; `hidden` counts the rows left out where a kind has more than `limit`."""

    user: User
    standing: Standing
    at: datetime
    limit: int
    hidden: int = field(default=0, init=False)

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    def shown(self, rows: QuerySet[Row]) -> list[Row]:
        """The first rows of a kind; the others are counted. One query for both."""
        # Counted beside the rows: a window over them would sort and carry all of them.
        counted = rows.order_by().values(in_one=Value(1)).annotate(n=Count("pk")).values("n")
        # Only ids are sorted: whole rows would be carried through the sorting.
        first = rows.filter(pk__in=rows.values("pk")[: self.limit])
        found = list(first.annotate(in_all=Subquery(counted)))
        if found:
            self.hidden += found[0].in_all - len(found)  # type: ignore[attr-defined]
        return found


Provider = Callable[[Desk], Iterator[Todo]]


def when_due(due_on: date, today: date) -> str:
    """The chip: “逾期 3 天”, “今天” or the day it is due."""
    days = (today - due_on).days
    if days > 0:
        return f"逾期 {days} 天"
    return "今天" if days == 0 else short(due_on)


def short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def end_of(day: date) -> datetime:
    """The moment by which something due that day is late; the sort key of its Todo."""
    return timezone.make_aware(datetime.combine(day, time.max))
