"""The best answer to every rule: where a trial starts from, to take points off one by one."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from assessments.scoring.applicability import Applicant, applicable_items
from assessments.scoring.numbers import plain
from assessments.scoring.problems import AnswerError
from assessments.scoring.rules import Rule
from assessments.scoring.rules.chosen import Ballot, Level, Met
from assessments.scoring.rules.counted import Count, CountDeduction, RangeDeduction, Sample
from assessments.scoring.rules.measured import Bands, Discretion, Linear, Ratio
from assessments.scoring.tree import RubricSpec

CENT = Fraction(1, 100)


def full_marks(spec: RubricSpec, applicant: Applicant) -> dict[str, dict[str, Any]]:
    """For each item that is to be scored for this unit the answer that earns most, by 编号.

    An item that no answer fits stays unanswered; one that its rule keeps below 分值 gets the most
    that the rule gives.
    """
    found = {item.code: best_answer(item.rule) for item in applicable_items(spec, applicant)}
    return {code: answer for code, answer in found.items() if answer is not None}


def best_answer(rule: Rule) -> dict[str, Any] | None:
    """The canonical answer with the highest score, the first of several; None if none fits."""
    best: tuple[Fraction, dict[str, Any]] | None = None
    for candidate in CANDIDATES[type(rule)](rule):
        try:
            answer = rule.clean(candidate)
        except AnswerError:
            continue
        value = rule.score(answer).value
        if best is None or value > best[0]:
            best = value, answer
    return None if best is None else best[1]


def _met(rule: Met) -> Iterator[dict[str, Any]]:
    yield {"met": True}


def _level(rule: Level) -> Iterator[dict[str, Any]]:
    return ({"level": choice.option} for choice in rule.choices())


def _ballot(rule: Ballot) -> Iterator[dict[str, Any]]:
    return ({"ballots": {choice.option: 1}} for choice in rule.choices())


def _no_deduction(rule: CountDeduction) -> Iterator[dict[str, Any]]:
    yield {"count": 0}


def _no_amounts(rule: RangeDeduction) -> Iterator[dict[str, Any]]:
    yield {"amounts": []}


def _count(rule: Count) -> Iterator[dict[str, Any]]:
    yield {"count": -(-rule.points // rule.each)}


def _sample(rule: Sample) -> Iterator[dict[str, Any]]:
    """With bands, the largest sample of which just so many passed."""
    if not rule.bands:
        yield {"sample": 1, "failed": 0}
        return
    most = max(number for number, _ in rule.bands)
    for number, _ in rule.bands:
        yield {"sample": most, "failed": most - number}


def _discretion(rule: Discretion) -> Iterator[dict[str, Any]]:
    step = rule.step or CENT
    yield {"value": plain(rule.points // step * step)}


def _bands(rule: Bands) -> Iterator[dict[str, Any]]:
    """At each bound, just beside it, and where only 其余 holds."""
    bounds = [band.bound for band in rule.bands]
    for bound in (*bounds, max(bounds) + 1, Fraction(0)):
        for value in (bound, bound + CENT, bound - CENT):
            if value >= 0:
                yield {"value": plain(value)}


def _linear(rule: Linear) -> Iterator[dict[str, Any]]:
    yield {"value": plain(rule.target)}


def _ratio(rule: Ratio) -> Iterator[dict[str, Any]]:
    yield {"value": plain(rule.full)}


CANDIDATES: dict[type[Rule], Callable[[Any], Iterator[dict[str, Any]]]] = {
    Met: _met,
    Level: _level,
    Ballot: _ballot,
    CountDeduction: _no_deduction,
    RangeDeduction: _no_amounts,
    Count: _count,
    Sample: _sample,
    Discretion: _discretion,
    Bands: _bands,
    Linear: _linear,
    Ratio: _ratio,
}
