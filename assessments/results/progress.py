"""How far a year is, by unit type: one grouped query whatever the number of units."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from assessments.models import Assessment, Cycle, ScoreSheet
from assessments.roles import FieldStatus, ReportStatus

WITH_OFFICE = (ReportStatus.SUBMITTED, ReportStatus.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of units. `name` is a unit type, or 合计 for several."""

    name: str = "合计"
    enrolled: int = 0
    accepted: int = 0
    in_review: int = 0
    returned: int = 0
    assigned: int = 0
    scoring: int = 0
    confirmed: int = 0

    @property
    def sent(self) -> int:
        """Reports that the unit has handed in and that are not back with it."""
        return self.accepted + self.in_review

    @property
    def owed(self) -> int:
        return self.enrolled - self.sent

    @property
    def unassigned(self) -> int:
        return self.enrolled - self.assigned

    @property
    def unscored(self) -> int:
        return self.enrolled - self.confirmed

    @property
    def between(self) -> int:
        """Handed in, not yet scored: what a bar shows behind the scored ones."""
        return max(self.sent - self.confirmed, 0)

    @property
    def sent_rest(self) -> str:
        return f"/ {self.enrolled} 家已报"

    @property
    def confirmed_rest(self) -> str:
        return f"/ {self.enrolled} 家已评完"

    @property
    def assigned_rest(self) -> str:
        return f"/ {self.enrolled} 家已分组"

    @property
    def self_check_note(self) -> str:
        returned = f"{self.returned} 家已退回 · " if self.returned else ""
        waiting = f"{self.accepted} 家已受理 · {self.in_review} 家待审 · "
        return f"{waiting}{returned}{self.owed - self.returned} 家未报"

    @property
    def field_note(self) -> str:
        return f"{self.scoring} 家进行中 · {self.unscored - self.scoring} 家未开始"

    @property
    def team_note(self) -> str:
        missing = self.unassigned
        return f"{missing} 家还没有考核组" if missing else "全部单位已分到考核组"

    @property
    def bar_label(self) -> str:
        return f"{self.name}：{self.confirmed} / {self.enrolled} 家评完，{self.scoring} 家进行中"


def counted(assessments: QuerySet[Assessment]) -> list[tuple[int, str, Progress]]:
    """(cycle, type, progress) of these, the types in their own order. One query."""
    begun = Exists(ScoreSheet.objects.filter(assessment=OuterRef("pk")))
    confirmed = Q(field_status=FieldStatus.CONFIRMED)
    rows = (
        assessments.order_by("cycle", "unit_type__position", "unit_type")
        .values_list("cycle", "unit_type", "unit_type__name")
        .annotate(
            enrolled=Count("pk"),
            accepted=Count("pk", filter=Q(report__status=ReportStatus.ACCEPTED)),
            in_review=Count("pk", filter=Q(report__status__in=WITH_OFFICE)),
            returned=Count("pk", filter=Q(report__status=ReportStatus.RETURNED)),
            assigned=Count("pk", filter=Q(team__isnull=False)),
            scoring=Count("pk", filter=~confirmed & Q(begun)),
            confirmed=Count("pk", filter=confirmed),
        )
    )
    return [(cycle, code, Progress(*rest)) for cycle, code, *rest in rows]


def progress_by_type(cycle: Cycle) -> list[Progress]:
    """One row per unit type of the cycle. One query."""
    return [row for _cycle, _code, row in counted(Assessment.objects.filter(cycle=cycle))]


def in_all(rows: Iterable[Progress]) -> Progress:
    """The sum. Counts of units may be added; points never are."""
    rows = list(rows)
    figures = [each.name for each in fields(Progress) if each.name != "name"]
    return Progress(**{name: sum(getattr(row, name) for row in rows) for name in figures})
