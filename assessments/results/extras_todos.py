"""What waits on units' totals: claims for the office, findings for whoever confirms them."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from assessments.models import BonusClaim, Cycle, SelfReport, VetoFinding
from assessments.results.vetoes import waiting_for_office
from assessments.roles import ReportStatus, VetoStatus
from districts.results.desk import Desk, Todo
from wenming.dates import cn_date


def waits_on_total() -> Q:
    """Of reports: the office has to decide on a claim of an accepted one, or on a finding that no
    department could confirm. Claims of a report under review are seen with it."""
    claims = BonusClaim.objects.waiting().filter(assessment=OuterRef("assessment"))
    findings = waiting_for_office().filter(assessment=OuterRef("assessment"))
    return Q(Exists(claims), status=ReportStatus.ACCEPTED) | Q(Exists(findings))


def total_todo(report: SelfReport) -> Todo:
    """One line for each unit that waits for the office's word."""
    assessment = report.assessment
    return Todo(
        kind="amber",
        when="待认定",
        title=f"{assessment.unit.name} 加分或否决情形待认定",
        detail=f"{assessment.unit_type.name} · 认定后计入总分",
        url=reverse("assessments:extras", args=[assessment.pk]),
        act="认定",
        due=report.submitted_at,
    )


def finding_todos(desk: Desk, cycle: Cycle) -> Iterator[Todo]:
    """Findings that wait for somebody's department. One query, none for anybody else."""
    if not desk.standing.department_ids:
        return
    pending = VetoFinding.objects.visible_to(desk.user, desk.standing).filter(
        assessment__cycle=cycle,
        status=VetoStatus.PENDING,
        department__in=desk.standing.department_ids,
    )
    joined = pending.select_related("assessment__unit").defer("assessment__breakdown")
    for finding in desk.shown(joined.order_by("recorded_at", "pk")):
        yield Todo(
            kind="amber",
            when="待确认",
            title=f"{finding.assessment.unit.name} 一票否决情形待确认",
            detail=f"{cn_date(finding.occurred_on)} · {finding.happened[:40]}",
            url=finding.get_absolute_url(),
            act="确认",
            due=finding.recorded_at,
        )
