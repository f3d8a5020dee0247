"""What waits for one person in the assessment year. Rows for 工作台; nothing that can't be done.

Every kind costs one query, however long it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.urls import reverse
from django.utils import timezone

from assessments.models import (
    Assessment,
    Cycle,
    LateFiling,
    ScoreSheet,
    SelfReport,
    TeamMember,
)
from assessments.policies import Calendar, calendar_of
from assessments.results.department_sheets import outcome_todos, sheet_todos
from assessments.results.desks import Seats
from assessments.results.duty_todos import (
    bodies_still_scoring,
    department_todos,
    office_duty_todos,
    unready_units,
)
from assessments.results.extras_todos import finding_todos, total_todo, waits_on_total
from assessments.results.feedback_todos import answer_todos, review_todos
from assessments.results.publicity_todos import publicity_todos
from assessments.results.report_progress import progress_of_each
from assessments.results.windows import has_windows
from assessments.roles import CycleStatus, FieldStatus, PhaseKind, ReportStatus, SheetStatus
from assessments.workflow import REPORT_EDITABLE
from districts.models import Membership
from districts.results.desk import Desk, Todo, short
from districts.results.todos import field_todos
from districts.roles import Standing
from wenming.accounts.models import User


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
class AssessmentDesk(Desk):
    """Besides who asks and when: the year in progress, loaded once for all kinds of to-dos."""

    cycle: Cycle
    calendar: Calendar
    seats: Seats


def todos_for(
    user: User,
    standing: Standing,
    cycle: Cycle | None,
    at: datetime,
    *,
    seats: Seats,
    limit: int = 6,
) -> Todos:
    """What waits for `user`, the most urgent first; `limit` rows a kind.

    In the open cycle one query for a reporter, two where items have windows, three for the
    office, two for a department, one for whoever has seats; in fieldwork one a kind
    (`districts.results.todos`).
    """
    field_desk = Desk(user, standing, at, limit)
    found = field_todos(field_desk)
    hidden = 0
    if cycle is not None and cycle.status == CycleStatus.OPEN:
        desk = AssessmentDesk(user, standing, at, limit, cycle, calendar_of(cycle, at), seats)
        found += assessment_todos(desk)
        hidden = desk.hidden
    rows = tuple(
        sorted(found, key=lambda todo: (todo.kind != "red", todo.due is None, todo.due or at))
    )
    return Todos(rows, len(rows) + field_desk.hidden + hidden)


def assessment_todos(desk: AssessmentDesk) -> Iterator[Todo]:
    """Everything of the open cycle that waits for this person."""
    if desk.standing.is_office:
        yield from office_todos(desk)
    if desk.standing.unit_ids:
        yield from reporter_todos(desk)
    yield from assessor_todos(desk)
    yield from finding_todos(desk, desk.cycle)
    yield from answer_todos(desk, desk.cycle, desk.calendar)
    yield from review_todos(desk, desk.cycle, desk.calendar)
    yield from sheet_todos(desk, desk.cycle)
    yield from outcome_todos(desk, desk.cycle)
    yield from publicity_todos(desk, desk.cycle, desk.calendar)
    yield from department_todos(desk.user, desk.standing, desk.cycle, desk.calendar)


def reporter_todos(desk: AssessmentDesk) -> Iterator[Todo]:
    """The one thing that the unit owes, unless it waits for the office's word on its deadline;
    before it what is due by an item's own window, which does not wait for the phase."""
    owed = list(
        _reports(desk)
        .filter(assessment__unit_id__in=desk.standing.unit_ids, status__in=REPORT_EDITABLE)
        .select_related("assessment__cycle", "assessment__rubric")
        .order_by("assessment__unit__name", "pk")
    )
    yield from _due_by_window(desk, owed)
    if not desk.calendar.has_begun(PhaseKind.SELF_CHECK):
        return
    for report in owed:
        deadline = _deadline(desk, report)
        until = report.assessment.self_check_until
        is_open = desk.calendar.is_open(PhaseKind.SELF_CHECK, until=until)
        if not is_open and report.extension_asked_at is not None:
            continue
        returned = report.status == ReportStatus.RETURNED
        yield Todo(
            kind=_urgency(deadline, desk.calendar.at),
            when=_when(deadline, desk.calendar.at),
            title=f"{'修改被退回的' if returned else '填报'}{desk.cycle.year}年度自查报告",
            detail=(report.return_note if returned else "")
            or f"{report.assessment.unit.name} · {_until(deadline)}",
            url=report.get_absolute_url(),
            act="去填报" if is_open else "申请延期",
            due=deadline,
        )


def _due_by_window(desk: AssessmentDesk, owed: list[SelfReport]) -> Iterator[Todo]:
    """“4月份 3 项待填报，4月30日截止”. One query where a rubric has windows, else none."""
    windowed = [report for report in owed if has_windows(report.assessment.rubric)]
    progress = progress_of_each(windowed, desk.calendar) if windowed else {}
    for report in windowed:
        for due in progress[report.pk].due:
            yield Todo(
                kind=_urgency(due.closes_at, desk.calendar.at),
                when=_when(due.closes_at, desk.calendar.at),
                title=due.title,
                detail=f"{report.assessment.unit.name} · {due.until}",
                url=report.get_absolute_url(),
                act="去填报",
                due=due.closes_at,
            )


def office_todos(desk: AssessmentDesk) -> Iterator[Todo]:
    """What the office decides: reports, late ones, and who scores whom."""
    yield from _reports_to_review(desk)
    yield from _late_reports(desk)
    yield from _units_without_team(desk)


def _reports_to_review(desk: AssessmentDesk) -> Iterator[Todo]:
    """Reports that were handed in, requests to fill in what was missed, and what waits on totals.
    One query for all."""
    asked = LateFiling.objects.filter(mark__report=OuterRef("pk"), decided_at=None)
    is_asking = Q(Exists(asked), status__in=REPORT_EDITABLE)
    handed_in = Q(status__in=(ReportStatus.SUBMITTED, ReportStatus.IN_REVIEW))
    kinds = {"is_sent": handed_in, "is_asking": is_asking, "on_total": waits_on_total()}
    waiting = (
        _reports(desk)
        .filter(handed_in | is_asking | kinds["on_total"])
        .annotate(**{name: ExpressionWrapper(q, BooleanField()) for name, q in kinds.items()})
    )
    for report in desk.shown(_not_recused(desk, waiting).order_by("submitted_at", "pk")):
        yield from _of_report(report)


def _of_report(report: Any) -> Iterator[Todo]:
    """What one report makes the office do; it says itself which of it."""
    if report.is_asking:
        yield _lateness_asked(report)
    if report.on_total:
        yield total_todo(report)
    if report.is_sent:
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


def _late_reports(desk: AssessmentDesk) -> Iterator[Todo]:
    """Units that missed their deadline; first those that ask for another one."""
    phase = desk.calendar.phases.get(PhaseKind.SELF_CHECK)
    if phase is None or desk.calendar.at <= phase.closes_at:
        return
    own = Q(assessment__self_check_until=None) | Q(
        assessment__self_check_until__lt=desk.calendar.at
    )
    late = _not_recused(desk, _reports(desk).filter(own, status__in=REPORT_EDITABLE))
    asking_first = F("extension_asked_at").asc(nulls_last=True)
    for report in desk.shown(late.order_by(asking_first, "assessment__unit__name", "pk")):
        yield _extension_asked(report) if report.extension_asked_at else _overdue(desk, report)


def _lateness_asked(report: SelfReport) -> Todo:
    """A unit asks to fill in what it missed: one line, however many items it is."""
    return Todo(
        kind="amber",
        when="待答复",
        title=f"{report.assessment.unit.name} 申请迟报",
        detail=f"{report.assessment.unit_type.name} · 错过填报窗口，申请补填",
        url=f"{reverse('assessments:report-review', args=[report.pk])}#missed",
        act="答复",
    )


def _extension_asked(report: SelfReport) -> Todo:
    return Todo(
        kind="amber",
        when="待答复",
        title=f"{report.assessment.unit.name} 申请延期",
        detail=report.extension_reason,
        url=reverse("assessments:report-review", args=[report.pk]),
        act="答复",
        due=report.extension_asked_at,
    )


def _overdue(desk: AssessmentDesk, report: SelfReport) -> Todo:
    deadline = _deadline(desk, report)
    return Todo(
        kind="red",
        when=_when(deadline, desk.calendar.at),
        title=f"{report.assessment.unit.name} 自查报告未报送",
        detail=f"{report.assessment.unit_type.name} · {_until(deadline)} · 可催办或延期",
        url=reverse("assessments:assessment-extend", args=[report.assessment_id]),
        act="延期",
        due=deadline,
    )


def _units_without_team(desk: AssessmentDesk) -> Iterator[Todo]:
    phase = desk.calendar.phases.get(PhaseKind.FIELD)
    if phase is None or desk.calendar.at > phase.closes_at:
        return
    units = unready_units(desk.cycle)
    yield from office_duty_todos(desk.cycle, desk.calendar, units)
    if count := units.without_team:
        yield Todo(
            kind="red" if desk.calendar.has_begun(PhaseKind.FIELD) else "",
            when=_short(phase.opens_at),
            title=f"{count} 家单位还没有分配考核组",
            detail=f"集中考核{_short(phase.opens_at)}开始",
            url=reverse("assessments:team-assign", args=[desk.cycle.pk]),
            act="去分配",
            due=phase.opens_at,
        )


def assessor_todos(desk: AssessmentDesk) -> Iterator[Todo]:
    """Units that wait for one's own sheet; for a leader also units that wait to be confirmed."""
    if not desk.seats or not desk.calendar.is_open(PhaseKind.FIELD):
        return
    mine = ScoreSheet.objects.filter(assessment=OuterRef("pk"), scorer=desk.user)
    is_due = Q(is_to_score=True)
    if leads := [team for team, is_leader in desk.seats.items() if is_leader]:
        waits = Exists(_members_still_scoring()) | Exists(bodies_still_scoring())
        is_due |= Q(~waits, team__in=leads)
    pending = (
        Assessment.objects.filter(cycle=desk.cycle, team__in=list(desk.seats))
        .filter(field_status=FieldStatus.PENDING)
        .exclude(unit_id__in=desk.standing.recused_unit_ids)
        .annotate(
            sheet=Subquery(mine.filter(status=SheetStatus.DRAFT).values("pk")),
            is_to_score=~Exists(mine.exclude(status=SheetStatus.DRAFT)),
        )
        .filter(is_due)
        .light()
        .in_visiting_order()
    )
    for assessment in desk.shown(pending):
        waits_for_me = getattr(assessment, "is_to_score", False)
        yield _to_score(desk, assessment) if waits_for_me else _to_confirm(desk, assessment)


def _members_still_scoring() -> "QuerySet[TeamMember]":
    """Members of the unit's team, fit to judge it, who have not handed in their sheet."""
    handed_in = ScoreSheet.objects.filter(
        assessment=OuterRef(OuterRef("pk")), scorer=OuterRef("user")
    ).exclude(status=SheetStatus.DRAFT)
    belongs = Membership.objects.filter(
        user=OuterRef("user"), unit=OuterRef(OuterRef("unit")), ended_on=None
    )
    return TeamMember.objects.filter(
        ~Exists(handed_in), ~Exists(belongs), team=OuterRef("team"), user__is_active=True
    )


def _to_score(desk: AssessmentDesk, assessment: Any) -> Todo:
    visit, sheet = assessment.visit_on, assessment.sheet
    closes = desk.calendar.phases[PhaseKind.FIELD].closes_at
    return Todo(
        kind="amber" if visit and visit <= timezone.localdate(desk.calendar.at) else "",
        when=short(visit) if visit else _short(closes),
        title=f"{assessment.unit.name} {'继续打分' if sheet else '等待打分'}",
        detail=f"{assessment.unit_type.name} · {assessment.team}",
        url=reverse("assessments:sheet-detail", args=[sheet])
        if sheet
        else reverse("assessments:my-units"),
        act="去打分",
        due=closes,
    )


def _to_confirm(desk: AssessmentDesk, assessment: Assessment) -> Todo:
    return Todo(
        kind="blue",
        when="待确认",
        title=f"{assessment.unit.name} 考核表已交齐",
        detail=f"{assessment.unit_type.name} · 核对分差后确认",
        url=reverse("assessments:field-detail", args=[assessment.pk]),
        act="确认",
        due=desk.calendar.at,
    )


def _reports(desk: AssessmentDesk) -> "QuerySet[SelfReport]":
    return (
        SelfReport.objects.filter(assessment__cycle=desk.cycle)
        .select_related("assessment__unit", "assessment__unit_type")
        .defer("summary", "assessment__breakdown")
    )


def _not_recused(desk: AssessmentDesk, reports: "QuerySet[SelfReport]") -> "QuerySet[SelfReport]":
    """Without those of the units to which the person belongs: others decide about them."""
    return reports.exclude(assessment__unit_id__in=desk.standing.recused_unit_ids)


def _deadline(desk: AssessmentDesk, report: SelfReport) -> datetime | None:
    until = report.assessment.self_check_until
    return desk.calendar.deadline(PhaseKind.SELF_CHECK, until=until)


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
    return short(timezone.localdate(moment)) if moment else ""
