"""The files of one report: what each serves, and how much room is left."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from assessments.models import Evidence, SelfMark, SelfReport
from assessments.models.selfcheck import STANDING_ENTRIES
from districts.models import Activity

MOST_FILES = 300
MOST_BYTES = 1024**3


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One file or address, with the items it stands behind."""

    evidence: Evidence
    marks: Sequence[tuple[int, str]]  # (mark, "1.2 例会")

    def serves(self, mark_id: int) -> bool:
        return any(pk == mark_id for pk, _ in self.marks)


@dataclass(frozen=True, slots=True)
class Shelf:
    """All files of a report."""

    rows: list[EvidenceRow]

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def most(self) -> int:
        return MOST_FILES

    @property
    def used(self) -> int:
        return sum(row.evidence.file.size for row in self.rows if row.evidence.file)

    @property
    def room(self) -> int:
        return MOST_BYTES

    def not_serving(self, mark: SelfMark) -> list[EvidenceRow]:
        """What could be put behind one more item."""
        return [row for row in self.rows if not row.serves(mark.pk)]


def activities_for(report: SelfReport) -> "QuerySet[Activity]":
    """What the unit has handed in of its activities of this year and the last, newest first,
    without those that are behind the report already."""
    year, there = report.assessment.cycle.year, Evidence.objects.filter(activity__isnull=False)
    return (
        Activity.objects.filter(
            unit=report.assessment.unit_id,
            status__in=STANDING_ENTRIES,
            year__in=(year - 1, year),
        )
        .exclude(pk__in=there.filter(assessment=report.assessment_id).values("activity"))
        .order_by("-held_on", "-pk")
    )


def shelf_of(report: SelfReport) -> Shelf:
    """The files in the order they came, with their items. Two queries."""
    marks: dict[int, list[tuple[int, str]]] = defaultdict(list)
    links = Evidence.marks.through.objects.filter(evidence__assessment=report.assessment_id)
    for evidence, mark, code, title in links.order_by("selfmark__indicator__code").values_list(
        "evidence_id",
        "selfmark_id",
        "selfmark__indicator__code",
        "selfmark__indicator__title",
    ):
        marks[evidence].append((mark, f"{code} {title}"))
    files = Evidence.objects.filter(assessment=report.assessment_id).select_related(
        "file", "activity"
    )
    return Shelf([EvidenceRow(each, marks[each.pk]) for each in files])
