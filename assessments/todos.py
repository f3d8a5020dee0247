"""What waits for one person in the assessment year. Rows for 工作台; nothing that can't be done.

Every kind costs one query (two where there are more rows than are shown), however long it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, Cycle, ScoreSheet, SelfReport, TeamMember
from assessments.policies import Calendar, calendar_of
from assessments.roles import CycleStatus, FieldStatus, PhaseKind, ReportStatus, SheetStatus
from districts.roles import Standing
from wenming.accounts.models import User

Row = TypeVar("Row", bound=Model)

OWED = (ReportStatus.DRAFT, ReportStatus.RETURNED)


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: a chip (`when`, `kind` is its colour), what, where, and the button."""

    kind: str
    when: str
    title: str
    detail: str
    url: str
    act: str
    # Sort key: overdue first, then by date.
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Todos:
    """What is shown, and how many there are in all."""

    rows: tuple[Todo, ...]
    count: int

    @property
    def note(self) -> str:
        late = sum(todo.kind == "red" for todo in self.rows)
        return f"其中 {late} 件已逾期" if late else "没有逾期事项"


@dataclass(slots=True)
class Desk:
    """Who asks, when, and the year in progress: loaded once for all kinds of to-dos.

    `hidden` counts the rows that were left out because a kind has more than `limit`.
    """

    user: User
    standing: Standing
    cycle: Cycle
    calendar: Calendar
    limit: int
    hidden: int = field(default=0)

    def shown(self, rows: QuerySet[Row]) -> list[Row]:
        """The first rows of a kind; the others are counted."""
        found = list(rows[: self.limit + 1])
        if len(found) > self.limit:
            self.hidden += rows.count() - self.limit
        return found[: self.limit]


def todos_for(
    user: User, standing: Standing, cycle: Cycle | None, at: datetime, *, limit: int = 6
) -> Todos:
    """What waits for `user` in the open cycle, the most urgent first; `limit` rows a kind."""
    if cycle is None or cycle.status != CycleStatus.OPEN:
        return Todos((), 0)
    desk = Desk(user, standing, cycle, calendar_of(cycle, at), limit)
    found: list[Todo] = []
    if standing.unit_ids:
        found += reporter_todos(desk)
    if standing.is_office:
        found += office_todos(desk)
    found += assessor_todos(desk)
    rows = tuple(sorted(found, key=lambda todo: (todo.kind != "red", todo.due or at)))
    return Todos(rows, len(rows) + desk.hidden)


def reporter_todos(desk: Desk) -> Iterator[Todo]:
    """The one thing that the unit owes."""
    reports = SelfReport.objects.filter(
        assessment__cycle=desk.cycle,
        assessment__unit_id__in=desk.standing.unit_ids,
        status__in=OWED,
    ).select_related("assessment__unit")
    for report in reports:
        until = report.assessment.self_check_until
        deadline = desk.calendar.deadline(PhaseKind.SELF_CHECK, until=until)
        if not desk.calendar.has_begun(PhaseKind.SELF_CHECK):
            continue
        is_open = desk.calendar.is_open(PhaseKind.SELF_CHECK, until=until)
        returned = report.status == ReportStatus.RETURNED
        yield Todo(
            kind=_urgency(deadline, desk.calendar.at),
            when=_when(deadline, desk.calendar.at),
            title=f"{'修改被退回的' if returned else '填报'}{desk.cycle.year}年度自查报告",
            detail=(report.return_note if returned else "")
            or (f"{report.assessment.unit.name} · {_until(deadline)}"),
            url=report.get_absolute_url(),
            act="去填报" if is_open else "申请延期",
            due=deadline,
        )


def office_todos(desk: Desk) -> Iterator[Todo]:
    yield from _reports_to_review(desk)
    yield from _overdue_reports(desk)
    yield from _units_without_team(desk)


def _reports_to_review(desk: Desk) -> Iterator[Todo]:
    waiting = (
        SelfReport.objects.filter(
            assessment__cycle=desk.cycle,
            status__in=(ReportStatus.SUBMITTED, ReportStatus.IN_REVIEW),
        )
        .exclude(assessment__unit_id__in=desk.standing.recused_unit_ids)
        .select_related("assessment__unit", "assessment__unit_type")
        .order_by("submitted_at", "pk")
    )
    for report in desk.shown(waiting):
        what = "补充材料已重新报送" if report.round > 1 else "自查报告已报送"
        yield Todo(
            kind="amber",
            when="待审核",
            title=f"{report.assessment.unit.name} {what}",
            detail=(
                f"{report.assessment.unit_type.name} · 第 {report.round} 次报送 · "
                f"{_short(report.submitted_at)}"
            ),
            url=reverse("assessments:report-review", args=[report.pk]),
            act="审核",
            due=report.submitted_at,
        )


def _overdue_reports(desk: Desk) -> Iterator[Todo]:
    phase = desk.calendar.phases.get(PhaseKind.SELF_CHECK)
    if phase is None or desk.calendar.at <= phase.closes_at:
        return
    late = (
        SelfReport.objects.filter(assessment__cycle=desk.cycle, status__in=OWED)
        .filter(
            Q(assessment__self_check_until=None)
            | Q(assessment__self_check_until__lt=desk.calendar.at)
        )
        .select_related("assessment__unit", "assessment__unit_type")
        .order_by("assessment__unit__name", "pk")
    )
    for report in desk.shown(late):
        deadline = desk.calendar.deadline(
            PhaseKind.SELF_CHECK, until=report.assessment.self_check_until
        )
        yield Todo(
            kind="red",
            when=_when(deadline, desk.calendar.at),
            title=f"{report.assessment.unit.name} 自查报告未报送",
            detail=f"{report.assessment.unit_type.name} · {_until(deadline)} · 可催办或延期",
            url=report.assessment.get_absolute_url(),
            act="去办理",
            due=deadline,
        )


def _units_without_team(desk: Desk) -> Iterator[Todo]:
    phase = desk.calendar.phases.get(PhaseKind.FIELD)
    count = Assessment.objects.filter(cycle=desk.cycle, team=None).count()
    if count and phase is not None:
        yield Todo(
            kind="red" if desk.calendar.has_begun(PhaseKind.FIELD) else "",
            when=_short(phase.opens_at),
            title=f"{count} 家单位还没有分配考核组",
            detail=f"集中考核{_short(phase.opens_at)}开始",
            url=reverse("assessments:team-list", args=[desk.cycle.pk]),
            act="去分配",
            due=phase.opens_at,
        )


def assessor_todos(desk: Desk) -> Iterator[Todo]:
    """Units that wait for one's own sheet; for a leader also units that wait to be confirmed."""
    if not desk.calendar.is_open(PhaseKind.FIELD):
        return
    seats = TeamMember.objects.filter(team=OuterRef("team"), user=desk.user)
    mine = ScoreSheet.objects.filter(assessment=OuterRef("pk"), scorer=desk.user)
    pending = (
        Assessment.objects.filter(Exists(seats), cycle=desk.cycle)
        .filter(field_status=FieldStatus.PENDING)
        .exclude(unit_id__in=desk.standing.recused_unit_ids)
        .light()
        .in_visiting_order()
    )
    to_score = pending.filter(~Exists(mine.exclude(status=SheetStatus.DRAFT)))
    closes = desk.calendar.phases[PhaseKind.FIELD].closes_at
    begun = set(
        ScoreSheet.objects.filter(assessment__cycle=desk.cycle, scorer=desk.user).values_list(
            "assessment", flat=True
        )
    )
    for assessment in desk.shown(to_score):
        visit = assessment.visit_on
        yield Todo(
            kind="amber" if visit and visit <= timezone.localdate(desk.calendar.at) else "",
            when=_day(visit) if visit else _short(closes),
            title=f"{assessment.unit.name} {'继续打分' if assessment.pk in begun else '等待打分'}",
            detail=f"{assessment.unit_type.name} · {assessment.team}",
            url=reverse("assessments:my-units"),
            act="去打分",
            due=closes,
        )
    yield from _units_to_confirm(desk, pending)


def _units_to_confirm(desk: Desk, pending: "QuerySet[Assessment]") -> Iterator[Todo]:
    leads = TeamMember.objects.filter(team=OuterRef("team"), user=desk.user, is_leader=True)
    ready = (
        pending.filter(Exists(leads))
        .annotate(
            handed_in=Count("sheets", filter=~Q(sheets__status=SheetStatus.DRAFT), distinct=True),
            members=Count("team__members", distinct=True),
        )
        .filter(handed_in=F("members"))
    )
    for assessment in desk.shown(ready):
        yield Todo(
            kind="blue",
            when="待确认",
            title=f"{assessment.unit.name} 考核表已交齐",
            detail=f"{assessment.unit_type.name} · 核对分差后确认",
            url=reverse("assessments:field-detail", args=[assessment.pk]),
            act="确认",
            due=desk.calendar.at,
        )


def _urgency(deadline: datetime | None, at: datetime) -> str:
    """Red when it is late, amber in the last week, grey before."""
    if deadline is None:
        return ""
    if at > deadline:
        return "red"
    return "amber" if (deadline - at).days < 7 else ""


def _when(deadline: datetime | None, at: datetime) -> str:
    """The chip: “逾期 3 天”, “今天” or the day it is due."""
    if deadline is None:
        return "待办"
    days = (timezone.localdate(at) - timezone.localdate(deadline)).days
    if at > deadline:
        return f"逾期 {days} 天" if days else "今天逾期"
    return "今天" if days == 0 else _short(deadline)


def _until(deadline: datetime | None) -> str:
    return f"截止 {_short(deadline)}" if deadline else "未设截止时间"


def _short(moment: datetime | None) -> str:
    return _day(timezone.localdate(moment)) if moment else ""


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
