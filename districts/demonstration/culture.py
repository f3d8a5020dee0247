"""Culture: the evenings in 金阳公园 as the office's summary of 2020 tells them, and this year."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from districts.actions.activities import create_activity
from districts.actions.culture import create_record
from districts.actions.entries import new_entry_fields
from districts.demonstration.cast import CLOSED_YEAR, FieldCast
from districts.models import Activity, ActivityKind, CountedBy, EventSeries
from districts.policies.culture import can_keep_culture
from wenming.audit.trail import record

MARK = "（演示）"
PARK = "金阳公园文化广场"
# The summary says “50多场次，持续3个多月，约40万人次”; the single evenings are invented.
EVENINGS, VISITS, EVERY = 52, 400_000, timedelta(days=2)
USUAL = {ActivityKind.PERFORMANCE: 9_600, ActivityKind.FILM: 5_200, ActivityKind.OPERA: 8_300}
NAMES = {
    ActivityKind.PERFORMANCE: "文艺晚会",
    ActivityKind.FILM: "电影晚会",
    ActivityKind.OPERA: "戏曲晚会",
}


def play(cast: FieldCast) -> None:
    _play_2020(cast)
    _play_this_year(cast)


def _play_2020(cast: FieldCast) -> None:
    park = _series(
        cast,
        "金阳公园系列文化活动",
        cast.moment(CLOSED_YEAR, 6, 6),
        ends=cast.moment(CLOSED_YEAR, 9, 16),
        summary="公园建成后，每逢晴好的夜晚在文化广场演出、放电影、唱戏，群众和企业、学校、"
        "机关轮流登台。",
        is_example=True,
    )
    _add_evenings(cast, park)
    values = {
        "kind": ActivityKind.PERFORMANCE,
        "title": "参加市国庆文艺汇演",
        "held_on": cast.moment(CLOSED_YEAR, 9, 28).date(),
        "place": "市文化中心" + MARK,
        "sessions": 1,
        "summary": "国庆前夕，我县组织演出队参加市国庆文艺汇演。",
    }
    create_activity(values, by=cast.office, at=cast.moment(CLOSED_YEAR, 9, 29))


def _series(cast: FieldCast, name: str, starts: datetime, **more: Any) -> EventSeries:
    ends = more.pop("ends", None)
    values = {
        "year": starts.year,
        "name": name,
        "starts_on": timezone.localdate(starts),
        "ends_on": timezone.localdate(ends) if ends else None,
        "venue": PARK,
        **more,
    }
    return create_record(EventSeries, values, may=can_keep_culture, by=cast.office, at=starts)


def _add_evenings(cast: FieldCast, series: EventSeries) -> None:
    """The summer's evenings in one statement, as the office entered them from its ledger."""
    at = cast.moment(CLOSED_YEAR, 9, 17)
    marks = new_entry_fields(is_office=True, by=cast.office, at=at)
    rows = [_evening(series, number, marks) for number in range(EVENINGS)]
    rows[-1].attendance = VISITS - sum(row.attendance or 0 for row in rows[:-1])
    Activity.objects.bulk_create(rows)
    after = {"新增": len(rows), "系列": series.name}
    record("activity.import", on=None, by=cast.office, at=at, after=after)


def _evening(series: EventSeries, number: int, marks: dict[str, Any]) -> Activity:
    kind = (ActivityKind.PERFORMANCE, ActivityKind.FILM, ActivityKind.OPERA)[number % 3]
    gate = number % 4 == 0
    return Activity(
        kind=kind,
        title=f"金阳公园{NAMES[kind]}第 {number // 3 + 1} 场{MARK}",
        year=series.year,
        held_on=series.starts_on + number * EVERY,
        place=PARK,
        series=series,
        sessions=1,
        attendance=USUAL[kind] + (number * 37 % 11 if gate else number % 5 * 100 - 200),
        counted_by=CountedBy.GATE if gate else CountedBy.ESTIMATE,
        **marks,
    )


def _play_this_year(cast: FieldCast) -> None:
    """A series under way, with one evening counted at the gate and one that nobody counted."""
    begun = cast.at - timedelta(days=45)
    year = timezone.localdate(cast.at).year
    if timezone.localdate(begun).year != year:
        begun = cast.moment(year, 1, 1)
    series = _series(cast, "“我们的节日”文化惠民演出" + MARK, begun)
    for days, kind, people in ((0, ActivityKind.PERFORMANCE, 2_350), (9, ActivityKind.FILM, None)):
        held = min(begun + timedelta(days=days), cast.at)
        values = {
            "kind": kind,
            "title": f"“我们的节日”{NAMES[kind]}{MARK}",
            "held_on": timezone.localdate(held),
            "place": PARK,
            "series": series,
            "sessions": 1,
            "attendance": people,
            "counted_by": CountedBy.GATE if people else "",
        }
        create_activity(values, by=cast.office, at=held)
