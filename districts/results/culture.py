"""Event series as rows and as the story of one. Sums are those of `results.activities`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from districts.models import Activity, ActivityKind, CountedBy, EventSeries
from districts.results.activities import ActivityTotals, totals_by_kind
from districts.roles import EntryStatus, Standing
from wenming.accounts.models import User

DONE = Q(activities__status=EntryStatus.CONFIRMED)


def series_rows(user: User, standing: Standing, year: int, words: str = "") -> "QuerySet[Any]":
    """The year's series with their confirmed activities, sessions and attendance."""
    rows = EventSeries.objects.visible_to(user, standing).filter(year=year).with_owner()
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(venue__icontains=words))
    return rows.annotate(
        in_activities=Count("activities", filter=DONE),
        in_sessions=Sum("activities__sessions", filter=DONE),
        in_attendance=Sum("activities__attendance", filter=DONE),
    ).order_by("-starts_on", "-pk")


def activities_in(rows: "QuerySet[Any]") -> "QuerySet[Activity]":
    """The activities of these series: what the totals of a list count."""
    return Activity.objects.filter(series__in=rows.order_by().values("pk"))


@dataclass(frozen=True, slots=True)
class CountedHow:
    """Attendance by the way it was counted; `word` of what nobody counted is 未统计."""

    word: str
    activities: int
    attendance: int | None


@dataclass(frozen=True, slots=True)
class SeriesStory:
    """What the confirmed activities of one series say together."""

    totals: ActivityTotals
    by_kind: Mapping[str, ActivityTotals]
    counted: list[CountedHow]
    first: date | None
    last: date | None

    @property
    def lasted(self) -> str:
        return duration(self.first, self.last) if self.first and self.last else ""


def story_of(series: EventSeries) -> SeriesStory:
    """Three queries."""
    rows = Activity.objects.filter(series=series)
    kinds = totals_by_kind(rows)
    sums = [sum(column) for column in zip(*map(_figures, kinds.values()), strict=True)]
    days = rows.confirmed().aggregate(first=Min("held_on"), last=Max("held_on"), until=Max("until"))
    ends = [day for day in (days["last"], days["until"]) if day]
    return SeriesStory(
        totals=ActivityTotals(*(sums or (0, 0, 0, 0))),
        by_kind={ActivityKind(kind).label: totals for kind, totals in kinds.items()},
        counted=_counted(rows.confirmed()),
        first=days["first"],
        last=max(ends, default=None),
    )


def _figures(totals: ActivityTotals) -> tuple[int, ...]:
    return (totals.activities, totals.sessions, totals.attendance, totals.uncounted)


def _counted(rows: "QuerySet[Activity]") -> list[CountedHow]:
    grouped = rows.order_by().values_list("counted_by")
    found = grouped.annotate(Count("pk"), Sum("attendance")).order_by("counted_by")
    return [
        CountedHow(str(CountedBy(how).label) if how else "未统计", number, people)
        for how, number, people in found
    ]


def duration(first: date, last: date) -> str:
    """“3 个多月”, “2 个月”, “12 天”: whole months between the days, the first and last included."""
    months = (last.year - first.year) * 12 + last.month - first.month
    if last.day < first.day:
        months -= 1
    if months < 1:
        return f"{(last - first).days + 1} 天"
    return f"{months} 个月" if last.day == first.day else f"{months} 个多月"
