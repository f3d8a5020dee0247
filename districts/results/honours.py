"""Titles as pages show them. Reads only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from districts.models import Honour, HonourLevel, HonourState, Unit
from districts.results.desk import Desk, Todo, end_of
from districts.roles import Standing
from wenming.accounts.models import User
from wenming.dates import cn_date

SOON = 90  # days before a title runs out in which the list says so
OVERDUE = 90  # days after it in which the office is still asked what becomes of it
ENDING = {"soon-90": 90, "soon-30": 30}
STATES = (*HonourState.choices, ("soon-90", "90 天内到期"), ("soon-30", "30 天内到期"))
CHIPS = {HonourState.VALID: "chip-green", HonourState.REVOKED: "chip-red"}


@dataclass(frozen=True, slots=True)
class HonourFilters:
    """What the list is narrowed by; a value that means nothing is left out."""

    q: str = ""
    type: str = ""
    level: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class HonourRow:
    """One title and what it is on that day."""

    honour: Honour
    state: HonourState
    days_left: int | None

    @property
    def chip(self) -> str:
        return CHIPS.get(self.state, "")

    @property
    def may_renew(self) -> bool:
        """Whether a next term is at hand: running out, or just over."""
        return self.runs_out or self.state == HonourState.EXPIRED

    @property
    def runs_out(self) -> bool:
        return self.days_left is not None and 0 <= self.days_left <= SOON


def honour_list(
    user: User, standing: Standing, filters: HonourFilters, on: date
) -> "QuerySet[Honour]":
    """The titles that somebody sees. Unknown filters are none."""
    rows = Honour.objects.visible_to(user, standing).matching(filters.q)
    if filters.type:
        rows = rows.filter(unit__type=filters.type)
    if filters.level in HonourLevel.values:
        rows = rows.filter(level=filters.level)
    if filters.state in HonourState.values:
        rows = rows.in_state(filters.state, on)
    elif days := ENDING.get(filters.state):
        rows = rows.running_out(on, within=days)
    return rows.for_list()


def todos(desk: Desk) -> Iterator[Todo]:
    """The office: the county's own titles that run out soon, or just have. One query."""
    if not desk.standing.is_office:
        return
    day = desk.today
    near = (day - timedelta(days=OVERDUE), day + timedelta(days=SOON))
    rows = Honour.objects.unrenewed().filter(
        level=HonourLevel.COUNTY, revoked_on=None, valid_until__range=near
    )
    for row in desk.shown(rows.select_related("unit").order_by("valid_until", "pk")):
        until = row.valid_until or day
        left = (until - day).days
        word = "将到期" if left >= 0 else "已到期"
        yield Todo(
            kind="amber" if left >= 0 else "red",
            when=f"{left} 天后到期" if left > 0 else word,
            title=f"{row.unit.name} {row.title}{word}",
            detail=f"有效期至{cn_date(until)}，复查后续期；不再续期的按期终止",
            url=reverse("districts:honour-renew", args=[row.pk]),
            act="续期",
            due=end_of(until),
        )


def honour_rows(honours: Iterable[Honour], on: date) -> list[HonourRow]:
    """With state and days left, in the order given. No query."""
    return [_row(honour, on) for honour in honours]


def honours_of(unit: Unit, on: date) -> list[HonourRow]:
    """A unit's titles, the latest first. One query."""
    return honour_rows(unit.honours.order_by("-awarded_on", "pk"), on)


def _row(honour: Honour, on: date) -> HonourRow:
    state = honour.state_on(on)
    is_ending = state == HonourState.VALID and honour.valid_until is not None
    left = (honour.valid_until - on).days if is_ending and honour.valid_until else None
    return HonourRow(honour, state, left)
