"""From answers to a result: the engine's front door.

Order of steps: items → item clamp → group clamp → not-applicable rule → block weights → bonus
(highest only, then cap) → deductions (never below 0) → gates and vetoes → grade.

Decisions:

* The tree's own sum is not clamped to 满分 (no step of the order says so): a rubric whose heads add
  up to 106 under 满分 100 is warned about when it is issued, not silently cut when it is scored.
* 总分内: base + bonus stops at 满分, before deductions, also where 身份基数 lifted the base above.
* 合格线, 等次 and ranks look at the published total (two places), never at digits nobody sees.
* Where under 折算 no item applies at all, the rubric does not apply: incomplete, nothing missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.scoring import extras
from assessments.scoring.applicability import (
    Applicant,
    Concern,
    State,
    applicable_items,
    concerns_of,
)
from assessments.scoring.nodes import Reader, ScorerAnswer, recall, sum_of
from assessments.scoring.numbers import exact_sum, two_places
from assessments.scoring.problems import AnswerError
from assessments.scoring.result import Tally
from assessments.scoring.rules import Answer, Outcome
from assessments.scoring.tree import Item, RubricSpec
from assessments.scoring.words import Combine

Marks = Mapping[str, Sequence[ScorerAnswer]]
Answers = Mapping[str, Answer | None]
NOTHING: dict[str, Answer | None] = {}


@dataclass(frozen=True, slots=True)
class Running:
    """One scorer's sheet while it is being filled in.

    `earned`, `answered_points` and `points` count the items to be scored, unweighted and unscaled,
    so that they compare with the 分值 printed beside each; `base` is what the engine makes of them.
    """

    earned: Fraction
    answered_points: Fraction
    points: Fraction
    base: Fraction
    answered: int
    count: int
    missing: tuple[str, ...]


def tally(
    spec: RubricSpec,
    applicant: Applicant,
    marks: Marks,
    combine: Combine = Combine.MEAN,
    *,
    bonus: Answers = NOTHING,
    deductions: extras.Deductions = NOTHING,
    vetoes: Sequence[str] = (),
) -> Tally:
    """The result of one unit from every scorer's answers, by 编号.

    AnswerError where an answer does not fit its item. An answer for an item that does not apply
    (or that an honour exempts) is ignored with a warning, an unanswered item is missing, never 0.
    """
    extras.refuse_unknown(marks, spec.by_code, "项目")
    concerns = _concerns(spec, applicant)
    reader = Reader(spec, concerns, marks, combine)
    shift, warnings = _base_shift(spec, applicant)
    return Tally(
        spec=spec,
        top=tuple([reader.read(node) for node in spec.nodes]),
        status=applicant.status,
        shift=shift,
        bonus_lines=extras.bonus_lines(spec, bonus),
        deduction_lines=extras.deduction_lines(spec, deductions),
        vetoes=extras.confirmed_vetoes(spec, vetoes),
        warnings=(*warnings, *_ignored(spec, concerns, marks)),
    )


def score_item(item: Item, answer: Answer) -> Outcome:
    """One item's score for one answer; AnswerError naming the item where it does not fit."""
    return item.score(answer)


def running_total(spec: RubricSpec, applicant: Applicant, answers: Answers) -> Running:
    """How far one scorer's sheet has come, from its answers by 编号 (None: not yet)."""
    items = applicable_items(spec, applicant)
    answered = [(item, answer) for item in items if (answer := answers.get(item.code)) is not None]
    marks = {item.code: (ScorerAnswer("", answer, measured=True),) for item, answer in answered}
    reader = Reader(spec, _concerns(spec, applicant), marks, Combine.MEAN)
    return Running(
        earned=exact_sum(recall(spec, item, answer).value for item, answer in answered),
        answered_points=exact_sum((item.points for item, _ in answered)),
        points=exact_sum(item.points for item in items),
        base=sum_of([reader.read(node) for node in spec.nodes]),
        answered=len(answered),
        count=len(items),
        missing=tuple(item.code for item in items if answers.get(item.code) is None),
    )


def may_apply(spec: RubricSpec, self_total: Fraction) -> bool:
    """自评门槛: whether a self-score, rounded as it is shown, is enough to apply."""
    return spec.self_gate is None or two_places(self_total) >= spec.self_gate


def _concerns(spec: RubricSpec, applicant: Applicant) -> Mapping[str, Concern]:
    """`concerns_of`, remembered by what the rubric asks of a unit: few answers differ."""
    key = (applicant.attributes & spec.asked_attributes, applicant.exemptions & spec.asked_honours)
    known = spec.concerns.get(key)
    if known is None:
        known = spec.concerns[key] = concerns_of(spec, applicant)
    return known


def _base_shift(spec: RubricSpec, applicant: Applicant) -> tuple[Fraction, list[str]]:
    """How far 身份基数 moves the base, and what is odd about the unit."""
    warnings = []
    if spec.types and applicant.type and applicant.type not in spec.types:
        warnings.append(f"本细则适用于{'、'.join(spec.types)}，不适用于{applicant.type}")
    bases = dict(spec.bases)
    if bases and applicant.status not in bases:
        known = "、".join(bases)
        warnings.append(f"单位身份“{applicant.status}”没有身份基数（已有：{known}），按满分计算")
    return bases.get(applicant.status, spec.full) - spec.full, warnings


def _ignored(spec: RubricSpec, concerns: Mapping[str, Concern], marks: Marks) -> list[str]:
    warnings = []
    for code, given in marks.items():
        node = spec.by_code[code]
        if not isinstance(node, Item):
            raise AnswerError("这是分组，由下级项目得分，不能直接作答", code=code, title=node.title)
        state = concerns[code].state
        if state is not State.SCORED and any(one.answer is not None for one in given):
            why = "免评" if state is State.EXEMPT else "不适用于该单位"
            warnings.append(f"{node.label}：本项{why}，已忽略其答案")
    return warnings
