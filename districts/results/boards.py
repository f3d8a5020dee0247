"""Publicity boards as rows and sums."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from districts.models import BoardKind, BoardQuerySet, PublicityBoard
from districts.results.desk import Desk, Todo
from districts.results.entries import entry_todos
from districts.roles import EntryStatus, Standing
from wenming.accounts.models import User


@dataclass(frozen=True, slots=True)
class BoardFilters:
    year: int
    q: str = ""
    kind: str = ""
    state: str = ""
    township: int | None = None


@dataclass(frozen=True, slots=True)
class BoardTotals:
    """`unpriced`: entries that name no money; they are missing from the sum, not zero."""

    entries: int
    count: int
    money: Decimal
    unpriced: int


def board_rows(user: User, standing: Standing, filters: BoardFilters) -> BoardQuerySet:
    """Newest first, with all that a row touches."""
    rows = PublicityBoard.objects.visible_to(user, standing).filter(year=filters.year)
    if filters.kind in BoardKind.values:
        rows = rows.filter(kind=filters.kind)
    if filters.state in EntryStatus.values:
        rows = rows.filter(status=filters.state)
    if filters.township:
        rows = rows.filter(township=filters.township)
    if filters.q:
        found = Q(place__icontains=filters.q) | Q(summary__icontains=filters.q)
        for owner in ("township", "department", "unit"):
            found |= Q(**{f"{owner}__name__icontains": filters.q})
        rows = rows.filter(found)
    return rows.with_owner().order_by("-installed_on", "-pk")


def board_totals(rows: BoardQuerySet) -> BoardTotals:
    """The confirmed ones among `rows`. One query."""
    sums = rows.confirmed().order_by().aggregate(
        in_entries=Count("pk"),
        in_count=Sum("count"),
        in_money=Sum("money"),
        in_unpriced=Count("pk", filter=Q(money=None)),
    )  # fmt: skip
    money = sums["in_money"] or Decimal(0)
    return BoardTotals(sums["in_entries"], sums["in_count"] or 0, money, sums["in_unpriced"])


def todos(desk: Desk) -> Iterator[Todo]:
    """The office confirms; the township mends what came back. One query each."""
    if desk.standing.is_office or desk.standing.township_ids:
        yield from entry_todos(
            desk,
            PublicityBoard.objects.with_owner(),
            order="installed_on",
            detail=lambda row: row.summary or row.get_kind_display(),
        )
