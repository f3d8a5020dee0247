"""The office's queue of self-check reports: who waits, who is late, who asks for more time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from assessments.models import Assessment, Cycle, Rubric, SelfMark, SelfReport
from assessments.policies import Calendar
from assessments.results.answers import measured_by
from assessments.roles import PhaseKind, ReportStatus
from assessments.workflow import REPORT_EDITABLE
from districts.models import Contact, Unit

OVERDUE, EXTENSION = "overdue", "extension"
WAITING = (ReportStatus.SUBMITTED, ReportStatus.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue."""

    report: SelfReport
    is_overdue: bool
    days_late: int
    deadline: datetime | None
    answered: int
    items: int

    @property
    def act(self) -> str:
        """The button: what the office does with the report now."""
        if self.report.extension_asked_at:
            return "答复"
        return "审核" if self.report.status in WAITING else "查看"

    @property
    def contact(self) -> Contact | None:
        """Whom to call."""
        unit: Any = self.report.assessment.unit
        return next(iter(unit.listed_contacts), None)


def late(calendar: Calendar) -> Q:
    """Reports that are still with the unit although its self-check has closed."""
    phase = calendar.phases.get(PhaseKind.SELF_CHECK)
    if phase is None or calendar.at <= phase.closes_at:
        return Q(pk__in=[])
    own = Q(assessment__self_check_until=None) | Q(assessment__self_check_until__lt=calendar.at)
    return own & Q(status__in=REPORT_EDITABLE)


def queue_of(
    cycle: Cycle, calendar: Calendar, *, state: str = "", unit_type: str = "", words: str = ""
) -> QuerySet[SelfReport]:
    """The reports of a year, those first that need the office: late, asking, waiting longest."""
    reports = SelfReport.objects.filter(assessment__cycle=cycle)
    if state == OVERDUE:
        reports = reports.filter(late(calendar))
    elif state == EXTENSION:
        reports = reports.filter(extension_asked_at__isnull=False)
    elif state:
        reports = reports.filter(status=state)
    if unit_type:
        reports = reports.filter(assessment__unit_type=unit_type)
    if words:
        reports = reports.filter(assessment__unit__in=Unit.objects.matching(words))
    return _in_order(reports, cycle, calendar)


def _in_order(
    reports: QuerySet[SelfReport], cycle: Cycle, calendar: Calendar
) -> QuerySet[SelfReport]:
    asked = SelfMark.objects.exclude(indicator__in=measured_items(cycle))
    marks = asked.filter(report=OuterRef("pk")).order_by().values("report")
    answered = marks.filter(answer__isnull=False).annotate(n=Count("pk")).values("n")
    urgency = Case(
        When(extension_asked_at__isnull=False, then=0),
        When(late(calendar), then=1),
        When(status__in=WAITING, then=2),
        When(status=ReportStatus.RETURNED, then=3),
        When(status=ReportStatus.DRAFT, then=4),
        default=5,
        output_field=IntegerField(),
    )
    contacts = Prefetch(
        "assessment__unit__contacts",
        Contact.objects.order_by("position", "pk"),
        to_attr="listed_contacts",
    )
    return (
        reports.annotate(
            urgency=urgency,
            answered=Coalesce(Subquery(answered), Value(0)),
            items=Coalesce(Subquery(marks.annotate(n=Count("pk")).values("n")), Value(0)),
        )
        .select_related("assessment__unit", "assessment__unit_type")
        .defer("summary", "assessment__breakdown")
        .prefetch_related(contacts)
        .order_by("urgency", F("submitted_at").asc(nulls_last=True), "assessment__unit__name", "pk")
    )


def measured_items(cycle: Cycle) -> list[int]:
    """The year's items that no unit is asked: they count in no progress. One query."""
    used = Assessment.objects.filter(cycle=cycle).values("rubric")
    return [
        item.id
        for rubric in Rubric.objects.filter(pk__in=used).only("frozen", "published_at")
        for item in rubric.spec.items
        if item.id is not None and measured_by(item)
    ]


def queue_rows(reports: list[SelfReport], calendar: Calendar) -> list[QueueRow]:
    """One page of the queue."""
    rows = []
    for report in reports:
        until = report.assessment.self_check_until
        deadline = calendar.deadline(PhaseKind.SELF_CHECK, until=until)
        is_late = (
            report.status in REPORT_EDITABLE and deadline is not None and calendar.at > deadline
        )
        days = (calendar.at - deadline).days + 1 if is_late and deadline else 0
        answered, items = getattr(report, "answered", 0), getattr(report, "items", 0)
        rows.append(QueueRow(report, is_late, days, deadline, answered, items))
    return rows


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many reports are in each state; `total` is all of them."""

    by_state: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.by_state[status] for status in ReportStatus)


def queue_counts(cycle: Cycle, calendar: Calendar) -> QueueCounts:
    """Counts per state for the year, one query."""
    counts = {status.value: Count("pk", filter=Q(status=status)) for status in ReportStatus}
    found = SelfReport.objects.filter(assessment__cycle=cycle).aggregate(
        **{name.replace("-", "_"): count for name, count in counts.items()},
        overdue=Count("pk", filter=late(calendar)),
        extension=Count("pk", filter=Q(extension_asked_at__isnull=False)),
    )
    states = {name: found[name.replace("-", "_")] for name in counts}
    return QueueCounts(states | {OVERDUE: found["overdue"], EXTENSION: found["extension"]})


def next_waiting(report: SelfReport) -> SelfReport | None:
    """The report that has waited longest, other than this one. One query."""
    return (
        SelfReport.objects.filter(assessment__cycle=report.assessment.cycle_id, status__in=WAITING)
        .exclude(pk=report.pk)
        .select_related("assessment__unit")
        .order_by("submitted_at", "pk")
        .first()
    )
