"""One scorer's sheet as rows: what is answered, what it makes, what is still missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments.models import Mark, Quiz, ScoreSheet
from assessments.results.answers import MEASURING_RULES, answer_in_words, how_in_words
from assessments.scoring import (
    METHODS,
    Item,
    Outcome,
    ScorerAnswer,
    applicable_items,
    plain,
    running_total,
    score_item,
    tally,
    two_places,
)

QUIZ = "测试"
# What can be ticked where the rubric does not say how an item is examined.
USUAL_METHODS = METHODS[:4]


def id_of(item: Item) -> int:
    """The indicator of an item of a published rubric, which always has one."""
    if item.id is None:
        raise ValueError(f"item {item.code} does not come from a published rubric")
    return item.id


def is_quiz_item(item: Item) -> bool:
    """Whether a test's average answers the item, for all scorers alike."""
    return QUIZ in item.methods and item.rule.kind in MEASURING_RULES


def methods_for(item: Item) -> tuple[str, ...]:
    """The methods that a scorer may tick for the item."""
    return tuple(item.methods) or USUAL_METHODS


def items_of(sheet: ScoreSheet) -> tuple[Item, ...]:
    """What is to be answered for the unit, by whomever: it applies and is not exempt.

    Which of it stands on the sheet its marks say: they are made for the items of its body.
    """
    assessment = sheet.assessment
    return applicable_items(assessment.rubric.spec, assessment.applicant)


def head_code(code: str) -> str:
    """The 编号 of the 大项 that an item belongs to."""
    return code.split(".", 1)[0]


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a sheet with the mark it has, if any. `outcome` is None while it is open."""

    item: Item
    mark: Mark
    outcome: Outcome | None

    @property
    def code(self) -> str:
        return self.item.code

    @property
    def head(self) -> str:
        """The 编号 of the page of the form that the item stands on."""
        return head_code(self.item.code)

    @property
    def loses_points(self) -> bool:
        return self.outcome is not None and self.outcome.value < self.item.points

    @property
    def needs_reason(self) -> bool:
        return self.loses_points and not self.mark.reason

    @property
    def is_done(self) -> bool:
        return self.outcome is not None and not self.needs_reason

    @property
    def problem(self) -> str:
        """What keeps the sheet from being submitted, or ""."""
        if self.outcome is None:
            return "未评分"
        return "未写扣分理由" if self.needs_reason else ""

    @property
    def earned(self) -> str:
        return "" if self.outcome is None else plain(self.outcome.value)

    @property
    def full(self) -> str:
        return plain(self.item.points)

    @property
    def lost(self) -> str:
        """How many points are lost, as exact text."""
        return "" if self.outcome is None else plain(self.item.points - self.outcome.value)

    @property
    def how(self) -> str:
        return "" if self.outcome is None else how_in_words(self.outcome)

    @property
    def rule(self) -> str:
        """The item's rule in a few words; the buttons of a choice say the rest."""
        rule = self.item.rule
        return rule.kind.word if rule.choices() else rule.describe()

    @property
    def answer(self) -> str:
        return answer_in_words(self.item, self.mark.answer)


def line_of(item: Item, mark: Mark) -> Line:
    outcome = None if mark.answer is None else score_item(item, mark.answer)
    return Line(item, mark, outcome)


def lines_of(sheet: ScoreSheet, marks: Iterable[Mark] | None = None) -> list[Line]:
    """The sheet's items in the order of the rubric. One query, none if `marks` are given."""
    found = {mark.indicator_id: mark for mark in (sheet.marks.all() if marks is None else marks)}
    return [line_of(item, found[id_of(item)]) for item in items_of(sheet) if item.id in found]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one sheet is. `earned` of the `points` answered so far, as exact texts."""

    earned: str
    points: str
    done: int
    count: int

    @property
    def rest(self) -> str:
        return f"/ {self.points} 分已评"

    @property
    def label(self) -> str:
        return f"已评 {self.done} 项，共 {self.count} 项"


def progress_of(sheet: ScoreSheet, answers: Mapping[int, Any]) -> Progress:
    """The running total from the answers (None: open) by indicator id. No query."""
    items = [item for item in items_of(sheet) if item.id in answers]
    given = {item.code: answers.get(id_of(item)) for item in items}
    running = running_total(sheet.assessment.rubric.spec, sheet.assessment.applicant, given)
    done = sum(answer is not None for answer in given.values())
    return Progress(plain(running.earned), plain(running.answered_points), done, len(items))


def answers_of(sheet: ScoreSheet) -> dict[int, Any]:
    """Every answer of the sheet by indicator id. One query."""
    return dict(sheet.marks.values_list("indicator_id", "answer"))


def sheet_total(
    sheet: ScoreSheet, answers: Mapping[int, Any], quizzes: Sequence[Quiz]
) -> Decimal | None:
    """What this sheet alone would make of the unit, tests included; None while one is missing.

    Where other bodies score items too, no sheet alone makes a total: then what its items earn.
    """
    items = items_of(sheet)
    if any(item.id not in answers and not is_quiz_item(item) for item in items):
        return _earned([item for item in items if item.id in answers], answers)
    spec = sheet.assessment.rubric.spec
    marks = {
        item.code: [ScorerAnswer("", answers[id_of(item)])]
        for item in spec.items
        if answers.get(id_of(item)) is not None
    }
    codes = {item.id: item.code for item in spec.items}
    for quiz in quizzes:
        marks[codes[quiz.indicator_id]] = [
            ScorerAnswer(QUIZ, quiz_answer(quiz.average), measured=True)
        ]
    return tally(spec, sheet.assessment.applicant, marks).total


def _earned(items: Sequence[Item], answers: Mapping[int, Any]) -> Decimal | None:
    given = [(item, answers[id_of(item)]) for item in items]
    if any(answer is None for _, answer in given):
        return None
    return two_places(sum((score_item(*pair).value for pair in given), Fraction(0)))


def quiz_answer(average: Decimal) -> dict[str, str]:
    """A test's average in the form of an item's answer."""
    return {"value": f"{average.normalize():f}"}


def snapshot(lines: Iterable[Line]) -> dict[str, dict[str, Any]]:
    """What a sheet says, by item: kept in the trail when it is submitted."""
    return {
        line.code: {
            "answer": line.mark.answer,
            "reason": line.mark.reason,
            "methods": line.mark.methods,
        }
        for line in lines
    }
