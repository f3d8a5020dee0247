"""Titles as pages show them. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from districts.models import Honour, HonourLevel, HonourState, Unit
from districts.roles import Standing
from wenming.accounts.models import User

SOON = 90  # days before a title runs out in which the list says so
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
    return rows.for_list()


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
