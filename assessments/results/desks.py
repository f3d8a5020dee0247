"""The first screen of those who owe something: a unit its report, an assessor their sheets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from django.db.models import Count, Exists, OuterRef, Q

from assessments.models import Assessment, Cycle, ScoreSheet, SelfReport, TeamMember
from assessments.policies import Calendar
from assessments.results.report_progress import Progress, progress_of_each
from assessments.roles import CycleStatus, FieldStatus, PhaseKind, SheetStatus
from assessments.workflow import REPORT_EDITABLE
from districts.roles import Standing
from wenming.accounts.models import User

# Teams in which a person has a seat, and whether they lead them.
Seats: TypeAlias = Mapping[int, bool]


@dataclass(frozen=True, slots=True)
class OwnReport:
    """What one unit owes this year: how much of it is answered, and until when."""

    report: SelfReport
    progress: Progress
    calendar: Calendar

    @property
    def deadline_word(self) -> str:
        until = self.report.assessment.self_check_until
        if self.calendar.is_open(PhaseKind.SELF_CHECK, until=until):
            return "截止"
        return "已截止" if self.calendar.has_begun(PhaseKind.SELF_CHECK) else "将截止"

    @property
    def deadline(self) -> datetime | None:
        until = self.report.assessment.self_check_until
        return self.calendar.deadline(PhaseKind.SELF_CHECK, until=until)

    @property
    def act(self) -> str:
        """The button: what can be done with the report now."""
        until = self.report.assessment.self_check_until
        if self.report.status not in REPORT_EDITABLE:
            return "查看自查报告"
        if self.calendar.is_open(PhaseKind.SELF_CHECK, until=until) or self.progress.open_asked:
            return "去填报"
        return "申请延期" if self.calendar.has_begun(PhaseKind.SELF_CHECK) else "查看要求"


@dataclass(frozen=True, slots=True)
class PastResult:
    """One published year of a unit."""

    assessment_id: int
    year: int
    unit: str
    total: Decimal | None
    rank: int | None
    of: int | None


@dataclass(frozen=True, slots=True)
class Visits:
    """An assessor's share: units assigned, own sheets open and handed in, units confirmed."""

    units: int
    open: int
    handed_in: int
    confirmed: int


def own_reports(calendar: Calendar, cycle: Cycle, standing: Standing) -> list[OwnReport]:
    """The reports of the units that the person reports for. Two queries."""
    reports = list(
        SelfReport.objects.filter(
            assessment__cycle=cycle, assessment__unit_id__in=standing.unit_ids
        )
        .select_related("assessment__unit", "assessment__rubric", "assessment__cycle")
        .order_by("assessment__unit__name")
    )
    progress = progress_of_each(reports, calendar)
    return [OwnReport(each, progress[each.pk], calendar) for each in reports]


def past_results(standing: Standing) -> list[PastResult]:
    """Archived years of one's own units, the latest first. One query."""
    peers = (
        Assessment.objects.filter(
            cycle=OuterRef("cycle"), unit_type=OuterRef("unit_type"), rank__isnull=False
        )
        .order_by()
        .values("cycle")
        .annotate(count=Count("pk"))
        .values("count")
    )
    rows = (
        Assessment.objects.filter(
            unit_id__in=standing.unit_ids,
            cycle__status=CycleStatus.ARCHIVED,
            total__isnull=False,
        )
        .annotate(of=peers)
        .order_by("-cycle__year", "unit__name")
        .values_list("pk", "cycle__year", "unit__name", "total", "rank", "of")
    )
    return [PastResult(*row) for row in rows]


def seats_in(cycle: Cycle | None, user: User, standing: Standing) -> Seats:
    """One's seats of that year. One query; none for a reporter, who never has one."""
    if cycle is None or standing.unit_ids:
        return {}
    rows = TeamMember.objects.filter(team__cycle=cycle, user=user)
    return dict(rows.values_list("team_id", "is_leader"))


def visits_of(cycle: Cycle, user: User, standing: Standing, seats: Seats) -> Visits | None:
    """How far an assessor is; None for everybody else. One query for whoever has seats."""
    if not seats:
        return None
    mine = ScoreSheet.objects.filter(assessment=OuterRef("pk"), scorer=user)
    counts = (
        Assessment.objects.filter(cycle=cycle, team__in=list(seats))
        .exclude(unit_id__in=standing.recused_unit_ids)
        .aggregate(
            units=Count("pk"),
            open=Count("pk", filter=Q(Exists(mine.filter(status=SheetStatus.DRAFT)))),
            handed_in=Count("pk", filter=Q(Exists(mine.exclude(status=SheetStatus.DRAFT)))),
            confirmed=Count("pk", filter=Q(field_status=FieldStatus.CONFIRMED)),
        )
    )
    return Visits(**counts) if counts["units"] else None
