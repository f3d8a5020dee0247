"""One unit's recorded answers under another rubric. Plain values; no database.

An item of the new rubric that has no usable answer gets a stated figure in its place, so that every
unit has a total; what was filled in, and why, is told beside it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeVar

from assessments.results.extras import Extras
from assessments.results.simulation.matching import match_items
from assessments.roles import Filling
from assessments.scoring import (
    Answer,
    AnswerError,
    Applicant,
    Bonus,
    Combine,
    Deduction,
    Group,
    Item,
    Node,
    NodeScore,
    Outcome,
    RubricSpec,
    ScorerAnswer,
    State,
    Tally,
    Veto,
    applicable_items,
    clean_deduction,
    plain,
    tally,
    two_places,
)
from wenming.text import name_key

ZERO, ONE = Fraction(0), Fraction(1)
FILLED = "filled"
STATES = {State.SCORED: "计分", State.EXEMPT: "免评", State.NOT_APPLICABLE: "不适用"}
NEW, UNANSWERED, REFUSED = "新增项目", "原来没有评分", "原答案不合新的给分方式"
GONE = "已从细则中删除"
FILLED_AS = {
    Filling.ZERO: "按 0 分计",
    Filling.FULL: "按满分计",
    Filling.SHARE: "按原得分比例计",
}
Row = TypeVar("Row", Bonus, Deduction, Veto)
Marks = Mapping[str, Sequence[ScorerAnswer]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Fillable(Item):
    """An item that also takes a figure where there is no answer."""

    def score(self, answer: Answer) -> Outcome:
        if FILLED not in answer:
            return Item.score(self, answer)
        value = Fraction(answer[FILLED])
        return Outcome(value, value, lambda: f"按 {plain(value)} 分计")


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An item whose points are not what they were; blank where one side has no such item."""

    code: str
    title: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Why an item has no usable answer: one of few words, and what the engine says of this one."""

    why: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.why}（{self.detail}）" if self.detail else self.why


@dataclass(frozen=True, slots=True)
class Replayed:
    """One unit under both rubrics. `gaps` says of each item that could not be compared why."""

    old: Tally
    new: Tally
    changes: tuple[ItemChange, ...]
    gaps: Mapping[str, "Gap"]


@dataclass(frozen=True)
class Replay:
    """The same two rubrics for any number of units."""

    old: RubricSpec
    draft: RubricSpec
    filling: Filling

    @cached_property
    def new(self) -> RubricSpec:
        return replace(self.draft, nodes=tuple(fillable(node) for node in self.draft.nodes))

    @cached_property
    def pairs(self) -> dict[str, Item]:
        return match_items(self.old, self.new)

    @cached_property
    def gone(self) -> list[Item]:
        """Items that only the old rubric has."""
        kept = {item.code for item in self.pairs.values()}
        return [item for item in self.old.items if item.code not in kept]

    def of(self, applicant: Applicant, marks: Marks, combine: Combine, extras: Extras) -> Replayed:
        """One unit under both."""
        before = tally(self.old, applicant, marks, combine, **_asked(extras))
        carried = _asked(self._carried(extras))
        answers, gaps = self._answers(applicant, marks)
        filled = {code: self._filled(code, before) for code in gaps}
        after = tally(self.new, applicant, {**answers, **filled}, combine, **carried)
        late = {
            score.code: Gap(REFUSED, score.refusal)
            for score in after.nodes.values()
            if score.refusal
        }
        if late:  # too few scorers for the way they are combined
            gaps |= late
            filled |= {code: self._filled(code, before) for code in late}
            after = tally(self.new, applicant, {**answers, **filled}, combine, **carried)
        changes = (*self._changes(before, after, gaps), *_on_total(before, after))
        return Replayed(before, after, changes, gaps)

    def _carried(self, extras: Extras) -> Extras:
        """What is recorded on the total, under the codes of the new rubric; what it does not know
        any more, or takes in another form, is left out."""
        bonuses = _same_rows(self.old.bonuses, self.new.bonuses)
        deductions = _same_rows(self.old.deductions, self.new.deductions)
        vetoes = _same_rows(self.old.vetoes, self.new.vetoes)
        return Extras(
            bonus={
                bonuses[code].code: answer
                for code, answer in extras.bonus.items()
                if code in bonuses and not _refusal(bonuses[code], answer)
            },
            deductions={
                deductions[code].code: answers
                for code, answers in extras.deductions.items()
                if code in deductions
                and not any(_refusal(deductions[code], each) for each in answers)
            },
            vetoes=tuple(vetoes[code].code for code in extras.vetoes if code in vetoes),
        )

    def _answers(
        self, applicant: Applicant, marks: Marks
    ) -> tuple[dict[str, Sequence[ScorerAnswer]], dict[str, Gap]]:
        """What each new item takes over, and which have nothing to take."""
        answers: dict[str, Sequence[ScorerAnswer]] = {}
        gaps: dict[str, Gap] = {}
        for item in applicable_items(self.new, applicant):
            source = self.pairs.get(item.code)
            given = [] if source is None else _given(marks, source)
            if source is None:
                gaps[item.code] = Gap(NEW)
            elif not given:
                gaps[item.code] = Gap(UNANSWERED)
            elif refusal := next(filter(None, (_refusal(item, one.answer) for one in given)), ""):
                gaps[item.code] = Gap(REFUSED, refusal)
            else:
                answers[item.code] = given
        return answers, gaps

    def _filled(self, code: str, before: Tally) -> Sequence[ScorerAnswer]:
        value = self._share(code, before) * self.new.by_code[code].points
        return [ScorerAnswer("模拟", {FILLED: str(value)}, measured=True)]

    def _share(self, code: str, before: Tally) -> Fraction:
        """Which part of its points an item without an answer gets."""
        if self.filling is Filling.ZERO:
            return ZERO
        if self.filling is Filling.FULL:
            return ONE
        source = self.pairs.get(code)
        score = None if source is None else before.nodes[source.code]
        if score is not None and score.combined is not None:
            return score.combined / score.points
        return max(ZERO, min(ONE, before.base / self.old.full))

    def _changes(
        self, before: Tally, after: Tally, gaps: Mapping[str, Gap]
    ) -> Iterator[ItemChange]:
        for item in self.new.items:
            now, source = after.nodes[item.code], self.pairs.get(item.code)
            was = None if source is None else before.nodes[source.code]
            if _points(was) == _points(now) and item.code not in gaps:
                continue
            reason = "；".join(_reasons(was, now, gaps.get(item.code), self.filling))
            yield ItemChange(item.code, item.title, _points(was), _points(now), reason)
        for item in self.gone:
            points = _points(before.nodes[item.code])
            if points not in ("", "0"):
                yield ItemChange(item.code, item.title, points, "", GONE)


def _asked(extras: Extras) -> dict[str, Any]:
    """As keyword arguments of the engine."""
    return {"bonus": extras.bonus, "deductions": extras.deductions, "vetoes": extras.vetoes}


def fillable(node: Node) -> Node:
    """The same tree, every item of which takes a figure too."""
    if isinstance(node, Group):
        return replace(node, children=tuple(fillable(child) for child in node.children))
    return Fillable(**{each.name: getattr(node, each.name) for each in fields(Item)})


def shown(value: Fraction) -> str:
    """Exact with up to two places, else rounded: a table to be read, not recomputed."""
    return plain(value) if (value * 100).denominator == 1 else str(two_places(value))


def _given(marks: Marks, source: Item) -> list[ScorerAnswer]:
    return [one for one in marks.get(source.code, ()) if one.answer is not None]


def _refusal(row: Item | Bonus | Deduction, answer: Answer | None) -> str:
    """What the row says against an answer; "" where it takes it."""
    try:
        if isinstance(row, Deduction):
            clean_deduction(row, answer or {})
        else:
            row.clean(answer or {})
    except AnswerError as error:
        return error.detail
    return ""


def _same_rows(old: Sequence[Row], new: Sequence[Row]) -> dict[str, Row]:
    """The new row of the same name, by the old one's code."""
    names = {name_key(row.title): row for row in new}
    return {row.code: names[key] for row in old if (key := name_key(row.title)) in names}


def _on_total(before: Tally, after: Tally) -> Iterator[ItemChange]:
    """What happens on the total, where it is not what it was."""
    for word, was, now in (
        ("加分", before.bonus, after.bonus),
        ("扣分", before.deductions, after.deductions),
        ("身份基数", before.shift, after.shift),
    ):
        if was != now:
            yield ItemChange("", word, shown(was), shown(now), f"新细则的{word}不同")
    if before.vetoed != after.vetoed:
        yield ItemChange("", "一票否决", "否决", "", "新细则没有这一情形")


def _points(score: NodeScore | None) -> str:
    if score is None or score.contribution is None:
        return ""
    return shown(score.contribution)


def _reasons(
    was: NodeScore | None, now: NodeScore, gap: Gap | None, filling: Filling
) -> Iterator[str]:
    """Why the points of one item are others now, each cause a few words."""
    said = [] if was is None else list(_differences(was, now))
    if was is not None and not said and was.factor != now.factor:
        said.append("同级项目变动，折算比例不同")
    yield from said
    if gap:
        yield f"{gap}，{FILLED_AS[filling]}"
    elif not said:
        yield "评分人数或合并方式不同"


def _differences(was: NodeScore, now: NodeScore) -> Iterator[str]:
    if was.code != now.code:
        yield f"原编号 {was.code}"
    if was.points != now.points:
        yield f"分值 {plain(was.points)} → {plain(now.points)}"
    if isinstance(was.node, Item) and isinstance(now.node, Item):
        old, new = was.node.rule, now.node.rule
        if old.kind != new.kind:
            yield f"给分方式 {old.kind.word} → {new.kind.word}"
        elif old.parameters != new.parameters:
            yield f"{old.describe()} → {new.describe()}"
    if was.state != now.state:
        yield f"原{STATES[was.state]}，现{STATES[now.state]}"
