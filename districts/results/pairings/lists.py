"""The year's pairings as a list: who helps whom, what was given, and who has gone silent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from districts.models import Contribution, Pairing, PairingQuerySet, PledgedTarget
from districts.results.pairings.sums import (
    NOTHING,
    REPORTED,
    Given,
    given_in_words,
    given_rows,
)
from districts.roles import Standing
from districts.workflow.pairings import SILENT_DAYS, LetterStatus, PairingStatus
from wenming.accounts.models import User

SILENT, SINGLE = "silent", "single"
WARNINGS = {SILENT: f"{SILENT_DAYS} 天没有投入", SINGLE: "村里只有一个帮扶单位"}


@dataclass(frozen=True, slots=True)
class PairingFilters:
    """What the list was asked for; blank means all. Unknown values are read as blank."""

    year: int
    q: str = ""
    township: int | None = None
    type: str = ""
    village: int | None = None
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    code: str
    word: str


@dataclass(frozen=True, slots=True)
class PairingRow:
    """One pairing with what it has been given; `met` of `targets` targets are reached."""

    pairing: Pairing
    given: Given
    targets: int
    met: int
    last_given: date | None
    warnings: tuple[Alarm, ...]


def with_warnings(rows: PairingQuerySet) -> PairingQuerySet:
    """With the day of the last contribution and the number of units that help the village."""
    given = Contribution.objects.filter(pairing=OuterRef("pk"), status__in=REPORTED)
    last = given.order_by().values("pairing").annotate(last=Max("given_on")).values("last")
    others = Pairing.objects.active().filter(year=OuterRef("year"), village=OuterRef("village_id"))
    helpers = others.order_by().values("village").annotate(n=Count("pk")).values("n")
    return rows.annotate(
        last_given=Subquery(last),
        last_sign=Coalesce(Subquery(last), "started_on"),
        helpers=Subquery(helpers),
    )


def silent(today: date) -> Q:
    """Active this year and nothing given for too long; a year that is over is silent by nature."""
    since = today - timedelta(days=SILENT_DAYS)
    return Q(year=today.year, status=PairingStatus.ACTIVE, last_sign__lt=since)


def single(today: date) -> Q:
    return Q(year=today.year, status=PairingStatus.ACTIVE, helpers=1)


def warnings_of(pairing: Pairing, today: date) -> tuple[Alarm, ...]:
    """The chips of one pairing from `with_warnings`."""
    if pairing.year != today.year or pairing.status != PairingStatus.ACTIVE:
        return ()
    found = []
    days = (today - pairing.last_sign).days  # type: ignore[attr-defined]
    if days > SILENT_DAYS:
        found.append(Alarm(SILENT, f"{days} 天没有投入"))
    if pairing.helpers == 1:  # type: ignore[attr-defined]
        found.append(Alarm(SINGLE, "只有一个帮扶单位"))
    return tuple(found)


def pairing_rows(
    user: User, standing: Standing, filters: PairingFilters, today: date
) -> PairingQuerySet:
    """The list in a total order, by township and village, with all that a row touches. Page it."""
    rows = Pairing.objects.visible_to(user, standing).of_year(filters.year).matching(filters.q)
    if filters.township:
        rows = rows.filter(village__township=filters.township)
    if filters.village:
        rows = rows.filter(village=filters.village)
    if filters.type:
        rows = rows.filter(unit__type=filters.type)
    rows = with_warnings(rows)
    if filters.warning == SILENT:
        rows = rows.filter(silent(today))
    if filters.warning == SINGLE:
        rows = rows.filter(single(today))
    return rows.with_places().order_by("village__township__name", "village__name", "unit__name")


def told(pairings: Iterable[Pairing], today: date) -> list[PairingRow]:
    """Rows with their sums and targets. Two queries, however many rows."""
    pairings = list(pairings)
    ids = [pairing.pk for pairing in pairings]
    words, amounts = given_in_words(given_rows(ids))
    targets = targets_by_pairing(ids)
    return [_row(pairing, words, amounts, targets, today) for pairing in pairings]


def _row(
    pairing: Pairing,
    words: Mapping[int, Given],
    amounts: Mapping[tuple[int, int], Decimal],
    targets: Mapping[int, list[tuple[int, Decimal]]],
    today: date,
) -> PairingRow:
    pledged = targets.get(pairing.pk, [])
    met = sum(amounts.get((pairing.pk, kind), NOTHING) >= amount for kind, amount in pledged)
    return PairingRow(
        pairing=pairing,
        given=words.get(pairing.pk, Given()),
        targets=len(pledged),
        met=met,
        last_given=pairing.last_given,  # type: ignore[attr-defined]
        warnings=warnings_of(pairing, today),
    )


def targets_by_pairing(ids: Iterable[int]) -> dict[int, list[tuple[int, Decimal]]]:
    """What issued letters promise: pairing → kind and amount. One query."""
    found: dict[int, list[tuple[int, Decimal]]] = {}
    rows = PledgedTarget.objects.filter(letter__pairing_id__in=list(ids)).exclude(
        letter__status=LetterStatus.DRAFT
    )
    for pairing, kind, amount in rows.values_list("letter__pairing_id", "kind_id", "amount"):
        found.setdefault(pairing, []).append((kind, amount))
    return found


@dataclass(frozen=True, slots=True)
class PairingFigures:
    """The counts above the list: `single` are villages."""

    pairings: int
    villages: int
    silent: int
    single: int


def pairing_figures(rows: PairingQuerySet, today: date) -> PairingFigures:
    """Of active pairings. One query."""
    counts = (
        with_warnings(rows.active())
        .order_by()
        .aggregate(
            in_all=Count("pk"),
            in_villages=Count("village", distinct=True),
            are_silent=Count("pk", filter=silent(today)),
            are_single=Count("pk", filter=single(today)),
        )
    )
    return PairingFigures(*counts.values())
