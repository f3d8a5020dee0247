"""Reminders of everybody's to-do list: what falls due, and who hears of it when it is late."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from assessments.models import Cycle
from assessments.results.desks import seats_in
from assessments.results.years import chosen_cycle
from assessments.todos import todos_for
from districts.models import Membership
from districts.policies.standing import standings_of
from districts.results.desk import Todo
from districts.roles import Role, Standing
from wenming.accounts.models import User
from wenming.notices.reminding import Matter, remind
from wenming.workdays.calendar import calendar_for

EVERYTHING = 500
# A unit's delay is on the office's own list at once; the leaders hear of what stays there.
OFFICE_PATIENCE = 5


def remind_everybody(at: datetime) -> int:
    """How many notices were new. About as many queries a person as that person's workbench."""
    today = timezone.localdate(at)
    people = list(User.objects.filter(is_active=True).select_related("notice_settings"))
    standings = standings_of(people, on=today)
    cycle, _ = chosen_cycle(None)
    office, leaders = _holders(people, Role.OFFICE, today), _holders(people, Role.LEADER, today)
    matters: list[Matter] = []
    for user in people:
        standing = standings[user.pk]
        above = leaders if standing.is_office else () if standing.sees_whole_county else office
        matters += _matters(user, standing, cycle, at, above)
    days = [today, *(matter.due_on for matter in matters)]
    return remind(matters, calendar_for(*days), today, at)


def _holders(people: list[User], role: Role, today: date) -> tuple[User, ...]:
    held = set(
        Membership.objects.current(today).filter(role=role).values_list("user_id", flat=True)
    )
    return tuple(user for user in people if user.pk in held)


def _matters(
    user: User, standing: Standing, cycle: Cycle | None, at: datetime, above: tuple[User, ...]
) -> Iterator[Matter]:
    """What has a deadline, once for each place and day, however many rows lead there."""
    seats = seats_in(cycle, user, standing)
    found: dict[tuple[str, date], list[Todo]] = {}
    for todo in todos_for(user, standing, cycle, at, seats=seats, limit=EVERYTHING).rows:
        if (day := _deadline(todo, at)) is not None:
            found.setdefault((todo.url, day), []).append(todo)
    for (url, day), todos in found.items():
        more = f" 等 {len(todos)} 件" if len(todos) > 1 else ""
        patience = OFFICE_PATIENCE if standing.is_office else 0
        yield Matter(user, f"{todos[0].title}{more}", url, day, above, patience)


def _deadline(todo: Todo, at: datetime) -> date | None:
    """The day by which it must be done. Rows that only wait carry the day they came, which is
    past without their being late."""
    if todo.due is None or (todo.due <= at and todo.kind != "red"):
        return None
    return timezone.localdate(todo.due)
