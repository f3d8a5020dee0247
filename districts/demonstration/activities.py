"""Activities: those of 2020 that belong to no other area's record, and this year's."""

from datetime import datetime, timedelta

from django.utils import timezone

from districts.actions.activities import create_activity
from districts.actions.entries import advance_entry, correct
from districts.demonstration.cast import CLOSED_YEAR, FieldCast
from districts.models import Activity, ActivityKind, CountedBy

MARK = "（演示）"


def play(cast: FieldCast) -> None:
    _play_2020(cast)
    _play_this_year(cast)


def _play_2020(cast: FieldCast) -> None:
    """The county's own meetings of the year; performances and lectures come with their areas."""
    for month, day, title, place, people in (
        (3, 18, "全县精神文明建设工作会议", "县会议中心", 320),
        (9, 20, "公民道德宣传日集中宣传", "金阳公园东门", 1500),
    ):
        values = {
            "kind": ActivityKind.MEETING if "会议" in title else ActivityKind.THEME,
            "title": title + MARK,
            "held_on": cast.moment(CLOSED_YEAR, month, day).date(),
            "place": place,
            "sessions": 1,
            "attendance": people,
            "counted_by": CountedBy.SIGN_IN if "会议" in title else CountedBy.ESTIMATE,
        }
        create_activity(values, by=cast.office, at=cast.moment(CLOSED_YEAR, month, day, 17))


# Who enters it, how many days ago it was held, what, in which village, for how many people.
Line = tuple[str, int, str, str, int]
OWNERS = {
    "guotu": ("unit", "县国土资源局"),
    "shuini": ("unit", "县水泥厂"),
    "jiaoyu": ("department", "县教育局"),
    "fushan": ("township", "伏山镇"),
}


def _play_this_year(cast: FieldCast) -> None:
    """One confirmed and corrected, one confirmed, one waiting, one returned, one draft."""
    first = _enter(cast, ("guotu", 40, "土地法律法规讲座", "中李村", 120))
    confirmed = _confirm(cast, first)
    correct(
        confirmed,
        {"attendance": 102},
        reason="签到册复核为 102 人，原数把工作人员重复计入。",
        version=confirmed.version,
        by=cast.second,
        at=_ago(cast, 30),
    )
    _confirm(cast, _enter(cast, ("jiaoyu", 33, "家庭教育大讲堂", "东关村", 86)))
    waiting = _enter(cast, ("fushan", 5, "重阳节敬老慰问演出", "张堂村", 260))
    advance_entry(waiting, "submit", by=cast.staff("fushan"), at=_ago(cast, 4))
    poor = _enter(cast, ("shuini", 12, "安全生产知识讲座", "施家村", 64))
    advance_entry(poor, "submit", by=cast.staff("shuini"), at=_ago(cast, 11))
    note = "没有签到册照片，请补充后再报。"
    advance_entry(poor, "return", by=cast.office, at=_ago(cast, 9), note=note)
    _enter(cast, ("guotu", 2, "节约用地进村宣讲", "中李村", 75))


def _ago(cast: FieldCast, days: int) -> datetime:
    return cast.at - timedelta(days=days)


def _enter(cast: FieldCast, line: Line) -> Activity:
    """One activity of the current months, as its organiser enters it the day after."""
    username, days, title, village, people = line
    owner, name = OWNERS[username]
    values = {
        "kind": ActivityKind.PERFORMANCE if "演出" in title else ActivityKind.LECTURE,
        "title": title + MARK,
        "held_on": timezone.localdate(_ago(cast, days)),
        "place": f"{village}文化大院",
        "village": cast.village(village),
        "sessions": 1,
        "attendance": people,
        "counted_by": CountedBy.SIGN_IN,
        owner: getattr(cast, owner)(name),
    }
    return create_activity(values, by=cast.staff(username), at=_ago(cast, days - 1))


def _confirm(cast: FieldCast, activity: Activity) -> Activity:
    submitted = advance_entry(activity, "submit", by=activity.entered_by, at=_ago(cast, 32))
    return advance_entry(submitted, "confirm", by=cast.office, at=_ago(cast, 31))
