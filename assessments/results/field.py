"""One unit as its team sees it: who has handed in, every mark side by side, what is unsettled."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import TypeAlias

from django.utils import timezone

from assessments.models import (
    Assessment,
    Mark,
    Quiz,
    ScoreSheet,
    ScoringDuty,
    SpreadNote,
    TeamMember,
)
from assessments.results.answers import answer_in_words
from assessments.results.bodies import TEAM, Bodies, Body, applicable, bodies_of
from assessments.results.conflicts import too_few_to_trim
from assessments.results.sheets import id_of, quiz_answer
from assessments.roles import BodyKind, SheetStatus
from assessments.scoring import Item, Outcome, plain, score_item
from districts.policies import standings_of
from districts.roles import Standing
from wenming.accounts.models import User

# One scorer's mark: what it makes, the answer in words, the reason.
Marked: TypeAlias = tuple[Outcome, str, str]


@dataclass(frozen=True, slots=True)
class Seat:
    """One member and their sheet for the unit. Somebody who must stay away owes no sheet."""

    user: User
    is_leader: bool
    sheet: ScoreSheet | None
    recusal: str

    @property
    def is_in(self) -> bool:
        """Nothing more is expected of this member."""
        return bool(self.recusal) or (
            self.sheet is not None and self.sheet.status != SheetStatus.DRAFT
        )


@dataclass(frozen=True, slots=True)
class Given:
    """One scorer's points for one item; blank while unanswered."""

    points: str
    answer: str
    reason: str
    is_low: bool
    is_high: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One item with every visible mark and their spread."""

    item: Item
    given: tuple[Given | None, ...]
    spread: Fraction
    limit: Fraction
    note: SpreadNote | None
    is_settled: bool
    # Who explains the spread.
    lead: Body

    @property
    def is_wide(self) -> bool:
        return self.spread > self.limit

    @property
    def open_spread(self) -> bool:
        return self.is_wide and not self.is_settled

    @property
    def spread_text(self) -> str:
        return plain(self.spread)

    @property
    def full(self) -> str:
        return plain(self.item.points)


@dataclass(frozen=True, slots=True)
class QuizRow:
    """One item that a test answers, with the result if it is in."""

    item: Item
    quiz: Quiz | None
    outcome: Outcome | None

    @property
    def earned(self) -> str:
        return "" if self.outcome is None else plain(self.outcome.value)

    @property
    def full(self) -> str:
        return plain(self.item.points)


@dataclass(frozen=True, slots=True)
class DutyRow:
    """What a department, or the office, owes the unit, with its people's sheets.

    The body has answered as soon as one of its people has handed in: they speak for it.
    """

    duty: ScoringDuty
    sheets: tuple[ScoreSheet, ...]

    @property
    def body(self) -> Body:
        return Body(BodyKind(self.duty.body), self.duty.department_id, self.duty.name)

    @property
    def submitted(self) -> int:
        return sum(sheet.status == SheetStatus.SUBMITTED for sheet in self.sheets)

    @property
    def is_open(self) -> bool:
        """Whether something is still expected of the body."""
        return not (self.submitted or self.duty.is_released)

    @property
    def state(self) -> str:
        if self.submitted:
            return "已提交"
        if self.duty.is_released:
            return "已免除"
        if any(sheet.status == SheetStatus.DRAFT for sheet in self.sheets):
            return "打分中"
        return "已弃权" if self.sheets else "未开始"

    @property
    def kind(self) -> str:
        """The colour of the state."""
        if self.duty.is_released:
            return "grey"
        return "green" if self.submitted else "amber"


def duty_rows(assessment: Assessment) -> list[DutyRow]:
    """What each body owes the unit. Two queries; one where nobody but the team scores."""
    duties = list(assessment.duties.select_related("department").order_by("pk"))
    if not duties:
        return []
    sheets = assessment.sheets.exclude(body=BodyKind.TEAM).select_related("scorer", "department")
    found = list(sheets.order_by("pk"))
    return [
        DutyRow(
            duty,
            tuple(
                sheet
                for sheet in found
                if (sheet.body, sheet.department_id) == (duty.body, duty.department_id)
            ),
        )
        for duty in duties
    ]


def seats_of(assessment: Assessment, at: datetime) -> list[Seat]:
    """The team's members with their sheets for this unit, the leader first.

    Three queries; two if the assessment's `sheets` are prefetched.
    """
    if assessment.team_id is None:
        return []
    members = list(TeamMember.objects.filter(team=assessment.team_id).select_related("user"))
    standings = standings_of([member.user for member in members], on=day_of(at))
    sheets = {sheet.scorer_id: sheet for sheet in assessment.sheets.all() if sheet.is_team_s}
    return [
        Seat(
            user=member.user,
            is_leader=member.is_leader,
            sheet=sheets.get(member.user_id),
            recusal=recusal(member.user, standings[member.user_id], assessment),
        )
        for member in members
    ]


def recusal(user: User, standing: Standing, assessment: Assessment) -> str:
    """Why this member owes no sheet for the unit, or ""."""
    if not user.is_active:
        return "账号已停用"
    return "须回避" if assessment.unit_id in standing.recused_unit_ids else ""


def quiz_rows(assessment: Assessment, bodies: Bodies | None = None) -> list[QuizRow]:
    """The items that a test answers. One query; one more for a rubric that names departments,
    unless its `bodies` are given."""
    bodies = bodies or bodies_of(assessment)
    items = [item for item in applicable(assessment) if bodies.is_tested(item)]
    found = {quiz.indicator_id: quiz for quiz in assessment.quizzes.all()} if items else {}
    return [_quiz_row(item, found.get(id_of(item))) for item in items]


def _quiz_row(item: Item, quiz: Quiz | None) -> QuizRow:
    return QuizRow(item, quiz, score_item(item, quiz_answer(quiz.average)) if quiz else None)


def comparison(
    assessment: Assessment,
    sheets: Sequence[ScoreSheet],
    notes: Iterable[SpreadNote],
    bodies: Bodies | None = None,
    released: Iterable[Body] = (),
) -> list[Row]:
    """Every scored item with the marks of these (submitted) sheets. One query, see `quiz_rows`.

    A note that is older than the item's last mark speaks of other marks, and settles nothing.
    """
    bodies, gone = bodies or bodies_of(assessment), frozenset(released)
    answers = _answers(assessment, sheets)
    settled = {note.indicator_id: note for note in notes}
    share = Fraction(assessment.cycle.spread_share)
    return [
        _row(
            item,
            [(sheet, answers.get((sheet.pk, item.id))) for sheet in sheets],
            share * item.points,
            settled.get(id_of(item)),
            bodies.lead(item, gone),
        )
        for item in applicable(assessment)
        if not bodies.is_tested(item)
    ]


def _row(
    item: Item,
    marks: Sequence[tuple[ScoreSheet, Marked | None]],
    limit: Fraction,
    note: SpreadNote | None,
    lead: Body,
) -> Row:
    given = [(sheet, mark) for sheet, mark in marks if mark is not None]
    values = [mark[0].value for _, mark in given]
    low, high = min(values, default=Fraction(0)), max(values, default=Fraction(0))
    last = max((sheet.submitted_at for sheet, _ in given if sheet.submitted_at), default=None)
    return Row(
        item=item,
        given=tuple(mark and _given(mark, low, high) for _, mark in marks),
        spread=high - low,
        limit=limit,
        note=note,
        is_settled=note is not None and (last is None or note.at >= last),
        lead=lead,
    )


def _given(mark: Marked, low: Fraction, high: Fraction) -> Given:
    outcome, answer, reason = mark
    differs = low != high
    return Given(
        points=plain(outcome.value),
        answer=answer,
        reason=reason,
        is_low=differs and outcome.value == low,
        is_high=differs and outcome.value == high,
    )


def _answers(
    assessment: Assessment, sheets: Sequence[ScoreSheet]
) -> dict[tuple[int, int | None], Marked]:
    """What each sheet says of each item, by (sheet, indicator). One query."""
    if not sheets:
        return {}
    items = {item.id: item for item in applicable(assessment)}
    marks = Mark.objects.filter(sheet__in=sheets)
    rows = marks.values_list("sheet_id", "indicator_id", "answer", "reason")
    return {
        (sheet, indicator): (
            score_item(items[indicator], answer),
            answer_in_words(items[indicator], answer),
            reason,
        )
        for sheet, indicator, answer, reason in rows
        if answer is not None and indicator in items
    }


@dataclass(frozen=True, slots=True)
class Standings:
    """Everything that the confirmation of one unit looks at."""

    seats: Sequence[Seat]
    quizzes: Sequence[QuizRow]
    rows: Sequence[Row]
    duties: Sequence[DutyRow]
    bodies: Bodies


def open_matters(assessment: Assessment, now: Standings) -> list[str]:
    """Everything that keeps the leader from confirming, each in a sentence. No query."""
    tests = [row.item for row in now.quizzes if row.quiz is None]
    spreads = [row for row in now.rows if row.open_spread]
    return [
        *_team_matters(assessment, now),
        *_body_matters(assessment, now),
        *(f"测试成绩还没有录入：{item.code} {item.title}。" for item in tests),
        *(_spread_matter(row) for row in spreads),
    ]


def _spread_matter(row: Row) -> str:
    who = "" if row.lead == TEAM else f"由{row.lead.name}"
    title = f"{row.item.code} {row.item.title}"
    return f"分差须{who}说明：{title}，相差 {row.spread_text} 分。"


def _team_matters(assessment: Assessment, now: Standings) -> Iterator[str]:
    if not now.bodies.items_of(TEAM, applicable(assessment)):
        return
    yield from (f"{seat.user.name}还没有提交考核表。" for seat in now.seats if not seat.is_in)
    submitted = sum(
        seat.sheet is not None and seat.sheet.status == SheetStatus.SUBMITTED for seat in now.seats
    )
    if not submitted:
        yield "还没有一份已提交的考核表。"
    elif problem := too_few_to_trim(assessment.cycle, submitted):
        yield problem


def _body_matters(assessment: Assessment, now: Standings) -> Iterator[str]:
    """Bodies that have not answered, by name; names that mean nobody."""
    for row in now.duties:
        if row.is_open:
            yield f"{row.duty.name}还没有提交考核表（{row.state}）。"
        elif row.submitted > 1 and (problem := too_few_to_trim(assessment.cycle, row.submitted)):
            yield f"{row.duty.name}：{problem}"
    for name in now.bodies.unknown(applicable(assessment)):
        yield f"评分主体“{name}”没有对应的部门，由县文明办在考核年度页面确定由谁评分。"


def counted_sheets(seats: Iterable[Seat], assessment: Assessment) -> list[ScoreSheet]:
    """The submitted sheets in the order of the members; those of former members last."""
    seated = [seat.sheet for seat in seats if seat.sheet is not None]
    known = {sheet.pk for sheet in seated}
    former = [sheet for sheet in assessment.sheets.all() if sheet.pk not in known]
    return [sheet for sheet in (*seated, *former) if sheet.status == SheetStatus.SUBMITTED]


def day_of(at: datetime) -> date:
    """The office's calendar day of that moment."""
    return timezone.localtime(at).date()
