"""Read models of the registers: what a list or a page shows, in few queries."""

from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, Prefetch, Q, QuerySet

from districts.models import (
    Contact,
    Department,
    Leader,
    Membership,
    RegisterQuerySet,
    Township,
    Unit,
    UnitType,
    Village,
)
from districts.roles import Standing
from wenming.accounts.models import User

ACTIVE, RETIRED = "active", "retired"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed by. Empty means all; the registers start with rows in use."""

    q: str = ""
    type: str = ""
    township: int | None = None
    department: int | None = None
    state: str = ACTIVE


def registered(rows: RegisterQuerySet[Any], filters: Filters) -> RegisterQuerySet[Any]:
    """The filters that every register has: words and state."""
    rows = rows.matching(filters.q)
    if filters.state == ACTIVE:
        return rows.filter(is_active=True)
    return rows.filter(is_active=False) if filters.state == RETIRED else rows


def unit_rows(user: User, standing: Standing, filters: Filters) -> QuerySet[Unit]:
    """Units with all that a list row touches: `listed_attributes`, and `listed_contacts` with the
    main one first. Lists, because asking a manager for each row costs more than the two queries.
    """
    rows = registered(Unit.objects.visible_to(user, standing), filters)
    if filters.type:
        rows = rows.filter(type=filters.type)
    if filters.township is not None:
        rows = rows.filter(township=filters.township or None)
    if filters.department is not None:
        rows = rows.filter(department=filters.department or None)
    return (
        cast("QuerySet[Unit]", rows)
        .select_related("type", "township", "department")
        .prefetch_related(
            Prefetch("attributes", to_attr="listed_attributes"),
            Prefetch(
                "contacts", Contact.objects.order_by("position", "pk"), to_attr="listed_contacts"
            ),
        )
        .order_by("type__position", "name", "pk")
    )


def village_rows(user: User, standing: Standing, filters: Filters) -> QuerySet[Village]:
    rows = registered(Village.objects.visible_to(user, standing), filters)
    if filters.township is not None:
        rows = rows.filter(township=filters.township or None)
    return (
        cast("QuerySet[Village]", rows)
        .select_related("township")
        .order_by("township__name", "name", "pk")
    )


def township_rows(user: User, standing: Standing, filters: Filters) -> QuerySet[Township]:
    """Townships with the number of their villages and units in use."""
    rows = registered(Township.objects.visible_to(user, standing), filters)
    return (
        cast("QuerySet[Township]", rows)
        .annotate(
            village_count=Count("villages", filter=Q(villages__is_active=True), distinct=True),
            unit_count=Count("units", filter=Q(units__is_active=True), distinct=True),
        )
        .order_by("name", "pk")
    )


def department_rows(user: User, standing: Standing, filters: Filters) -> QuerySet[Department]:
    """Departments with the number of units in use in their charge."""
    rows = registered(Department.objects.visible_to(user, standing), filters)
    return (
        cast("QuerySet[Department]", rows)
        .annotate(unit_count=Count("units", filter=Q(units__is_active=True)))
        .order_by("name", "pk")
    )


def leader_rows(user: User, standing: Standing, filters: Filters) -> QuerySet[Leader]:
    rows = registered(Leader.objects.visible_to(user, standing), filters)
    return cast("QuerySet[Leader]", rows).select_related("user").order_by("name", "post", "pk")


@dataclass(frozen=True, slots=True)
class CountedType:
    pk: str
    name: str
    number: int


def counted_types(units: QuerySet[Unit]) -> list[CountedType]:
    """How many of `units` each type has, in the types' own order; types without any included."""
    counts = units.prefetch_related(None).order_by().values("type").annotate(number=Count("pk"))
    numbers = {row["type"]: row["number"] for row in counts}
    return [CountedType(row.pk, row.name, numbers.get(row.pk, 0)) for row in UnitType.objects.all()]


def reporters_of(unit: Unit) -> list[Membership]:
    """Who reports for the unit and who else works there, the current ones."""
    rows = Membership.objects.filter(unit=unit, ended_on=None, user__is_active=True)
    return list(rows.select_related("user").order_by("-role", "user__name", "pk"))
