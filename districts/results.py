"""Read models of the registers, accounts and the trail: what a page shows, in few queries."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from districts.models import (
    Contact,
    Department,
    Membership,
    RegisterQuerySet,
    Township,
    Unit,
    UnitType,
    Village,
)
from districts.roles import Role, Standing
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry

ACTIVE, RETIRED = "active", "retired"
SIGNIN_VERBS = ("account.sign_in", "account.sign_out", "account.lock_out")


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


def account_rows(q: str, role: str, state: str) -> QuerySet[User]:
    """Accounts with their current memberships, by user name."""
    rows = User.objects.all()
    words = q.strip()
    if words:
        rows = rows.filter(
            Q(name__icontains=words)
            | Q(username__icontains=words)
            | Q(phone__contains=words)
            | Q(memberships__unit__name__icontains=words)
        )
    if role in Role.values:
        rows = rows.filter(memberships__role=role, memberships__ended_on=None)
    if state in (ACTIVE, RETIRED):
        rows = rows.filter(is_active=state == ACTIVE)
    held = Membership.objects.filter(ended_on=None).select_related("unit", "township", "department")
    return (
        rows.distinct()
        .prefetch_related(Prefetch("memberships", held.order_by("pk"), to_attr="held"))
        .order_by("username")
    )


@dataclass(frozen=True, slots=True)
class TrailFilters:
    person: int | None = None
    verb: str = ""
    object: str = ""
    since: date | None = None
    until: date | None = None
    q: str = ""


def trail_rows(user: User, standing: Standing, filters: TrailFilters) -> QuerySet[AuditEntry]:
    """The entries that this person may read, newest first (see `settings.TRAIL_SCOPE`)."""
    scope = import_string(settings.TRAIL_SCOPE)
    rows = cast("QuerySet[AuditEntry]", scope(AuditEntry.objects.all(), user, standing))
    if filters.person:
        rows = rows.filter(actor=filters.person)
    if filters.verb:
        rows = rows.filter(verb=filters.verb)
    if filters.object:
        rows = rows.filter(target_type=filters.object)
    if filters.since:
        rows = rows.filter(at__gte=_midnight(filters.since))
    if filters.until:
        rows = rows.filter(at__lt=_midnight(filters.until + timedelta(days=1)))
    if filters.q:
        rows = rows.filter(target_label__icontains=filters.q)
    return rows.order_by("-pk")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def signin_rows(q: str) -> QuerySet[AuditEntry]:
    """Who signed in, out, or was locked out, from where; newest first."""
    rows = AuditEntry.objects.filter(verb__in=SIGNIN_VERBS)
    words = q.strip()
    if words:
        rows = rows.filter(
            Q(actor_name__icontains=words) | Q(target_label__icontains=words) | Q(ip=words)
        )
    return rows.order_by("-pk")


def locked_attempts(at: datetime) -> list[AccessAttempt]:
    """User names that are locked out at this moment."""
    return list(
        AccessAttempt.objects.filter(
            failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
            attempt_time__gt=at - settings.AXES_COOLOFF_TIME,
        ).order_by("-attempt_time")[:50]
    )
