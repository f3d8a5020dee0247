"""文化活动: what was performed, for how long, before how many."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet, Subquery, Sum

from assessments.results.figures.base import Asked, Family, Figure, Measured, Section, Shown
from assessments.wording import Rule
from districts.models import Activity, ActivityKind, EventSeries
from districts.roles import EntryStatus

EVENINGS = (ActivityKind.PERFORMANCE, ActivityKind.FILM, ActivityKind.OPERA)


def _activities(asked: Asked) -> "QuerySet[Any]":
    return Activity.objects.confirmed().filter(year=asked.year)


def _largest_series(asked: Asked) -> "QuerySet[Any]":
    """The confirmed activities of the year's series with most sessions, the earliest of equals."""
    done = Q(activities__status=EntryStatus.CONFIRMED)
    largest = (
        EventSeries.objects.filter(year=asked.year)
        .annotate(held=Sum("activities__sessions", filter=done))
        .filter(held__gt=0)
        .order_by("-held", "starts_on", "pk")
    )
    return Activity.objects.confirmed().filter(series=Subquery(largest.values("pk")[:1]))


def _days(asked: Asked, figures: Sequence[Figure]) -> dict[str, Measured]:
    """From the first day to the last, both included."""
    days = list(_largest_series(asked).order_by("pk").values_list("held_on", "until"))
    if not days:
        return {figure.name: Measured(None, 0) for figure in figures}
    last = max(until or held_on for held_on, until in days)
    lasted = (last - min(held_on for held_on, _ in days)).days + 1
    return {figure.name: Measured(lasted, len(days)) for figure in figures}


COLUMNS = (
    Shown("活动", lambda row: row.title, width=36),
    Shown("类别", lambda row: row.get_kind_display(), width=12),
    Shown("系列", lambda row: row.series.name if row.series else "", width=24),
    Shown("主办", lambda row: row.owner_name, width=20),
    Shown("日期", lambda row: row.held_on, "date", 16),
    Shown("结束日期", lambda row: row.until, "date", 16),
    Shown("地点", lambda row: row.place),
)
ORDER = ("held_on", "pk")
JOINED = ("series", "township", "department", "unit")
ACTIVITIES = Family(_activities, ORDER, COLUMNS, JOINED)
IN_SERIES = Q(series__isnull=False)
LARGEST = Family(_largest_series, ORDER, COLUMNS, JOINED, measure=_days)

CONFIRMED = "只计县文明办已确认的活动，每项活动只计一次；草稿、待确认和退回的不计。"
FIGURES = (
    Figure(
        "series_performances", "系列活动演出",
        f"本年度列入系列活动的文艺演出、电影放映和戏曲演出的场次之和，不在系列里的演出不计。{CONFIRMED}",
        "场", Section.CULTURE, ACTIVITIES, Rule.MORE_THAN,
        IN_SERIES & Q(kind__in=[str(kind) for kind in EVENINGS]), "sessions", present=IN_SERIES,
    ),
    Figure(
        "series_visits", "系列活动参加人次",
        "本年度列入系列活动、统计了人次的各项活动的参加人次之和，没有统计人次的活动不计，"
        f"同一人多次参加的按次数计。{CONFIRMED}",
        "人次", Section.CULTURE, ACTIVITIES, Rule.ABOUT,
        IN_SERIES & Q(attendance__isnull=False), "attendance", present=IN_SERIES,
    ),
    Figure(
        "series_days", "系列活动持续时间",
        "本年度场次最多的一个系列活动，从第一项已确认活动的日期到最后一项的日期（有结束日期的以结束日期为准），"
        "首尾两天都计。",
        "天", Section.CULTURE, LARGEST, Rule.MONTHS,
    ),
    Figure(
        "activities_held", "各类活动",
        f"本年度登记的讲座、培训、演出、比赛、志愿服务等各类活动的项数，一项活动有几场的仍计一项。{CONFIRMED}",
        "项", Section.CULTURE, ACTIVITIES,
    ),
    Figure(
        "activities_sessions", "各类活动场次",
        f"本年度登记的各类活动的场次之和。{CONFIRMED}",
        "场", Section.CULTURE, ACTIVITIES, amount="sessions",
    ),
    Figure(
        "activities_attendance", "各类活动参加人次",
        f"本年度统计了人次的各类活动的参加人次之和，没有统计人次的活动不计。{CONFIRMED}",
        "人次", Section.CULTURE, ACTIVITIES, Rule.ABOUT, Q(attendance__isnull=False), "attendance",
    ),
)  # fmt: skip
