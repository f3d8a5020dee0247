"""Two years of the demonstration county: 2020, closed, and this year in its field phase."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone

from assessments.actions.cycles import advance_cycle, create_cycle, enrol, extend_unit
from assessments.actions.reports.extensions import ask_extension
from assessments.actions.reports.steps import advance_report
from assessments.demonstration import visits
from assessments.demonstration.aftermath import play_rectifications, play_titles
from assessments.demonstration.bodies import hand_in_for_bodies
from assessments.demonstration.extras import (
    award_titles,
    claim_bonuses,
    decide_bonuses,
    record_events,
)
from assessments.demonstration.feedback import play_feedback
from assessments.demonstration.outcomes import ask_departments, play_outcomes
from assessments.demonstration.people import Cast
from assessments.demonstration.publicity import draft, play_publicity
from assessments.demonstration.rubric_texts import earlier
from assessments.demonstration.rubrics import BODIES, issue_rubrics
from assessments.demonstration.selfchecks import accept, fill_in, hand_in, send_back
from assessments.demonstration.terms import play_trial_year
from assessments.models import Assessment, Cycle, Team
from assessments.roles import PhaseKind
from wenming.accounts.models import User

CLOSED_YEAR = 2020
SATURDAY = 5
PHASE_DAYS_2020 = {
    PhaseKind.SELF_CHECK: ((9, 1), (10, 31)),
    PhaseKind.FIELD: ((11, 1), (11, 30)),
    PhaseKind.PUBLICITY: ((12, 1), (12, 10)),
    PhaseKind.ARCHIVE: ((12, 11), (12, 31)),
}
# Days before (−) and after today that this year's phases open and close.
PHASE_DAYS_NOW = {
    PhaseKind.SELF_CHECK: (-63, -10),
    PhaseKind.FIELD: (-9, 12),
    PhaseKind.FEEDBACK: (-2, 12),
    PhaseKind.PUBLICITY: (13, 20),
    PhaseKind.ARCHIVE: (21, 40),
}

# What becomes of whom this year; everybody else is accepted and visited in turn.
NEVER_SENT = "县水泥厂"
RETURNED = "县国土资源局"
ASKED_FOR_TIME = "凌云经贸公司"
HALF_FILLED = ("刘茂村",)
RETURNED_TOO = "华丰中心小学"
WAITING = (
    "县林业局",
    "县交通局",
    "县统计局",
    "县地税局",
    "县化肥厂",
    "县职业教育中心",
    "西贤村",
    "县汽车运输公司",
)
SENT_AGAIN = ("县司法局", "县医药公司")
COMMENTS = {
    "1.2.2": "会议记录只有三个季度，请补第四季度或如实改填次数。",
    "2.1": "宣传栏照片看不清更新日期，请重新上传。",
    "3.1": "活动缺少方案，请补充正式文件。",
}


def play_2020(cast: Cast) -> Cycle:
    """The whole year, from the rubric of the year before to the archive."""
    issue_rubrics(
        CLOSED_YEAR - 1, by=cast.office, at=_day(CLOSED_YEAR - 1, 8, 5, 9), change=earlier
    )
    play_trial_year(cast)
    issue_rubrics(CLOSED_YEAR, by=cast.office, at=_day(CLOSED_YEAR, 8, 3, 9))
    cycle = create_cycle(
        year=CLOSED_YEAR,
        name=f"{CLOSED_YEAR}年度文明单位考核",
        phases={
            kind: (_day(CLOSED_YEAR, *opens, 0), _day(CLOSED_YEAR, *closes, 18))
            for kind, (opens, closes) in PHASE_DAYS_2020.items()
        },
        by=cast.office,
        at=_day(CLOSED_YEAR, 8, 20, 10),
    )
    award_titles(cast, CLOSED_YEAR, at=_day(CLOSED_YEAR, 8, 21, 9))
    assessments = enrol(cycle, cast.units.values(), by=cast.office, at=_day(CLOSED_YEAR, 8, 24, 10))
    cycle = advance_cycle(cycle, "open", by=cast.office, at=_day(CLOSED_YEAR, 8, 31, 9))
    teams = visits.form_teams(cast, cycle, at=_day(CLOSED_YEAR, 10, 20, 9))
    visits.share_out(cast, teams, assessments, at=_day(CLOSED_YEAR, 10, 21, 9))
    claim_bonuses(cast, cycle, at=_day(CLOSED_YEAR, 10, 9, 10))
    for number, assessment in enumerate(_fresh(cycle)):
        hand_in(cast, assessment, at=_day(CLOSED_YEAR, 10, 12 + number % 15, 10))
        accept(cast, assessment, at=_day(CLOSED_YEAR, 10, 28, 10))
    for number, assessment in enumerate(_fresh(cycle)):
        at = _day(CLOSED_YEAR, 11, 3 + number % 24, 15)
        visits.score_fully(assessment, _members(assessment), at=at)
    decide_bonuses(cast, cycle, at=_day(CLOSED_YEAR, 11, 29, 10))
    happened = date(CLOSED_YEAR, 9, 16)
    record_events(cast, cycle, on=happened, at=_day(CLOSED_YEAR, 11, 29, 15), is_over=True)
    play_publicity(cast, cycle)
    play_outcomes(cast, cycle, at=_day(CLOSED_YEAR, 12, 14, 9))
    return advance_cycle(cycle, "archive", by=cast.office, at=_day(CLOSED_YEAR, 12, 21, 9))


def play_this_year(cast: Cast, now: datetime) -> Cycle:
    """A year in the middle: something waits for every role."""
    year = timezone.localdate(now).year
    issue_rubrics(year, by=cast.office, at=_shift(now, -120), bodies=BODIES)
    cycle = create_cycle(
        year=year,
        name=f"{year}年度文明单位考核",
        phases={
            kind: (_shift(now, opens, 0), _shift(now, closes, 18))
            for kind, (opens, closes) in PHASE_DAYS_NOW.items()
        },
        by=cast.office,
        at=_shift(now, -75),
    )
    assessments = enrol(cycle, cast.units.values(), by=cast.office, at=_shift(now, -70))
    cycle = advance_cycle(cycle, "open", by=cast.office, at=_shift(now, -64))
    teams = visits.form_teams(cast, cycle, at=_shift(now, -20))
    visits.share_out(cast, teams, assessments, at=_shift(now, -15))
    claim_bonuses(cast, cycle, at=_shift(now, -45))
    _play_self_checks(cast, cycle, now)
    for team in teams:
        _play_visits(cast, team, now)
    decide_bonuses(cast, cycle, at=_shift(now, -2, 10))
    play_feedback(cast, cycle, at=_shift(now, -1, 9))
    happened = max(date(year, 1, 1), timezone.localdate(now) - timedelta(days=30))
    record_events(cast, cycle, on=happened, at=_shift(now, -1, 10), is_over=False)
    opens_on = timezone.localdate(_shift(now, PHASE_DAYS_NOW[PhaseKind.PUBLICITY][0]))
    draft(cast, cycle, opens_on=opens_on, at=_shift(now, -1, 11))
    play_titles(cast, at=_shift(now, -60))
    play_rectifications(cast, CLOSED_YEAR, at=_shift(now, -60, 10))
    ask_departments(cast, cycle, at=_shift(now, -1, 11))
    return cycle


def _play_self_checks(cast: Cast, cycle: Cycle, now: datetime) -> None:
    for number, assessment in enumerate(_fresh(cycle)):
        name = assessment.unit.name
        reporter = cast.reporters[name]
        if name in (NEVER_SENT, ASKED_FOR_TIME, *HALF_FILLED):
            fill_in(assessment, reporter, share=0.4, at=_shift(now, -12))
            continue
        hand_in(cast, assessment, at=_shift(now, -40 + number % 30, 10))
        if name == RETURNED:
            _send_back(cast, assessment, now)
        elif name == RETURNED_TOO or name in SENT_AGAIN:
            _send_back(cast, assessment, now)
            if name in SENT_AGAIN:
                fresh = Assessment.objects.get(pk=assessment.pk)
                advance_report(fresh.report, "submit", by=reporter, at=_shift(now, -1, 11))
        elif name not in WAITING:
            accept(cast, assessment, at=_shift(now, -9, 16))
    _play_lateness(cast, cycle, now)


def _send_back(cast: Cast, assessment: Assessment, now: datetime) -> None:
    send_back(
        cast,
        assessment,
        COMMENTS,
        at=_shift(now, -4, 15),
        note="三项材料需要补充，请按每项意见修改后重新报送。",
        until=_shift(now, 4, 18),
    )


def _play_lateness(cast: Cast, cycle: Cycle, now: datetime) -> None:
    """One unit has more time already, one asks for it, one says nothing."""
    by_name = {each.unit.name: each for each in _fresh(cycle)}
    for name in HALF_FILLED:
        extend_unit(
            by_name[name],
            until=_shift(now, 3, 18),
            reason="村“两委”换届，经办人更换。",
            by=cast.office,
            at=_shift(now, -5, 9),
        )
    ask_extension(
        by_name[ASKED_FOR_TIME].report,
        reason="企业改制期间档案移交，申请延期五天报送。",
        by=cast.reporters[ASKED_FOR_TIME],
        at=_shift(now, -1, 16),
    )


def _play_visits(cast: Cast, team: Team, now: datetime) -> None:
    """Two thirds of a team's units are done; the rest shows every state in between."""
    members = [seat.user for seat in team.members.select_related("user")]
    ready: list[Assessment] = []
    later: list[Assessment] = []
    for each in _fresh(team.cycle):
        if each.team_id == team.pk:
            (ready if each.report.status == "accepted" else later).append(each)
    days = _plan(ready, later, timezone.localdate(now))
    visits.plan_visits(cast, team, days, at=_shift(now, -10, 9))
    finished = len(ready) - 6
    for number, assessment in enumerate(ready[:finished]):
        at = _shift(now, -8 + number % 7, 15)
        hand_in_for_bodies(cast, assessment, at=at)
        visits.score_fully(assessment, members, at=at, leads=cast.speakers)
    for assessment in ready[finished : finished + 2]:
        hand_in_for_bodies(cast, assessment, at=_shift(now, 0, 8))
    _between(ready[finished:], members, _shift(now, 0, 8))


def _plan(ready: list[Assessment], later: list[Assessment], today: date) -> dict[int, date]:
    """Done units lie behind, three units are visited today, the others follow two a day."""
    finished = len(ready) - 6
    days = {each.pk: today - timedelta(days=8 - n % 7) for n, each in enumerate(ready[:finished])}
    for number, each in enumerate([*ready[finished:], *later]):
        days[each.pk] = _workday(today, 0 if number < 5 else 1 + (number - 5) // 2)
    return days


def _workday(day: date, later: int) -> date:
    """The day that is so many working days later; weekends are nobody's visit."""
    while later:
        day += timedelta(days=1)
        later -= day.weekday() < SATURDAY
    return day


def _between(assessments: list[Assessment], members: list[User], at: datetime) -> None:
    """Six units: one to confirm, one to explain, one half handed in, two half scored, one new."""
    to_confirm, to_explain, waiting, begun, *_ = assessments
    leader, mate = members[0], members[-1]
    for assessment in (to_confirm, to_explain):
        for member in members:
            visits.hand_in_sheet(assessment, member, at=at)
        visits.test_people(assessment, leader, at=at)
    visits.settle(to_confirm, leader, at=at)
    visits.hand_in_sheet(waiting, mate, at=at)
    visits.fill_sheet(waiting, leader, share=0.7, at=at)
    visits.fill_sheet(begun, mate, share=0.45, at=at)


def _members(assessment: Assessment) -> list[User]:
    """The team's people, the leader first."""
    seats = assessment.team.members.select_related("user") if assessment.team else ()
    return [seat.user for seat in seats]


def _fresh(cycle: Cycle) -> Iterable[Assessment]:
    """The cycle's assessments as they are now, in the order of the register."""
    return list(
        Assessment.objects.filter(cycle=cycle)
        .select_related("unit", "unit_type", "team", "cycle", "rubric", "report")
        .order_by("unit__pk")
    )


def _day(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=timezone.get_default_timezone())


def _shift(now: datetime, days: int, hour: int = 9) -> datetime:
    """That hour of the day `days` away; today never later than now."""
    day = timezone.localdate(now) + timedelta(days=days)
    moment = _day(day.year, day.month, day.day, hour)
    return min(moment, now) if days == 0 else moment
