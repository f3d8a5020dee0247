"""One unit as its team sees it: who has handed in, every mark side by side, what is unsettled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.utils import timezone

from assessments.models import Assessment, Mark, Quiz, ScoreSheet, SpreadNote, TeamMember
from assessments.results.answers import answer_in_words
from assessments.results.conflicts import too_few_to_trim
from assessments.results.sheets import id_of, is_quiz_item, quiz_answer
from assessments.roles import SheetStatus
from assessments.scoring import Item, Outcome, applicable_items, plain, score_item
from districts.policies import standings_of
from districts.roles import Standing
from wenming.accounts.models import User


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


def seats_of(assessment: Assessment, at: datetime) -> list[Seat]:
    """The team's members with their sheets for this unit, the leader first.

    Three queries; two if the assessment's `sheets` are prefetched.
    """
    if assessment.team_id is None:
        return []
    members = list(TeamMember.objects.filter(team=assessment.team_id).select_related("user"))
    standings = standings_of([member.user for member in members], on=day_of(at))
    sheets = {sheet.scorer_id: sheet for sheet in assessment.sheets.all()}
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


def quiz_rows(assessment: Assessment) -> list[QuizRow]:
    """The items that a test answers. One query."""
    items = [item for item in _items(assessment) if is_quiz_item(item)]
    found = {quiz.indicator_id: quiz for quiz in assessment.quizzes.all()} if items else {}
    return [_quiz_row(item, found.get(id_of(item))) for item in items]


def _quiz_row(item: Item, quiz: Quiz | None) -> QuizRow:
    return QuizRow(item, quiz, score_item(item, quiz_answer(quiz)) if quiz else None)


def comparison(
    assessment: Assessment, sheets: Sequence[ScoreSheet], notes: Iterable[SpreadNote]
) -> list[Row]:
    """Every scored item with the marks of these (submitted) sheets. One query.

    A note that is older than the last submission speaks of other marks, and settles nothing.
    """
    answers = _answers(sheets)
    settled = {note.indicator_id: note for note in notes}
    last = max((sheet.submitted_at for sheet in sheets if sheet.submitted_at), default=None)
    share = Fraction(assessment.cycle.spread_share)
    return [
        _row(item, [answers.get((sheet.pk, item.id)) for sheet in sheets], share, settled, last)
        for item in _items(assessment)
        if not is_quiz_item(item)
    ]


def _row(
    item: Item,
    marks: Sequence[tuple[Outcome, str, str] | None],
    share: Fraction,
    notes: Mapping[int, SpreadNote],
    last: datetime | None,
) -> Row:
    values = [mark[0].value for mark in marks if mark is not None]
    low, high = min(values, default=Fraction(0)), max(values, default=Fraction(0))
    note = notes.get(id_of(item))
    return Row(
        item=item,
        given=tuple(mark and _given(mark, low, high) for mark in marks),
        spread=high - low,
        limit=share * item.points,
        note=note,
        is_settled=note is not None and (last is None or note.at >= last),
    )


def _given(mark: tuple[Outcome, str, str], low: Fraction, high: Fraction) -> Given:
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
    sheets: Sequence[ScoreSheet],
) -> dict[tuple[int, int | None], tuple[Outcome, str, str]]:
    """What each sheet says of each item, by (sheet, indicator). One query."""
    if not sheets:
        return {}
    items = {item.id: item for item in _items(sheets[0].assessment)}
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


def _items(assessment: Assessment) -> tuple[Item, ...]:
    return applicable_items(assessment.rubric.spec, assessment.applicant)


def open_matters(
    assessment: Assessment,
    seats: Sequence[Seat],
    quizzes: Sequence[QuizRow],
    rows: Sequence[Row],
) -> list[str]:
    """Everything that keeps the leader from confirming, each in a sentence. No query."""
    found = [f"{seat.user.name}还没有提交考核表。" for seat in seats if not seat.is_in]
    submitted = sum(
        seat.sheet is not None and seat.sheet.status == SheetStatus.SUBMITTED for seat in seats
    )
    if not submitted:
        found.append("还没有一份已提交的考核表。")
    elif problem := too_few_to_trim(assessment.cycle, submitted):
        found.append(problem)
    found += [
        f"测试成绩还没有录入：{row.item.code} {row.item.title}。"
        for row in quizzes
        if row.quiz is None
    ]
    found += [
        f"分差须说明：{row.item.code} {row.item.title}，相差 {row.spread_text} 分。"
        for row in rows
        if row.open_spread
    ]
    return found


def counted_sheets(seats: Iterable[Seat], assessment: Assessment) -> list[ScoreSheet]:
    """The submitted sheets in the order of the members; those of former members last."""
    seated = [seat.sheet for seat in seats if seat.sheet is not None]
    known = {sheet.pk for sheet in seated}
    former = [sheet for sheet in assessment.sheets.all() if sheet.pk not in known]
    return [sheet for sheet in (*seated, *former) if sheet.status == SheetStatus.SUBMITTED]


def day_of(at: datetime) -> date:
    """The office's calendar day of that moment."""
    return timezone.localtime(at).date()
