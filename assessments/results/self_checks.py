"""How far every unit is with its self-check (自查情况), as rows for the table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from assessments.models import Cycle, Evidence, SelfMark, SelfReport
from assessments.policies import Calendar
from assessments.results.queue import measured_items
from assessments.roles import PhaseKind, ReportStatus
from assessments.workflow import REPORT_EDITABLE

BATCH = 2000
COLUMNS = (
    "assessment__unit__name",
    "assessment__unit_type__name",
    "status",
    "round",
    "submitted_at",
    "answered",
    "asked",
    "files",
    "self_total",
    "assessment__self_check_until",
)


@dataclass(frozen=True, slots=True)
class SelfCheckRow:
    """One unit's line. `submitted_at` is the last time, None while it never was."""

    unit: str
    unit_type: str
    state: str
    round: int
    submitted_at: datetime | None
    answered: int
    asked: int
    evidence: int
    self_total: Decimal | None
    is_overdue: bool


def self_check_rows(cycle: Cycle, calendar: Calendar) -> Iterator[SelfCheckRow]:
    """By type and name, read in batches. Two queries: what is not asked of units, and the rows."""
    rows = _annotated(cycle).order_by(
        "assessment__unit_type__position", "assessment__unit__name", "pk"
    )
    for row in rows.values_list(*COLUMNS).iterator(chunk_size=BATCH):
        unit, unit_type, status, times, submitted_at, answered, asked, files, own, until = row
        yield SelfCheckRow(
            unit=unit,
            unit_type=unit_type,
            state=ReportStatus(status).label,
            round=times,
            submitted_at=submitted_at,
            answered=answered,
            asked=asked,
            evidence=files,
            self_total=own,
            is_overdue=status in REPORT_EDITABLE and _has_passed(calendar, until),
        )


def _annotated(cycle: Cycle) -> QuerySet[SelfReport]:
    asked = SelfMark.objects.exclude(indicator__in=measured_items(cycle))
    marks = asked.filter(report=OuterRef("pk"))
    files = Evidence.objects.filter(assessment=OuterRef("assessment"))
    return SelfReport.objects.filter(assessment__cycle=cycle).annotate(
        answered=_count(marks.filter(answer__isnull=False), "report"),
        asked=_count(marks, "report"),
        files=_count(files, "assessment"),
    )


def _has_passed(calendar: Calendar, until: datetime | None) -> bool:
    deadline = calendar.deadline(PhaseKind.SELF_CHECK, until=until)
    return deadline is not None and calendar.at > deadline


def _count(rows: QuerySet[Model], group: str) -> Coalesce:
    """How many of them there are for the outer row. A subquery, so counts cannot multiply."""
    counted = rows.order_by().values(group).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), Value(0))
