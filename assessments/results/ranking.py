"""The ranking and the score tables, as rows. Everything is read from stored results."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from assessments.models import Assessment, Cycle, Rubric
from assessments.roles import ReportStatus
from assessments.scoring import plain


@dataclass(frozen=True, slots=True)
class Head:
    """A 大项 as a column: its code, its name and the points it is worth (exact text)."""

    code: str
    title: str
    points: str


@dataclass(frozen=True, slots=True)
class RankingRow:
    """One unit's line. `cells` pairs each head of its rubric with the exact points as text."""

    assessment_id: int
    rank: int | None
    unit: str
    unit_type: str
    team: str
    self_total: Decimal | None
    cells: tuple[tuple[Head, str], ...]
    total: Decimal | None
    state: str


@dataclass(frozen=True, slots=True)
class TypeTab:
    """A unit type that takes part: how many units, and how many have a total."""

    code: str
    name: str
    units: int
    ranked: int


def type_tabs(cycle: Cycle) -> list[TypeTab]:
    """The types of a cycle in their own order. One query."""
    rows = (
        Assessment.objects.filter(cycle=cycle)
        .order_by("unit_type__position", "unit_type")
        .values_list("unit_type", "unit_type__name")
        .annotate(units=Count("pk"), ranked=Count("rank"))
    )
    return [TypeTab(*row) for row in rows]


def heads_by_rubric(cycle: Cycle) -> dict[int, tuple[Head, ...]]:
    """The heads of every rubric version in use in the cycle. One query."""
    rubrics = Rubric.objects.filter(assessments__cycle=cycle).distinct()
    return {rubric.pk: heads_of(rubric) for rubric in rubrics}


def heads_of(rubric: Rubric) -> tuple[Head, ...]:
    """The first level of a published rubric."""
    return tuple(Head(node.code, node.title, plain(node.points)) for node in rubric.spec.nodes)


def ranking_rows(
    assessments: Iterable[Assessment], heads: dict[int, tuple[Head, ...]]
) -> Iterator[RankingRow]:
    """Lines for assessments loaded by `with_result()`. No query."""
    for assessment in assessments:
        nodes = (assessment.breakdown or {}).get("nodes", {})
        yield RankingRow(
            assessment_id=assessment.pk,
            rank=assessment.rank,
            unit=assessment.unit.name,
            unit_type=assessment.unit_type.name,
            team=assessment.team.name if assessment.team else "",
            self_total=assessment.report.self_total,
            cells=tuple((head, nodes.get(head.code, "")) for head in heads[assessment.rubric_id]),
            total=assessment.total,
            state=state_word(assessment),
        )


def state_word(assessment: Assessment) -> str:
    """Where the unit stands, in one word that a leader understands."""
    if assessment.is_confirmed:
        return "已评完" if assessment.total is not None else "材料不全"
    if assessment.report.status == ReportStatus.ACCEPTED:
        return "待考核"
    return assessment.report.get_status_display()
