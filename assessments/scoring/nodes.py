"""The tree of one unit: items → item clamp → group clamp → not-applicable rule.

Nothing is rounded here. Texts are made only when somebody reads them: a ranking of ten thousand
units asks for figures alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from assessments.scoring.applicability import ONE, Concern, State
from assessments.scoring.combine import (
    CombineRefused,
    combine_bodies,
    combine_values,
    figures_of,
    spread_of,
)
from assessments.scoring.numbers import exact_sum, percent, plain
from assessments.scoring.rules import Answer, Outcome
from assessments.scoring.tree import Group, Item, Node, RubricSpec
from assessments.scoring.words import Combine, NotApplicable

ZERO = Fraction(0)
TEAM = "考核组"
"""How the body is called that has no name of its own."""
MEMORY_PER_ITEM = 512
"""Enough for every item with a few possible answers; measured figures gain nothing from more."""


@dataclass(frozen=True, slots=True)
class ScorerAnswer:
    """What one scorer answered for one item; `answer` None means not yet.

    `measured` marks a figure that stands for all scorers (a test, a ballot, a department's
    figure). It is one measurement, not one opinion among several: TRIMMED takes it as it is.
    `body` is the department (or the office) that the scorer speaks for, "" for the team.
    """

    scorer: str
    answer: Answer | None
    measured: bool = False
    body: str = ""


@dataclass(frozen=True, slots=True)
class ScorerScore:
    """One scorer's score of one item, with the reason in Chinese."""

    scorer: str
    outcome: Outcome

    @property
    def value(self) -> Fraction:
        return self.outcome.value

    @property
    def raw(self) -> Fraction:
        return self.outcome.raw

    @property
    def text(self) -> str:
        return self.outcome.text


class NodeScore(NamedTuple):
    """One node of one unit (a named tuple because fifty are made for every unit of a ranking).

    `combined` is its score after the scorers are combined and after its clamp (for a group with
    items missing: the sum so far), None while nothing below it is answered. `contribution` is
    `combined` × `factor`: what it adds to its parent, before its own block weight.
    """

    node: Node
    concern: Concern
    policy: NotApplicable
    how: Combine
    combined: Fraction | None
    contribution: Fraction | None
    is_complete: bool
    given: tuple[ScorerAnswer, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    children: tuple["NodeScore", ...] = ()
    refusal: str = ""

    @property
    def scores(self) -> tuple[ScorerScore, ...]:
        """Every scorer's score, in the order in which the answers were given."""
        pairs = zip(self.given, self.outcomes, strict=True)
        return tuple(ScorerScore(one.scorer, outcome) for one, outcome in pairs)

    @property
    def code(self) -> str:
        return self.node.code

    @property
    def title(self) -> str:
        return self.node.title

    @property
    def points(self) -> Fraction:
        return self.node.points

    @property
    def state(self) -> State:
        return self.concern.state

    @property
    def factor(self) -> Fraction:
        """折算: by how much the contribution is scaled up; 1 where nothing is."""
        return self.concern.factor

    @property
    def weight(self) -> Fraction | None:
        return self.node.weight if isinstance(self.node, Group) else None

    @property
    def applicable(self) -> bool:
        return self.state is not State.NOT_APPLICABLE

    @property
    def exempt(self) -> bool:
        return self.state is State.EXEMPT

    @property
    def answered(self) -> bool:
        return bool(self.given)

    @property
    def spread(self) -> Fraction:
        return spread_of([outcome.value for outcome in self.outcomes])

    @property
    def weighted(self) -> Fraction:
        """What the parent adds up: the contribution × the block weight."""
        if self.contribution is None:
            return ZERO
        return self.contribution if self.weight is None else self.contribution * self.weight

    @property
    def text(self) -> str:
        """How the figure came about, as one Chinese line."""
        return f"{self.node.label}：{_how(self)}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Scores the nodes of one rubric for one unit."""

    spec: RubricSpec
    concerns: Mapping[str, Concern]
    marks: Mapping[str, Sequence[ScorerAnswer]]
    how: Combine

    def read(self, node: Node) -> NodeScore:
        concern = self.concerns[node.code]
        if concern.state is not State.SCORED:
            return self._not_scored(node, concern)
        if isinstance(node, Group):
            return self._group(node, concern)
        return self._item(node, concern)

    def _not_scored(self, node: Node, concern: Concern) -> NodeScore:
        is_full = concern.state is State.EXEMPT or self.spec.not_applicable is NotApplicable.FULL
        value = node.points if is_full else ZERO
        children = (
            tuple(self.read(child) for child in node.children) if isinstance(node, Group) else ()
        )
        return self._score(node, concern, value, True, children=children)

    def _item(self, item: Item, concern: Concern) -> NodeScore:
        given = tuple([one for one in self.marks.get(item.code, ()) if one.answer is not None])
        if not given:
            return self._score(item, concern, None, False)
        outcomes = tuple([recall(self.spec, item, one.answer or {}) for one in given])
        refusal = ""
        try:
            combined: Fraction | None = self._combine(given, outcomes)
        except CombineRefused as refused:
            combined, refusal = None, str(refused)
        return self._score(
            item, concern, combined, not refusal, given=given, outcomes=outcomes, refusal=refusal
        )

    def _combine(self, given: Sequence[ScorerAnswer], outcomes: Sequence[Outcome]) -> Fraction:
        if len(outcomes) == 1 and (given[0].measured or self.how is not Combine.TRIMMED):
            return outcomes[0].value
        if any(one.body for one in given):
            return combine_bodies(_by_body(given, outcomes), self.how)
        how = Combine.MEAN if all(one.measured for one in given) else self.how
        return combine_values([outcome.value for outcome in outcomes], how)

    def _group(self, group: Group, concern: Concern) -> NodeScore:
        children = tuple([self.read(child) for child in group.children])
        known = [child for child in children if child.contribution is not None]
        is_complete = all(child.is_complete for child in children)
        value = min(sum_of(known), group.points) if known else None
        return self._score(group, concern, value, is_complete, children=children)

    def _score(
        self,
        node: Node,
        concern: Concern,
        value: Fraction | None,
        is_complete: bool,
        *,
        given: tuple[ScorerAnswer, ...] = (),
        outcomes: tuple[Outcome, ...] = (),
        children: tuple[NodeScore, ...] = (),
        refusal: str = "",
    ) -> NodeScore:
        contribution = value
        if value is not None and concern.factor is not ONE:
            contribution = value * concern.factor
        return NodeScore(
            node,
            concern,
            self.spec.not_applicable,
            self.how,
            value,
            contribution,
            is_complete,
            given,
            outcomes,
            children,
            refusal,
        )


def _by_body(
    given: Sequence[ScorerAnswer], outcomes: Sequence[Outcome]
) -> list[tuple[str, Fraction]]:
    return [(one.body, each.value) for one, each in zip(given, outcomes, strict=True)]


def recall(spec: RubricSpec, item: Item, answer: Answer) -> Outcome:
    """The outcome of an answer; AnswerError where the item cannot take it.

    Remembered by the answer's text: a thousand units give one of a few answers to an item, and
    scoring is a pure function of the answer. The memory belongs to the rubric and is bounded.
    """
    known = spec.memory[item.code]
    key = repr(answer)
    outcome = known.get(key)
    if outcome is None:
        if len(known) >= MEMORY_PER_ITEM:
            known.clear()
        outcome = known[key] = item.score(answer)
    return outcome


def sum_of(scores: Sequence[NodeScore]) -> Fraction:
    """What siblings add up to, each with its block weight."""
    return exact_sum([score.weighted for score in scores])


def addition(scores: Sequence[NodeScore]) -> str:
    """ "91.24 × 85% + 94.41 × 15% = 91.7155" """
    known = [score for score in scores if score.contribution is not None]
    terms = [
        plain(score.contribution or ZERO)
        if score.weight is None
        else f"{plain(score.contribution or ZERO)} × {percent(score.weight)}"
        for score in known
    ]
    if len(known) == 1 and known[0].weight is None:
        return terms[0]
    return f"{' + '.join(terms)} = {plain(sum_of(known))}"


def _how(score: NodeScore) -> str:
    if score.state is State.NOT_APPLICABLE:
        return _how_not_applicable(score)
    if score.exempt:
        text = f"免评，得满分 {plain(score.points)}"
    elif score.children:
        text = _how_group(score)
    else:
        text = _how_item(score)
    if score.factor == 1 or score.combined is None or score.contribution is None:
        return text
    return (
        f"{text}；折算 {plain(score.combined)} × {plain(score.factor)} = "
        f"{plain(score.contribution)}"
    )


def _how_not_applicable(score: NodeScore) -> str:
    if score.policy is NotApplicable.SCALE:
        return "不适用，不计入，由同级各项折算"
    if score.policy is NotApplicable.ZERO:
        return "不适用，计 0 分"
    return f"不适用，按满分 {plain(score.points)} 计"


def _how_item(score: NodeScore) -> str:
    if score.refusal:
        return score.refusal
    if score.combined is None:
        return "未评分"
    if len(score.outcomes) == 1:
        return score.outcomes[0].text
    listed = "；".join(f"{one.scorer} {plain(one.value)}（{one.text}）" for one in score.scores)
    spread = f"，相差 {plain(score.spread)}" if score.spread else ""
    figures = figures_of(_by_body(score.given, score.outcomes), score.how)
    if len(figures) == 1:
        return f"{listed}；{score.how.word} {plain(score.combined)}{spread}"
    bodies = "，".join(f"{each.body or TEAM} {plain(each.value)}" for each in figures)
    return f"{listed}；{bodies}；各评分主体{score.how.word} {plain(score.combined)}{spread}"


def _how_group(score: NodeScore) -> str:
    if score.combined is None:
        return "各项均未评分"
    text = addition(score.children)
    if sum_of(score.children) > score.points:
        text += f"，超过分值，按 {plain(score.points)} 分计"
    return text if score.is_complete else f"{text}（未评完）"
