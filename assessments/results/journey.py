"""One unit's way through a year: the steps and where each of them stands."""

from dataclasses import dataclass

from django.urls import reverse

from assessments import policies
from assessments.models import Assessment, Phase, SelfReport
from assessments.policies import Calendar
from assessments.roles import Actor, CycleStatus, PhaseKind, ReportStatus
from districts.roles import Standing
from wenming.accounts.models import User
from wenming.dates import cn_date


@dataclass(frozen=True, slots=True)
class YearStep:
    """One step of the phase bar; `state` is its CSS class."""

    title: str
    detail: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A place that this person may go on to."""

    label: str
    url: str


def year_steps(
    assessment: Assessment, calendar: Calendar, *, sees_result: bool
) -> tuple[YearStep, ...]:
    """自查, 集中考核, 反馈, 公示, 归档 as this unit has them. No query."""
    feedback = calendar.phases.get(PhaseKind.FEEDBACK)
    return (
        _self_check(assessment, calendar),
        _field(assessment, calendar),
        *((_feedback(feedback, calendar),) if feedback else ()),
        _publicity(assessment, calendar, sees_result),
        _archive(calendar),
    )


def _self_check(assessment: Assessment, calendar: Calendar) -> YearStep:
    report = assessment.report
    if report.status == ReportStatus.ACCEPTED:
        return YearStep("单位自查", "已受理", "is-done")
    is_open = calendar.is_open(PhaseKind.SELF_CHECK, until=assessment.self_check_until)
    late = calendar.has_begun(PhaseKind.SELF_CHECK) and not is_open
    word = report.get_status_display()
    if late and report.status in {ReportStatus.DRAFT, ReportStatus.RETURNED}:
        word = "已截止，未报送"
    return YearStep("单位自查", word, "is-open" if calendar.status == CycleStatus.OPEN else "")


def _field(assessment: Assessment, calendar: Calendar) -> YearStep:
    if assessment.is_confirmed:
        return YearStep("集中考核", f"{cn_date(assessment.confirmed_at)}确认", "is-done")
    team = assessment.team.name if assessment.team else "未分配考核组"
    return YearStep("集中考核", team, "is-open" if calendar.is_open(PhaseKind.FIELD) else "")


def _feedback(phase: Phase, calendar: Calendar) -> YearStep:
    if not calendar.has_begun(PhaseKind.FEEDBACK):
        return YearStep("结果反馈", f"{cn_date(phase.opens_at)}开始")
    if calendar.is_open(PhaseKind.FEEDBACK):
        return YearStep("结果反馈", f"{cn_date(phase.closes_at)}截止", "is-open")
    return YearStep("结果反馈", "已截止", "is-done")


def _publicity(assessment: Assessment, calendar: Calendar, sees_result: bool) -> YearStep:
    if not calendar.has_begun(PhaseKind.PUBLICITY):
        phase = calendar.phases.get(PhaseKind.PUBLICITY)
        return YearStep("公示", f"{cn_date(phase.opens_at)}开始" if phase else "未定")
    total = f"总分 {assessment.total}" if sees_result and assessment.total is not None else ""
    is_open = calendar.is_open(PhaseKind.PUBLICITY)
    return YearStep("公示", total or "进行中", "is-open" if is_open else "is-done")


def _archive(calendar: Calendar) -> YearStep:
    if calendar.status == CycleStatus.ARCHIVED:
        return YearStep("归档", "已归档", "is-done")
    return YearStep("归档", "未归档")


def year_links(
    assessment: Assessment,
    actors: frozenset[Actor],
    user: User,
    standing: Standing,
    *,
    sees_result: bool,
) -> list[Link]:
    """Where this person goes on from here. One query."""
    found = []
    report = SelfReport.objects.visible_to(user, standing).filter(assessment=assessment).first()
    if report is not None:
        found.append(Link("自查报告", report.get_absolute_url()))
    if actors & {Actor.OFFICE, Actor.MEMBER}:
        found.append(Link("集中考核", reverse("assessments:field-detail", args=[assessment.pk])))
    reads_marks = Actor.REPORTER in actors or standing.sees_whole_county
    if sees_result and assessment.is_confirmed and reads_marks:
        found.append(Link("结果反馈", reverse("assessments:feedback", args=[assessment.pk])))
    if policies.can_rectify(standing, assessment):
        found.append(Link("失分整改", reverse("assessments:rectify", args=[assessment.pk])))
    if Actor.OFFICE in actors or standing.is_leader:
        extras = reverse("assessments:extras", args=[assessment.pk])
        found.append(Link("加分减分与否决", extras))
    if standing.is_office:
        found.append(Link("考核年度", assessment.cycle.get_absolute_url()))
    return found
