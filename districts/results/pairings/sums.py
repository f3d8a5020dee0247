"""Sums of what was given: confirmed only, by kind and so by unit, each activity once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.db.models.functions import ExtractMonth

from districts.models import Contribution, ContributionQuerySet, QuantityKind
from districts.roles import EntryStatus
from districts.workflow.pairings import MoneySource

Rows = QuerySet[Contribution]
NOTHING = Decimal(0)
MONTHS = range(1, 13)


def counted_once(rows: Rows) -> ContributionQuerySet:
    """The confirmed ones among `rows`; of several entries about one activity only the first.

    A lecture in the ledgers of two pairings was held once, and counts once.
    """
    confirmed = Contribution.objects.confirmed().filter(pk__in=rows.order_by().values("pk"))
    firsts = (
        confirmed.exclude(activity=None)
        .values("activity", "kind")
        .annotate(first=Min("pk"))
        .values("first")
    )
    return confirmed.filter(Q(activity=None) | Q(pk__in=firsts))


@dataclass(slots=True)
class KindTotal:
    """All of one kind, in its own unit: own and won from above apart, the months both together and
    what of them was won."""

    kind_id: int
    name: str
    unit: str
    is_money: bool
    own: Decimal = NOTHING
    won: Decimal = NOTHING
    entries: int = 0
    months: list[Decimal] = field(default_factory=lambda: [NOTHING] * len(MONTHS))
    won_months: list[Decimal] = field(default_factory=lambda: [NOTHING] * len(MONTHS))

    @property
    def amount(self) -> Decimal:
        return self.own + self.won

    @property
    def own_and_won(self) -> list[tuple[int, Decimal, Decimal]]:
        """Month, own and won from above."""
        return [
            (month, amount - won, won)
            for month, amount, won in zip(MONTHS, self.months, self.won_months, strict=True)
        ]

    @property
    def most(self) -> Decimal:
        """The largest month, the full length of a bar."""
        return max(self.months)

    @property
    def by_month(self) -> list[tuple[int, Decimal, int]]:
        """Month, amount and its share of the largest month in hundredths, for bars."""
        most = self.most
        return [
            (month, amount, int(amount * 100 / most) if most else 0)
            for month, amount in zip(MONTHS, self.months, strict=True)
        ]


def kind_totals(rows: Rows) -> list[KindTotal]:
    """Every kind that was given, in the order of the kinds. One query."""
    grouped = (
        counted_once(rows)
        .annotate(month=ExtractMonth("given_on"))
        .values(
            "kind_id",
            "kind__name",
            "kind__unit",
            "kind__is_money",
            "kind__position",
            "source",
            "month",
        )
        .annotate(in_all=Sum("amount"), n=Count("pk"))
        .order_by("kind__position", "kind_id", "month", "source")
    )
    found: dict[int, KindTotal] = {}
    for row in grouped:
        total = found.setdefault(
            row["kind_id"],
            KindTotal(row["kind_id"], row["kind__name"], row["kind__unit"], row["kind__is_money"]),
        )
        _add(total, row)
    return list(found.values())


def _add(total: KindTotal, row: Any) -> None:
    if row["source"] == MoneySource.OWN:
        total.own += row["in_all"]
    else:
        total.won += row["in_all"]
        total.won_months[row["month"] - 1] += row["in_all"]
    total.entries += row["n"]
    total.months[row["month"] - 1] += row["in_all"]


def total_of(totals: Sequence[KindTotal], name: str) -> KindTotal | None:
    """The total of a kind by its name; nothing was given where there is none."""
    return next((total for total in totals if total.name == name), None)


def money_of(totals: Sequence[KindTotal]) -> tuple[Decimal, Decimal]:
    """Own money and money won from above, in yuan."""
    own = sum((total.own for total in totals if total.is_money), NOTHING)
    return own, sum((total.won for total in totals if total.is_money), NOTHING)


@dataclass(slots=True)
class Given:
    """What one pairing has been given, for its row in a list: money apart, the rest in words."""

    own: Decimal = NOTHING
    won: Decimal = NOTHING
    kinds: dict[str, tuple[Decimal, str]] = field(default_factory=dict)

    @property
    def things(self) -> list[tuple[str, Decimal, str]]:
        return [(name, amount, unit) for name, (amount, unit) in self.kinds.items()]


def given_rows(pairing_ids: Iterable[int]) -> list[dict[str, Any]]:
    """Confirmed sums by pairing, kind and source. One query."""
    rows = Contribution.objects.confirmed().filter(pairing_id__in=list(pairing_ids))
    grouped = rows.values(
        "pairing_id", "kind_id", "kind__name", "kind__unit", "kind__is_money", "source"
    )
    in_order = grouped.annotate(in_all=Sum("amount")).order_by(
        "kind__position", "kind_id", "source"
    )
    return [dict(row) for row in in_order]


def given_by_pairing(pairing_ids: Iterable[int]) -> dict[tuple[int, int], Decimal]:
    """(pairing, kind) → amount from all sources. One query."""
    return _by_kind(given_rows(pairing_ids))


def _by_kind(rows: Iterable[dict[str, Any]]) -> dict[tuple[int, int], Decimal]:
    found: dict[tuple[int, int], Decimal] = {}
    for row in rows:
        key = row["pairing_id"], row["kind_id"]
        found[key] = found.get(key, NOTHING) + row["in_all"]
    return found


def given_in_words(
    rows: Iterable[dict[str, Any]],
) -> tuple[dict[int, Given], dict[tuple[int, int], Decimal]]:
    """`given_rows` for a list: by pairing in words, and by pairing and kind in figures."""
    rows = list(rows)
    found: dict[int, Given] = {}
    for row in rows:
        given = found.setdefault(row["pairing_id"], Given())
        if row["kind__is_money"]:
            given.own += row["in_all"] if row["source"] == MoneySource.OWN else NOTHING
            given.won += row["in_all"] if row["source"] == MoneySource.WON else NOTHING
        else:
            before, unit = given.kinds.get(row["kind__name"], (NOTHING, row["kind__unit"]))
            given.kinds[row["kind__name"]] = before + row["in_all"], unit
    return found, _by_kind(rows)


def kinds_for(rows: Rows) -> list[QuantityKind]:
    """The kinds that these entries name, for a filter. One query."""
    used = rows.order_by().values("kind")
    return list(QuantityKind.objects.filter(pk__in=used).order_by("position", "pk"))


REPORTED = (EntryStatus.SUBMITTED, EntryStatus.CONFIRMED)
