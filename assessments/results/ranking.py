"""The ranking and the score tables, as rows. Everything is read from stored results."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from assessments.models import Assessment, Cycle, Rubric
from assessments.roles import FieldStatus, Outcome, OutcomeStatus, ReportStatus
from assessments.scoring import plain, two_places

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
    "bonus",
    "deducted",
    "is_vetoed",
    "grade",
    "outcome_row__outcome",
    "outcome_row__list__status",
)

# What the table reads of a rubric in force: its heads, and what happens on the total.
FROZEN = (
    "frozen__nodes",
    "frozen__grades",
    "frozen__pass_line",
    "frozen__bonuses",
    "frozen__deductions",
    "frozen__vetoes",
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
    # Whether the rubrics say anything of the total, and grade it; by version, the line to pass.
    has_extras: bool = False
    has_grades: bool = False
    pass_lines: Mapping[int, Fraction] = field(default_factory=dict)

    @property
    def pass_line(self) -> str:
        """合格线, as all of the table have it; blank where there is none."""
        return "、".join(dict.fromkeys(plain(line) for line in self.pass_lines.values()))

    def without_heads(self) -> "Columns":
        """The same table, for which nobody has to read the long breakdowns."""
        return replace(self, heads=(), codes={})

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
    bonus: str
    deducted: str
    is_vetoed: bool
    grade: str
    falls_short: bool
    outcome: str
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
        .annotate(
            units=Count("pk"), ranked=Count("rank"), vetoed=Count("pk", filter=Q(is_vetoed=True))
        )
    )
    return [
        TypeTab(code, name, units, ranked + vetoed) for code, name, units, ranked, vetoed in rows
    ]


def columns_of(cycle: Cycle, unit_type: str | None = None) -> Columns:
    """The heads of the rubric versions that units of that type (or of all) have. One query.

    A type normally has one version; where units were enrolled under an older one too, a head
    that differs in name or points stands in a column of its own.
    """
    units = Assessment.objects.filter(cycle=cycle)
    if unit_type is not None:
        units = units.filter(unit_type=unit_type)
    used = units.values("rubric")
    rubrics = Rubric.objects.filter(pk__in=used).order_by("version", "pk")
    found = {pk: parts for pk, *parts in rubrics.values_list("pk", *FROZEN)}
    versions = {
        pk: tuple(Head(node["code"], node["title"], node["points"]) for node in nodes)
        for pk, (nodes, *_) in found.items()
    }
    heads = tuple(dict.fromkeys(head for version in versions.values() for head in version))
    codes = {
        pk: tuple(head.code if head in version else None for head in heads)
        for pk, version in versions.items()
    }
    return Columns(
        heads=heads,
        codes=codes,
        has_extras=any(any(parts[3:]) for parts in found.values()),
        has_grades=any(parts[1] for parts in found.values()),
        pass_lines={pk: Fraction(parts[2]) for pk, parts in found.items() if parts[2]},
    )


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
    for line in lines:
        pk, rank, unit, kind, team, own, total, state, report, rubric, *moved = line
        bonus, deducted, is_vetoed, grade, outcome, listed, *points = moved
        bound = columns.pass_lines.get(rubric)
        yield RankingRow(
            assessment_id=pk,
            rank=rank,
            unit=unit,
            unit_type=kind,
            team=team or "",
            self_total=own,
            total=total,
            state=state_word(state, report, total),
            bonus=bonus,
            deducted=deducted,
            is_vetoed=is_vetoed,
            grade=grade,
            falls_short=total is not None and bound is not None and total < bound,
            outcome=Outcome(outcome).label if listed == OutcomeStatus.PUBLISHED else "",
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
