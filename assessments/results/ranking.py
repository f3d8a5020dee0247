"""The ranking and the score tables, as rows. Everything is read from stored results."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet

from assessments.models import Assessment, Cycle, Rubric
from assessments.roles import FieldStatus, ReportStatus
from assessments.scoring import two_places

# Plain values, not objects: a county's table has ten thousand lines.
LINE = (
    "pk",
    "rank",
    "unit__name",
    "unit_type__name",
    "team__name",
    "report__self_total",
    "total",
    "field_status",
    "report__status",
    "rubric_id",
)


@dataclass(frozen=True, slots=True)
class Head:
    """A 大项 as a column: its code, its name and the points it is worth (exact text)."""

    code: str
    title: str
    points: str


class Cell(NamedTuple):
    """The points under one head, as exact text; blank where nothing is known."""

    head: str
    exact: str

    @property
    def shown(self) -> str:
        """Thirds and the like to two places: the ranking is read, the trail is recomputed."""
        return str(two_places(Fraction(self.exact))) if "/" in self.exact else self.exact


@dataclass(frozen=True, slots=True)
class Columns:
    """The heads of one type's table; `codes` says under which code each rubric version has them."""

    heads: tuple[Head, ...] = ()
    codes: Mapping[int, tuple[str | None, ...]] = field(default_factory=dict)

    def cells(self, rubric_id: int, breakdown: Mapping[str, Any] | None = None) -> tuple[Cell, ...]:
        """One cell under each head."""
        nodes = (breakdown or {}).get("nodes", {})
        codes = self.codes.get(rubric_id, ())
        return tuple(
            Cell(head.title, nodes.get(code, ""))
            for head, code in zip(self.heads, codes, strict=False)
        )


@dataclass(frozen=True, slots=True)
class RankingRow:
    """One unit's line; `cells` are the points under the heads of the table."""

    assessment_id: int
    rank: int | None
    unit: str
    unit_type: str
    team: str
    self_total: Decimal | None
    total: Decimal | None
    state: str
    cells: tuple[Cell, ...]


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


def columns_of(cycle: Cycle, unit_type: str) -> Columns:
    """The heads of the rubric versions that units of that type have. One query.

    A type normally has one version; where units were enrolled under an older one too, a head
    that differs in name or points stands in a column of its own.
    """
    used = Assessment.objects.filter(cycle=cycle, unit_type=unit_type).values("rubric")
    versions = {
        pk: tuple(Head(node["code"], node["title"], node["points"]) for node in nodes)
        for pk, nodes in Rubric.objects.filter(pk__in=used)
        .order_by("version", "pk")
        .values_list("pk", "frozen__nodes")
    }
    heads = tuple(dict.fromkeys(head for version in versions.values() for head in version))
    codes = {
        pk: tuple(head.code if head in version else None for head in heads)
        for pk, version in versions.items()
    }
    return Columns(heads, codes)


def ranking_lines(
    cycle: Cycle, unit_type: str | None = None, *, with_points: bool = True
) -> "QuerySet[Assessment, Any]":
    """What `ranking_rows` reads, by type and rank; units without a total stand last in theirs.

    Without points (of the single heads) the breakdowns, which are long, stay where they are.
    """
    rows = Assessment.objects.filter(cycle=cycle)
    if unit_type is not None:
        rows = rows.filter(unit_type=unit_type)
    return rows.ranked().values_list(*LINE, *(["breakdown"] if with_points else []))


def ranking_rows(lines: Iterable[tuple[Any, ...]], columns: Columns) -> Iterator[RankingRow]:
    """Rows from `ranking_lines`. No query."""
    for pk, rank, unit, kind, team, own, total, state, report, rubric, *points in lines:
        yield RankingRow(
            assessment_id=pk,
            rank=rank,
            unit=unit,
            unit_type=kind,
            team=team or "",
            self_total=own,
            total=total,
            state=state_word(state, report, total),
            cells=columns.cells(rubric, *points),
        )


def state_word(field_status: str, report_status: str, total: Decimal | None) -> str:
    """Where a unit stands, in one word that a leader understands."""
    if total is not None:
        return "已评完"
    if field_status == FieldStatus.CONFIRMED:
        return "材料不全"
    if report_status == ReportStatus.ACCEPTED:
        return "待考核"
    return ReportStatus(report_status).label
