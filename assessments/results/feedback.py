"""结果反馈 as pages read it: every mark with its reasons, objections, and where they cluster."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from assessments.models import Agreement, Assessment, Cycle, Mark, Objection
from assessments.models.feedback import DECIDED
from assessments.policies import Calendar
from assessments.results.tally import marks_of, tally_of
from assessments.results.trail import counted_sheets, scorer_names
from assessments.roles import FieldStatus, ObjectionStatus, PhaseKind, SheetStatus
from assessments.scoring import Group, Item, plain, score_item
from wenming.dates import cn_date

CHIPS = {
    ObjectionStatus.FILED: "chip-amber",
    ObjectionStatus.ADJUSTED: "chip-green",
    ObjectionStatus.UPHELD: "",
    ObjectionStatus.WITHDRAWN: "",
}
SILENT = "逾期未反馈，视为无异议"


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item as the unit reads it: what it earned, why, and what the unit said to it."""

    item: Item
    earned: str
    lost: str
    how: str
    reasons: tuple[str, ...]
    objection: Objection | None

    @property
    def chip(self) -> str:
        return CHIPS[ObjectionStatus(self.objection.status)] if self.objection else ""


@dataclass(frozen=True, slots=True)
class HeadRow:
    """A head of the rubric with its items, in the rubric's order."""

    label: str
    items: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit in the office's list: how far its feedback is."""

    assessment: Assessment
    word: str
    chip: str


@dataclass(frozen=True, slots=True)
class Answers:
    """How many confirmed units of a year have answered, and how."""

    confirmed: int
    agreed: int
    objecting: int
    waiting: int
    decided: int

    @property
    def answered(self) -> int:
        return self.agreed + self.objecting


@dataclass(frozen=True, slots=True)
class Cluster:
    """An item to which several units object, and in how many cases its mark was changed."""

    code: str
    title: str
    objections: int
    adjusted: int

    @property
    def rest(self) -> int:
        return self.objections - self.adjusted


def earned_by_item(assessment: Assessment) -> dict[str, Fraction]:
    """What each scored item of the unit earned, by 编号. Three queries."""
    result = tally_of(assessment, marks_of([assessment])[assessment.pk])
    return {
        code: score.contribution
        for code, score in result.nodes.items()
        if isinstance(score.node, Item) and score.contribution is not None and score.given
    }


def item_of(objection: Objection) -> Item:
    """The item objected to, from the rubric of its assessment."""
    node = objection.assessment.rubric.spec.node(objection.indicator.code)
    assert isinstance(node, Item)
    return node


def heads_of(assessment: Assessment, *, named: bool) -> list[HeadRow]:
    """Every scored item with its points, reasons and objection. Seven queries at most.

    `named=False` calls scorers 考核员甲, 乙 … as units see them.
    """
    names = scorer_names(counted_sheets(assessment), named=named)
    result = tally_of(assessment, marks_of([assessment], names)[assessment.pk])
    reasons = _reasons(assessment)
    objections = {row.indicator.code: row for row in objections_of(assessment)}
    found = []
    for head in assessment.rubric.spec.nodes:
        rows = []
        for item in _items(head):
            score = result.nodes[item.code]
            if score.contribution is None or not score.given:
                continue
            lost = item.points - score.contribution
            rows.append(
                ItemRow(
                    item=item,
                    earned=plain(score.contribution),
                    lost=plain(lost) if lost > 0 else "",
                    how=score.text.partition("：")[2],
                    reasons=reasons.get(item.code, ()),
                    objection=objections.get(item.code),
                )
            )
        if rows:
            found.append(HeadRow(head.label, tuple(rows)))
    return found


def _items(node: Any) -> Iterable[Item]:
    if isinstance(node, Item):
        yield node
        return
    for child in node.children if isinstance(node, Group) else ():
        yield from _items(child)


def _reasons(assessment: Assessment) -> dict[str, tuple[str, ...]]:
    """Why points were lost, without who said so: units read no names."""
    rows = (
        Mark.objects.filter(sheet__assessment=assessment, sheet__status=SheetStatus.SUBMITTED)
        .exclude(reason="")
        .order_by("sheet_id")
        .values_list("indicator__code", "reason")
    )
    found: dict[str, tuple[str, ...]] = {}
    for code, reason in rows:
        found[code] = (*found.get(code, ()), reason)
    return found


def objections_of(assessment: Assessment) -> list[Objection]:
    """The unit's live objections, in the order they were filed. Two queries."""
    live = Objection.objects.live().filter(assessment=assessment)
    return list(
        live.select_related("indicator", "decided_by")
        .prefetch_related("files__file")
        .order_by("pk")
    )


def state_of(calendar: Calendar, *, agreed: bool, filed: int, decided: int) -> tuple[str, str]:
    """(word, chip) of one unit's feedback; silence at the deadline is agreement."""
    if filed:
        return f"{filed} 项异议待复核", "chip-amber"
    if decided:
        return "异议已复核", "chip-green"
    if agreed:
        return "无异议", "chip-green"
    deadline = calendar.deadline(PhaseKind.FEEDBACK)
    if calendar.has_begun(PhaseKind.FEEDBACK) and not calendar.is_open(PhaseKind.FEEDBACK):
        return SILENT, ""
    return (f"待反馈，{cn_date(deadline)}截止" if deadline else "待反馈"), ""


def units_of(cycle: Cycle) -> "QuerySet[Assessment]":
    """Confirmed units with how they answered: `agreed`, `filed`, `decided`. A total order."""
    filed = Count("objections", filter=Q(objections__status=ObjectionStatus.FILED))
    decided = Count("objections", filter=Q(objections__status__in=DECIDED))
    agreed = Exists(Agreement.objects.filter(assessment=OuterRef("pk")))
    confirmed = cycle.assessments.filter(field_status=FieldStatus.CONFIRMED)
    rows = confirmed.annotate(filed=filed, decided=decided, agreed=agreed)
    return rows.light().order_by("-filed", "agreed", "unit_type__position", "unit__name", "pk")


def unit_rows(rows: Iterable[Any], calendar: Calendar) -> list[UnitRow]:
    return [
        UnitRow(row, *state_of(calendar, agreed=row.agreed, filed=row.filed, decided=row.decided))
        for row in rows
    ]


def answers_of(cycle: Cycle) -> Answers:
    """How the year's feedback stands. One query."""
    live = Objection.objects.live().filter(assessment=OuterRef("pk"))
    waiting = Q(objections__status=ObjectionStatus.FILED)
    confirmed = cycle.assessments.filter(field_status=FieldStatus.CONFIRMED)
    counts = confirmed.annotate(has_live=Exists(live)).aggregate(
        confirmed=Count("pk", distinct=True),
        agreed=Count("pk", filter=Q(agreement__isnull=False), distinct=True),
        objecting=Count("pk", filter=Q(has_live=True), distinct=True),
        waiting=Count("objections", filter=waiting, distinct=True),
        decided=Count("objections", filter=Q(objections__status__in=DECIDED), distinct=True),
    )
    return Answers(**counts)


def clusters_of(cycle: Cycle, limit: int = 10) -> list[Cluster]:
    """The items most objected to, over all types; equal ones by 编号. One query."""
    live = Objection.objects.live().filter(assessment__cycle=cycle)
    rows = (
        live.values("indicator__code", "indicator__title")
        .annotate(all=Count("pk"), changed=Count("pk", filter=Q(status=ObjectionStatus.ADJUSTED)))
        .order_by("-all", "indicator__code", "indicator__title")
    )
    return [
        Cluster(row["indicator__code"], row["indicator__title"], row["all"], row["changed"])
        for row in rows[:limit]
    ]


@dataclass(frozen=True, slots=True)
class Given:
    """What one scorer gave the item objected to."""

    who: str
    points: str
    how: str
    reason: str


def given_to(objection: Objection, *, named: bool) -> Sequence[Given]:
    """Every counted mark on the item, as it stands in the sheets. One query."""
    item = item_of(objection)
    marks = Mark.objects.filter(
        sheet__assessment=objection.assessment_id,
        sheet__status=SheetStatus.SUBMITTED,
        indicator=objection.indicator_id,
        answer__isnull=False,
    ).select_related("sheet__scorer", "sheet__team", "sheet__department")
    found = []
    for mark in marks.order_by("sheet_id"):
        outcome = score_item(item, mark.answer or {})
        who = mark.sheet.scorer.name if named else mark.sheet.body_name
        found.append(Given(who, plain(outcome.value), outcome.text, mark.reason))
    return found


def open_objections(cycle: Cycle) -> "QuerySet[Objection]":
    """What has to be decided before results may be made public."""
    return Objection.objects.waiting().filter(assessment__cycle=cycle)
