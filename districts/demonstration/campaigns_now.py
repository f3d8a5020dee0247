"""Campaigns and exemplars of the current year, with something to do for everybody.

All of it is invented. A campaign belongs to the year in which it opened, so that one that opened
in December is still last year's in January.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from districts.actions.awards import publish, put_on_notice, revoke_award
from districts.actions.campaigns import (
    LevelLine,
    advance_campaign,
    create_campaign,
    link_activity,
)
from districts.actions.exemplars import advance_exemplar, create_exemplar
from districts.actions.nominations import (
    advance_nomination,
    create_nomination,
    judge_nomination,
    vote,
)
from districts.demonstration.campaign_facts import MARK, ONE, STARS
from districts.demonstration.cast import FieldCast
from districts.models import Activity, Award, Campaign, ExemplarKind, Nomination
from districts.roles import EntryStatus
from districts.workflow.campaigns import ReviewedBy, SubjectKind
from wenming.accounts.models import User

VOTES = {"members": 11, "votes_for": 9, "votes_against": 1}


def play_this_year(cast: FieldCast) -> None:
    _play_households(cast)
    _play_daughters(cast)
    _play_gardens(cast)
    _play_schools(cast)
    _play_pharmacies(cast)
    _play_exemplars(cast)


def _play_households(cast: FieldCast) -> None:
    """Nominations come in: a township has a draft, one sent back and two votes to enter."""
    how: dict[str, Any] = {"reviewed_by": ReviewedBy.COUNCIL, "valid_years": 2}
    how |= {"name": "十星级文明户", "subject_kind": SubjectKind.HOUSEHOLD}
    campaign = _open(cast, 30, how, STARS)
    fushan, cizhen = cast.staff("fushan"), cast.staff("cizhen")
    _household(cast, campaign, ("张堂村", "张明霞户", 0), fushan, is_submitted=False)
    back = _household(cast, campaign, ("白马村", "马超户", 2), fushan)
    note = "请补充邻里评价和庭院照片。"
    advance_nomination(back, "return", by=cast.office, at=_day(cast, campaign, 6), note=note)
    _household(cast, campaign, ("施家村", "施慧户", 1), fushan)
    _household(cast, campaign, ("北伏村", "周勇户", 0), fushan)
    passed = _household(cast, campaign, ("中李村", "李军户", 0), cizhen)
    at = _day(cast, campaign, 8)
    vote(passed, on=timezone.localdate(at), **VOTES, by=cizhen, at=at)
    failed = _household(cast, campaign, ("西贤村", "贤民户", 4), cizhen)
    votes = {"members": 9, "votes_for": 4, "votes_against": 2}
    vote(failed, on=timezone.localdate(at), **votes, by=cizhen, at=at)


def _play_daughters(cast: FieldCast) -> None:
    """Voted on and closed: the office puts them on public notice."""
    how: dict[str, Any] = {"reviewed_by": ReviewedBy.COUNCIL}
    levels = ("好媳妇", "好婆婆")
    how |= {"name": "好媳妇好婆婆", "subject_kind": SubjectKind.PERSON}
    campaign = _open(cast, 60, how, levels, days=20)
    cizhen = cast.staff("cizhen")
    for number, (village, name) in enumerate(
        (("中李村", "孙静"), ("南驿村", "高丽"), ("国家庄村", "郭艳"))
    ):
        row = _household(cast, campaign, (village, name, number % 2), cizhen)
        at = _day(cast, campaign, 12)
        vote(row, on=timezone.localdate(at), **VOTES, by=cizhen, at=at)
    advance_campaign(campaign, "close", by=cast.office, at=cast.at - timedelta(days=30))
    activity = Activity.objects.filter(
        year=campaign.year, status=EntryStatus.CONFIRMED, title__contains="家庭教育"
    ).first()
    if activity:
        link_activity(campaign, activity, by=cast.office, at=cast.at)


def _play_gardens(cast: FieldCast) -> None:
    """Units nominate themselves; one has not sent its form yet."""
    how: dict[str, Any] = {
        "reviewed_by": ReviewedBy.ORGANISER,
        "department": cast.department("县住建局"),
    }
    how |= {"name": "花园式单位", "subject_kind": SubjectKind.UNIT, "valid_years": 3}
    campaign = _open(cast, 25, how, ONE)
    _unit(cast, campaign, "县国土资源局", cast.staff("guotu"), is_submitted=False)
    _unit(cast, campaign, "县水泥厂", cast.staff("shuini"))


def _play_schools(cast: FieldCast) -> None:
    """Run by a department, which judges what the schools hand in."""
    jiaoyu = cast.staff("jiaoyu")
    how: dict[str, Any] = {
        "reviewed_by": ReviewedBy.ORGANISER,
        "department": cast.department("县教育局"),
    }
    how |= {"valid_years": 2}
    levels = ("示范校园", "达标校园")
    how |= {"name": "文明校园", "subject_kind": SubjectKind.UNIT}
    campaign = _open(cast, 35, how, levels, by=jiaoyu)
    for school in ("县实验中学", "磁窑中学"):
        _unit(cast, campaign, school, cast.reporter(school))
    _judged(cast, campaign, [_unit(cast, campaign, "县实验小学", cast.reporter("县实验小学"))])


def _play_pharmacies(cast: FieldCast) -> None:
    """Two published, one of which was taken back; two more whose public notice is over."""
    health = cast.department("县卫生局")
    how: dict[str, Any] = {
        "reviewed_by": ReviewedBy.ORGANISER,
        "department": health,
        "valid_years": 1,
    }
    how |= {"name": "文明规范药房", "subject_kind": SubjectKind.SHOP}
    campaign = _open(cast, 70, how, ONE, days=20)
    rows = [
        _put(cast, campaign, {"subject": f"{name}{MARK}", "department": health}, cast.office)
        for name in ("康民药房", "仁济药房", "惠民大药房", "同泰药房")
    ]
    rows = _judged(cast, campaign, rows)
    at = cast.at - timedelta(days=40)
    campaign = advance_campaign(campaign, "close", by=cast.office, at=at)
    put_on_notice(campaign, rows, starts_on=timezone.localdate(at), by=cast.office, at=at)
    later = cast.at - timedelta(days=20)
    given: dict[str, Any] = {"awarded_on": timezone.localdate(later)}
    given["document_number"] = f"宁文明办〔{campaign.year}〕6号{MARK}"
    publish(campaign, rows[:2], **given, by=cast.office, at=later)
    award = Award.objects.get(nomination=rows[1])
    day = timezone.localdate(cast.at - timedelta(days=3))
    reason = f"抽查发现处方药未凭处方销售。{MARK}"
    revoke_award(award, day=day, reason=reason, version=1, by=cast.office, at=cast.at)


def _play_exemplars(cast: FieldCast) -> None:
    """One at each stage, and one that came to nothing."""
    year = cast.today.year
    for name, kind, origin, verbs in (
        ("施家村“红白理事”", ExemplarKind.PLACE, {"village": cast.village("施家村")}, ()),
        (
            "县供电公司“亮灯服务”",
            ExemplarKind.UNIT,
            {"unit": cast.unit("县供电公司")},
            ("nurture",),
        ),
        ("乡村医生李玉梅", ExemplarKind.PERSON, {"source": "乡饮乡卫生院"}, ("nurture", "promote")),
        ("金阳公园志愿队", ExemplarKind.PLACE, {"source": "文庙街道"}, ("nurture", "drop")),
    ):
        deeds = f"由所在单位推荐，事迹正在核实和总结。{MARK}"
        values = {"name": name + MARK, "year": year, "kind": kind, "deeds": deeds, **origin}
        at = max(cast.at - timedelta(days=50), cast.moment(year, 1, 1))
        row = create_exemplar(values, by=cast.office, at=at)
        for verb in verbs:
            row = advance_exemplar(row, verb, by=cast.office, at=cast.at, note=_why(verb))


def _why(verb: str) -> str:
    return f"队伍已经并入社区，不再单独培育。{MARK}" if verb == "drop" else ""


def _open(
    cast: FieldCast,
    ago: int,
    how: Mapping[str, Any],
    levels: Sequence[str],
    *,
    days: int = 45,
    by: User | None = None,
) -> Campaign:
    """A campaign that opened so many days ago and takes nominations for so many days."""
    at, by = cast.at - timedelta(days=ago), by or cast.office
    opens_on = timezone.localdate(at)
    last = date(opens_on.year, 12, 31)
    values = {
        "year": opens_on.year,
        "opens_on": opens_on,
        "closes_on": min(opens_on + timedelta(days=days), last),
        "notice_days": 7,
        "reviewed_by": ReviewedBy.ORGANISER,
        "terms": f"爱党爱国、遵纪守法、诚信友善，在群众中有公认的好口碑。{MARK}",
        **how,
        "name": how["name"] + MARK,
    }
    row = create_campaign(values, [LevelLine(level) for level in levels], by=by, at=at)
    return advance_campaign(row, "open", by=by, at=at)


def _day(cast: FieldCast, campaign: Campaign, days: int) -> datetime:
    """So many days after it opened, but within its window and not ahead."""
    day = min(campaign.opens_on + timedelta(days=days), campaign.closes_on)
    return min(cast.moment(day.year, day.month, day.day), cast.at)


def _household(
    cast: FieldCast,
    campaign: Campaign,
    whom: tuple[str, str, int],
    by: User,
    *,
    is_submitted: bool = True,
) -> Nomination:
    """As a township puts it forward."""
    village, name, level = cast.village(whom[0]), whom[1], list(campaign.levels.all())[whom[2]]
    values = {"subject": name + MARK, "village": village, "township": village.township}
    return _put(cast, campaign, values | {"level": level}, by, is_submitted=is_submitted)


def _unit(
    cast: FieldCast, campaign: Campaign, name: str, by: User, *, is_submitted: bool = True
) -> Nomination:
    """As a unit puts itself forward."""
    values = {"subject_unit": cast.unit(name), "unit": cast.unit(name)}
    return _put(cast, campaign, values, by, is_submitted=is_submitted)


def _put(
    cast: FieldCast,
    campaign: Campaign,
    values: Mapping[str, Any],
    by: User,
    *,
    is_submitted: bool = True,
) -> Nomination:
    given = {"level": campaign.levels.first(), "reasons": f"事迹经核实，群众公认。{MARK}", **values}
    who: dict[str, Any] = {"by": by, "at": _day(cast, campaign, 3)}
    row = create_nomination(campaign, given, **who)
    if is_submitted and row.submitted_at is None:
        row = advance_nomination(row, "submit", **who)
    return row


def _judged(cast: FieldCast, campaign: Campaign, rows: Sequence[Nomination]) -> list[Nomination]:
    at = _day(cast, campaign, 15)
    opinion = f"资料齐全，现场核查符合标准。{MARK}"
    told: dict[str, Any] = {"passes": True, "opinion": opinion, "by": cast.office, "at": at}
    return [judge_nomination(row, on=timezone.localdate(at), **told) for row in rows]
