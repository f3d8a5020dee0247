"""What a department, or the office, has to score: its tasks, and one item over all its units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from assessments.models import (
    Assessment,
    Cycle,
    Evidence,
    Mark,
    Rubric,
    ScoreSheet,
    ScoringDuty,
    SelfMark,
)
from assessments.results.bodies import OFFICE, Body, bodies_in, names_in
from assessments.results.sheet_form import Own, own_of
from assessments.results.sheets import Line, line_of
from assessments.roles import BodyKind, DutyStatus, SheetStatus
from assessments.scoring import Item
from districts.roles import Standing
from wenming.accounts.models import User


@dataclass(frozen=True, slots=True)
class Task:
    """What one body scores under one rubric: its items, and how many units are done."""

    owed: "Owed"
    rubric: Rubric
    items: tuple[Item, ...]

    @property
    def state(self) -> str:
        return f"{self.owed.done} / {self.owed.units} 家已提交"


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One unit under one item. `line` is one's own mark, None before the sheet is begun."""

    duty: ScoringDuty
    sheet: ScoreSheet | None
    line: Line | None
    own: Own | None
    answered: int
    count: int
    is_answered_for: bool

    @property
    def assessment(self) -> Assessment:
        return self.duty.assessment

    @property
    def is_open(self) -> bool:
        """Whether one's own mark can still be changed."""
        return (
            self.sheet is not None
            and self.line is not None
            and self.sheet.status == SheetStatus.DRAFT
            and not self.assessment.is_confirmed
            and not self.duty.is_released
        )

    @property
    def can_begin(self) -> bool:
        return self.sheet is None and not (
            self.assessment.is_confirmed or self.duty.is_released or self.is_answered_for
        )

    @property
    def is_complete(self) -> bool:
        return self.is_open and self.answered == self.count

    @property
    def state(self) -> str:
        if self.assessment.is_confirmed:
            return "结果已确认"
        if self.duty.is_released:
            return "已免除"
        if self.sheet is None:
            return "本部门已有人提交" if self.is_answered_for else "未开始"
        if self.sheet.status == SheetStatus.DRAFT:
            return f"已评 {self.answered} / {self.count} 项"
        return self.sheet.get_status_display()

    @property
    def kind(self) -> str:
        """The colour of the state."""
        if self.sheet is not None and self.sheet.status == SheetStatus.SUBMITTED:
            return "green"
        return "amber" if self.can_begin or self.is_open else "grey"


def sheets_of_duty(status: SheetStatus) -> Exists:
    """Whether the duty's body has a sheet in that state for its unit."""
    same = Q(department=OuterRef("department")) | Q(department=None, body=BodyKind.OFFICE)
    return Exists(
        ScoreSheet.objects.filter(
            same, assessment=OuterRef("assessment"), body=OuterRef("body"), status=status
        )
    )


def answered_for() -> Exists:
    """Whether the duty's body has handed in for its unit."""
    return sheets_of_duty(SheetStatus.SUBMITTED)


@dataclass(frozen=True, slots=True)
class Owed:
    """How many units one body scores under one rubric, and how many are done."""

    body: Body
    rubric_id: int
    cycle_id: int
    unit_type: str
    units: int
    done: int

    @property
    def left(self) -> int:
        return self.units - self.done


def owed_by(user: User, standing: Standing) -> list[Owed]:
    """What one's bodies score in open years, by rubric. One query for any number of units."""
    duties = ScoringDuty.objects.to_score_by(user, standing).in_open_years()
    rows = (
        duties.filter(status=DutyStatus.OWED)
        .order_by("assessment__unit_type__position", "department__name")
        .values(
            "body",
            "department",
            "department__name",
            "assessment__rubric",
            "assessment__cycle",
            "assessment__unit_type__name",
        )
        .annotate(units=Count("pk"), done=Count("pk", filter=Q(answered_for())))
    )
    return [
        Owed(
            _body(row),
            row["assessment__rubric"],
            row["assessment__cycle"],
            row["assessment__unit_type__name"],
            row["units"],
            row["done"],
        )
        for row in rows
    ]


def tasks_of(user: User, standing: Standing) -> list[Task]:
    """`owed_by` with the items. Three queries, one more for each rubric that names departments."""
    found = owed_by(user, standing)
    rubrics = Rubric.objects.in_bulk({each.rubric_id for each in found})
    cycles = Cycle.objects.in_bulk({each.cycle_id for each in found})
    return [_task(each, rubrics[each.rubric_id], cycles[each.cycle_id]) for each in found]


def _task(owed: Owed, rubric: Rubric, cycle: Cycle) -> Task:
    bodies = bodies_in(cycle, names_in(rubric.spec))
    items = tuple(bodies.items_of(owed.body, rubric.spec.items))
    return Task(owed, rubric, items)


def _body(row: Mapping[str, Any]) -> Body:
    if row["department"] is None:
        return OFFICE
    return Body(BodyKind.DEPARTMENT, row["department"], row["department__name"])


def duties_under(
    user: User, standing: Standing, rubric_id: int, body: str
) -> "QuerySet[ScoringDuty]":
    """The body's units under one rubric, in the order of the register; `body` is `Body.key`."""
    duties = ScoringDuty.objects.to_score_by(user, standing).in_open_years()
    which = Q(body=BodyKind.OFFICE) if body == OFFICE.key else Q(department_id=_number(body))
    return (
        duties.filter(which, assessment__rubric=rubric_id)
        .select_related("department", "assessment__unit", "assessment__cycle")
        .defer("assessment__breakdown")
        .annotate(is_answered_for=answered_for())
        .order_by("assessment__unit__name", "pk")
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def rows_of(duties: Sequence[ScoringDuty], item: Item, user: User) -> list[MarkRow]:
    """One page of `duties_under` with one's own marks for the item. Four queries."""
    units = [duty.assessment_id for duty in duties]
    sheets = {
        sheet.assessment_id: sheet
        for sheet in ScoreSheet.objects.filter(assessment__in=units, scorer=user).annotate(
            answered=Count("marks", filter=Q(marks__answer__isnull=False)), items=Count("marks")
        )
    }
    ids = [sheet.pk for sheet in sheets.values()]
    marks = {mark.sheet_id: mark for mark in Mark.objects.filter(sheet__in=ids, indicator=item.id)}
    own = _own(units, item)
    return [_row(duty, item, sheets.get(duty.assessment_id), marks, own) for duty in duties]


def _row(
    duty: Any,
    item: Item,
    sheet: Any,
    marks: Mapping[int, Mark],
    own: Mapping[int, Own],
) -> MarkRow:
    mark = marks.get(sheet.pk) if sheet else None
    return MarkRow(
        duty=duty,
        sheet=sheet,
        line=line_of(item, mark) if mark else None,
        own=own.get(duty.assessment_id),
        answered=sheet.answered if sheet else 0,
        count=sheet.items if sheet else 0,
        is_answered_for=duty.is_answered_for,
    )


def _own(units: Sequence[int], item: Item) -> dict[int, Own]:
    """What each unit that has handed in says of the item itself, if anything. Two queries."""
    marks = SelfMark.objects.filter(
        report__assessment__in=units, report__submitted_at__isnull=False, indicator=item.id
    )
    rows = list(marks.values_list("pk", "report__assessment_id", "answer", "statement"))
    links = Evidence.marks.through.objects.filter(selfmark__in=[pk for pk, *_ in rows])
    evidence: dict[int, list[Evidence]] = {}
    for link in links.select_related("evidence__file", "evidence__activity").order_by(
        "evidence_id"
    ):
        evidence.setdefault(link.selfmark_id, []).append(link.evidence)
    return {
        unit: own_of(item, answer, statement, evidence.get(pk, ()))
        for pk, unit, answer, statement in rows
        if answer or statement or pk in evidence
    }


@dataclass(frozen=True, slots=True)
class BodyProgress:
    """How far one body is in a year."""

    body: Body
    units: int
    done: int
    released: int
    begun: int

    @property
    def left(self) -> int:
        return self.units - self.done - self.released

    @property
    def label(self) -> str:
        return f"{self.body.name}：{self.done} / {self.units} 家已提交"


def progress_of_bodies(cycle: Cycle) -> list[BodyProgress]:
    """Every body but the team with its units: owed, handed in, released. One query."""
    drafts = sheets_of_duty(SheetStatus.DRAFT)
    rows = (
        ScoringDuty.objects.filter(assessment__cycle=cycle)
        .order_by("body", "department__name")
        .values("body", "department", "department__name")
        .annotate(
            units=Count("pk"),
            done=Count("pk", filter=Q(answered_for())),
            released=Count("pk", filter=Q(status=DutyStatus.RELEASED)),
            begun=Count("pk", filter=Q(drafts) & ~Q(answered_for())),
        )
    )
    return [
        BodyProgress(_body(row), row["units"], row["done"], row["released"], row["begun"])
        for row in rows
    ]
