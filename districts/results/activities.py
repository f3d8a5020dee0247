"""Activities as rows and sums. Sums count activities, never their uses."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, QuerySet, Sum

from districts.models import Activity, ActivityKind, ActivityUse, Village
from districts.results.desk import Desk, Todo
from districts.results.entries import entry_todos
from districts.roles import EntryStatus, Standing
from wenming.accounts.models import User


@dataclass(frozen=True, slots=True)
class ActivityFilters:
    year: int
    q: str = ""
    kind: str = ""
    state: str = ""
    month: int | None = None
    township: int | None = None
    series: int | None = None


def activity_rows(user: User, standing: Standing, filters: ActivityFilters) -> "QuerySet[Activity]":
    """The 活动台账, newest first, with all that a row touches."""
    rows = Activity.objects.visible_to(user, standing).filter(year=filters.year)
    if filters.kind in ActivityKind.values:
        rows = rows.filter(kind=filters.kind)
    if filters.state in EntryStatus.values:
        rows = rows.filter(status=filters.state)
    if filters.month:
        rows = rows.filter(held_on__month=filters.month)
    if filters.series:
        rows = rows.filter(series=filters.series)
    if filters.township:
        in_township = Village.objects.filter(township=filters.township)
        rows = rows.filter(
            Q(township=filters.township)
            | Q(village__in=in_township)
            | Q(unit__township=filters.township)
        )
    if filters.q:
        rows = rows.filter(_matching(filters.q))
    return (
        rows.with_owner().select_related("village__township", "series").order_by("-held_on", "-pk")
    )


def _matching(words: str) -> Q:
    found = Q(title__icontains=words) | Q(place__icontains=words)
    for owner in ("township", "department", "unit", "village"):
        found |= Q(**{f"{owner}__name__icontains": words})
    return found


@dataclass(frozen=True, slots=True)
class ActivityTotals:
    """`uncounted`: activities whose attendance nobody counted; they are missing, not zero."""

    activities: int
    sessions: int
    attendance: int
    uncounted: int


def activity_totals(rows: "QuerySet[Activity]") -> ActivityTotals:
    """The confirmed ones among `rows`, each once however `rows` was joined. One query."""
    sums = _each_once(rows).aggregate(**SUMS)
    return ActivityTotals(*(sums[name] or 0 for name in SUMS))


def totals_by_kind(rows: "QuerySet[Activity]") -> dict[str, ActivityTotals]:
    """The same for every kind that there is, in the order of the kinds. One query."""
    grouped = _each_once(rows).values("kind").annotate(**SUMS).values_list("kind", *SUMS)
    found = {kind: ActivityTotals(*(value or 0 for value in sums)) for kind, *sums in grouped}
    return {kind: found[kind] for kind in ActivityKind.values if kind in found}


@dataclass(frozen=True, slots=True)
class UsedBy:
    """One record that counts an activity as its own."""

    label: str
    url: str


def uses_of(activity: Activity, user: User, standing: Standing) -> list[UsedBy]:
    """Where an activity is used, as far as this person may see those records. One query, and one
    for each kind of record."""
    by_kind: dict[ContentType, dict[int, ActivityUse]] = {}
    for use in activity.uses.select_related("content_type"):
        by_kind.setdefault(use.content_type, {})[use.object_id] = use
    found = []
    for kind, uses in by_kind.items():
        rows: Any = kind.model_class()._default_manager  # type: ignore[union-attr]
        for target in rows.visible_to(user, standing).filter(pk__in=uses):
            use = uses[target.pk]
            found.append((use.pk, UsedBy(use.target_label, target.get_absolute_url())))
    return [used for _, used in sorted(found, key=lambda each: each[0])]


# Not named like the columns they add: an aggregate may not refer to its own name.
SUMS = {
    "in_activities": Count("pk"),
    "in_sessions": Sum("sessions"),
    "in_attendance": Sum("attendance"),
    "in_uncounted": Count("pk", filter=Q(attendance=None)),
}


def _each_once(rows: "QuerySet[Activity]") -> "QuerySet[Activity]":
    return Activity.objects.confirmed().filter(pk__in=rows.order_by().values("pk")).order_by()


def todos(desk: Desk) -> Iterator[Todo]:
    """What there is to confirm, and what to mend."""
    yield from entry_todos(
        desk,
        Activity.objects.with_owner(),
        order="held_on",
        detail=lambda row: f"{row.get_kind_display()} · {row.place} · {row.sessions} 场",
    )
