"""Campaigns of 2020 as the office's summary names them, moral councils, exemplars, and this year.

Whom a campaign honoured is invented; so are votes, documents and the councils' people.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from districts.actions.awards import publish, put_on_notice
from districts.actions.campaigns import LevelLine, advance_campaign, create_campaign
from districts.actions.exemplars import advance_exemplar, create_exemplar
from districts.actions.media import add_media_report
from districts.actions.nominations import create_nomination, judge_nomination, vote
from districts.demonstration.campaign_facts import (
    EXEMPLARS,
    MARK,
    ONE,
    RURAL,
    URBAN,
    Rural,
    Told,
    Urban,
)
from districts.demonstration.campaigns_now import play_this_year
from districts.demonstration.cast import CLOSED_YEAR, FieldCast
from districts.models import Campaign, District, MoralCouncil, Nomination, Village
from districts.workflow.campaigns import ReviewedBy, SubjectKind
from wenming.audit.trail import record

COUNCILS_BEFORE, COUNCILS_IN_2020, COUNCILS_SINCE, COUNCILS_NOW = 16, 22, 8, 6
CHAIRS = ("王德胜", "李文斌", "张国栋", "刘春雷", "赵志强", "孙建国")


def play(cast: FieldCast) -> None:
    _play_councils(cast)
    for campaign in RURAL:
        _play_rural(cast, campaign)
    for number, line in enumerate(URBAN):
        _play_urban(cast, number, line)
    for number, exemplar in enumerate(EXEMPLARS):
        _play_exemplar(cast, number, exemplar)
    play_this_year(cast)


def _play_councils(cast: FieldCast) -> None:
    """Spread year by year, core villages first: some villages have none to this day."""
    villages = list(Village.objects.order_by("-is_core", "township__name", "name"))
    spread = (
        [date(CLOSED_YEAR - 2, 5, 1)] * COUNCILS_BEFORE
        + [date(CLOSED_YEAR, 4, 20)] * COUNCILS_IN_2020
        + [date(cast.today.year - 1, 6, 1)] * COUNCILS_SINCE
        + [date(cast.today.year, 1, 1)] * COUNCILS_NOW
    )
    rows = [
        MoralCouncil(
            village=village,
            founded_on=founded_on,
            chair=CHAIRS[number % len(CHAIRS)] + MARK,
            members=9 + number % 3,
            meetings=12 if number % 2 else 6,
            rules="每次评议有记录，结果张榜公布。" + MARK,
        )
        for number, (village, founded_on) in enumerate(zip(villages, spread, strict=False))
    ]
    MoralCouncil.objects.bulk_create(rows)
    at = cast.moment(CLOSED_YEAR, 5, 6)
    record("moralcouncil.import", on=None, by=cast.office, at=at, after={"新增": len(rows)})


def _play_rural(cast: FieldCast, line: Rural) -> None:
    """Put forward by the townships, voted on in the villages, published in autumn."""
    name, kind, levels, years, whom = line
    how = {"reviewed_by": ReviewedBy.COUNCIL, "valid_years": years, "subject_kind": kind}
    campaign = _open(cast, cast.moment(CLOSED_YEAR, 5, 8), how | {"name": name}, levels)
    stars = list(campaign.levels.all())
    rows = []
    for village_name, subject, level, (members, votes_for) in whom:
        village = cast.village(village_name)
        values = {
            "subject": subject + MARK,
            "village": village,
            "township": village.township,
            "level": stars[level],
            "reasons": f"{village_name}推荐，事迹经村民代表核实。{MARK}",
        }
        who: dict[str, Any] = {"by": cast.office, "at": cast.moment(CLOSED_YEAR, 6, 2)}
        row = create_nomination(campaign, values, **who)
        who["at"] = cast.moment(CLOSED_YEAR, 7, 12)
        votes: dict[str, Any] = {"members": members, "votes_for": votes_for, "votes_against": 0}
        rows.append(vote(row, on=date(CLOSED_YEAR, 7, 10), **votes, **who))
    _finish(cast, campaign, rows, "〔2020〕9号")


def _play_urban(cast: FieldCast, number: int, line: Urban) -> None:
    """Run by the office together with a county department."""
    name, kind, department, whom = line
    how = {"reviewed_by": ReviewedBy.ORGANISER, "valid_years": 3, "subject_kind": kind}
    how |= {"department": cast.department(department), "name": name}
    campaign = _open(cast, cast.moment(CLOSED_YEAR, 4, 13), how, ONE)
    level = campaign.levels.get()
    rows = []
    for subject in whom:
        values: dict[str, Any] = {
            "subject": subject if kind == SubjectKind.UNIT else subject + MARK,
            "department": cast.department(department),
            "level": level,
            "reasons": f"对照创建标准自查合格，{department}实地核查。{MARK}",
        }
        if kind == SubjectKind.UNIT:
            values["subject_unit"] = cast.unit(subject)
        who: dict[str, Any] = {"by": cast.office, "at": cast.moment(CLOSED_YEAR, 6, 3)}
        row = create_nomination(campaign, values, **who)
        who["at"] = cast.moment(CLOSED_YEAR, 8, 5)
        opinion = "现场核查符合标准。" + MARK
        on = date(CLOSED_YEAR, 8, 4)
        rows.append(judge_nomination(row, on=on, passes=True, opinion=opinion, **who))
    _finish(cast, campaign, rows, f"〔2020〕{11 + number}号")


def _open(cast: FieldCast, at: datetime, how: Mapping[str, Any], levels: Sequence[str]) -> Campaign:
    opens_on = timezone.localdate(at)
    values = {
        "year": at.year,
        "opens_on": opens_on,
        "closes_on": opens_on + timedelta(days=50),
        "notice_days": 5,
        **how,
    }
    lines = [LevelLine(level) for level in levels]
    row = create_campaign(values, lines, by=cast.office, at=at)
    return advance_campaign(row, "open", by=cast.office, at=at)


def _finish(cast: FieldCast, campaign: Campaign, rows: Sequence[Nomination], number: str) -> None:
    """Closed, put on public notice, published, archived."""
    office = cast.office
    closed = cast.moment(CLOSED_YEAR, 9, 1)
    campaign = advance_campaign(campaign, "close", by=office, at=closed)
    put_on_notice(campaign, rows, starts_on=timezone.localdate(closed), by=office, at=closed)
    at = cast.moment(CLOSED_YEAR, 9, 20)
    document = f"宁文明办{number}{MARK}"
    day = timezone.localdate(at)
    publish(campaign, rows, awarded_on=day, document_number=document, by=office, at=at)
    campaign.refresh_from_db()
    advance_campaign(campaign, "archive", by=office, at=cast.moment(CLOSED_YEAR, 12, 20))


def _play_exemplar(cast: FieldCast, number: int, line: Told) -> None:
    """From a clue in spring to the press in autumn."""
    name, kind, (column, source), deeds, outlet = line
    found = (
        cast.unit(source)
        if column == "unit"
        else District.objects.get(name=source, year=CLOSED_YEAR)
    )
    values = {"name": name, "year": CLOSED_YEAR, "kind": kind, column: found, "deeds": deeds}
    row = create_exemplar(values, by=cast.office, at=cast.moment(CLOSED_YEAR, 3, 5 + number))
    for verb, month in (("nurture", 4), ("promote", 9), ("publicise", 10)):
        at = cast.moment(CLOSED_YEAR, month, 12 + number)
        row = advance_exemplar(row, verb, by=cast.office, at=at)
    told: dict[str, Any] = {"by": cast.office, "at": cast.moment(CLOSED_YEAR, 10, 26)}
    title = f"{name}走在前列{MARK}"
    add_media_report(row, outlet=outlet, title=title, on=date(CLOSED_YEAR, 10, 25), **told)
