"""Community culture centres as rows, and how many have all the facilities asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from districts.models import CentreFacility, CommunityCentre, FacilityKind
from districts.roles import Standing
from wenming.accounts.models import User

COMPLETE, INCOMPLETE = "complete", "incomplete"
STATES = ((COMPLETE, "设施齐备"), (INCOMPLETE, "还缺设施"))


@dataclass(frozen=True, slots=True)
class CentreFilters:
    """`year`: built in that year; blank means all."""

    q: str = ""
    state: str = ""
    township: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class CentreTotals:
    centres: int
    complete: int


def facilities_asked() -> list[FacilityKind]:
    """The list in use, in its order. One query."""
    return list(FacilityKind.objects.filter(is_active=True))


def with_facilities(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """With `has`: how many of the facilities asked for each has."""
    counted: QuerySet[Any] = rows.annotate(
        has=Count("facilities", filter=Q(facilities__kind__is_active=True))
    )
    return counted


def centre_rows(
    user: User, standing: Standing, filters: CentreFilters, asked: int
) -> "QuerySet[Any]":
    """By township and community; `asked` is how many facilities there should be."""
    rows = with_facilities(CommunityCentre.objects.visible_to(user, standing))
    if filters.township:
        rows = rows.filter(township=filters.township)
    if filters.year:
        rows = rows.filter(built_year=filters.year)
    if filters.state == COMPLETE:
        rows = rows.filter(has__gte=asked)
    elif filters.state == INCOMPLETE:
        rows = rows.filter(has__lt=asked)
    if filters.q:
        rows = rows.filter(Q(community__icontains=filters.q) | Q(place__icontains=filters.q))
    return rows.select_related("township").order_by("township__name", "community", "pk")


def centre_totals(rows: "QuerySet[Any]", asked: int) -> CentreTotals:
    """How many there are and how many of them lack nothing. One query."""
    sums = with_facilities(CommunityCentre.objects.filter(pk__in=rows.order_by().values("pk")))
    found = sums.aggregate(
        in_all=Count("pk", distinct=True),
        in_complete=Coalesce(Count("pk", filter=Q(has__gte=asked)), 0),
    )
    return CentreTotals(found["in_all"], found["in_complete"])


def centre_years(user: User, standing: Standing) -> list[int]:
    """The years in which centres were built, newest first. One query."""
    rows = CommunityCentre.objects.visible_to(user, standing).order_by()
    return sorted(rows.values_list(F("built_year"), flat=True).distinct(), reverse=True)


def facilities_of(centre: CommunityCentre) -> list[tuple[FacilityKind, CentreFacility | None]]:
    """Every facility asked for, with what the centre has of it. Two queries."""
    has: Mapping[int, CentreFacility] = {one.kind_id: one for one in centre.facilities.all()}
    return [(kind, has.get(kind.pk)) for kind in facilities_asked()]


def lacking(centre: CommunityCentre, asked: list[FacilityKind]) -> str:
    """The names of what it has not, for the ledger; `facilities` prefetched."""
    has = {one.kind_id for one in centre.facilities.all()}
    return "、".join(kind.name for kind in asked if kind.pk not in has)
