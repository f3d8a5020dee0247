"""The result of one unit, and its trail: one readable Chinese line per step.

The lines show exact figures throughout and the one rounding at the end, so that somebody with a
pocket calculator gets the published total.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from assessments.scoring.extras import BonusLine, DeductionLine, bonus_total
from assessments.scoring.nodes import NodeScore, addition, sum_of
from assessments.scoring.numbers import exact_sum, percent, plain, two_places
from assessments.scoring.ranking import VETOED, grade_by_bound
from assessments.scoring.tree import Grade, RubricSpec, Veto

ZERO = Fraction(0)


class TrailStep(NamedTuple):
    """One sentence of the trail after the tree; `code` where it is about one 加分, 扣分 or 否决."""

    label: str
    text: str
    code: str = ""

    def __str__(self) -> str:
        return f"{self.label}：{self.text}。"


@dataclass(frozen=True)
class Tally:
    """Everything about one unit's score, derived from its parts in one place.

    `top` are the nodes at the top of the tree; `shift` is what 身份基数 adds to the base. While
    something is missing, `exact`, `total`, `passed` and `grade` are None and the other figures are
    those of what is answered.
    """

    spec: RubricSpec
    top: tuple[NodeScore, ...]
    status: str
    shift: Fraction
    bonus_lines: tuple[BonusLine, ...]
    deduction_lines: tuple[DeductionLine, ...]
    vetoes: tuple[Veto, ...]
    warnings: tuple[str, ...]

    @cached_property
    def complete(self) -> bool:
        """Nothing is missing or refused, and at least one item applies."""
        return all(score.is_complete for score in self.top) and any(
            score.applicable for score in self.top
        )

    @cached_property
    def base(self) -> Fraction:
        """The sum before bonus and deductions."""
        return sum_of(self.top) + self.shift

    @cached_property
    def bonus(self) -> Fraction:
        return bonus_total(self.spec, self.bonus_lines)

    @cached_property
    def deductions(self) -> Fraction:
        """What is taken off, as a positive figure."""
        return exact_sum([line.value for line in self.deduction_lines])

    @cached_property
    def so_far(self) -> Fraction:
        """What the answers come to, complete or not."""
        before = self.base + self.bonus
        if self.spec.is_bonus_inside:
            before = min(before, self.spec.full)
        return max(ZERO, before - self.deductions)

    @property
    def exact(self) -> Fraction | None:
        return self.so_far if self.complete else None

    @cached_property
    def total(self) -> Decimal | None:
        """`exact`, rounded half up to two places."""
        return None if self.exact is None else two_places(self.exact)

    @property
    def passed(self) -> bool | None:
        if self.total is None:
            return None
        line = self.spec.pass_line
        return not self.vetoes and (line is None or self.total >= line)

    @property
    def missing(self) -> tuple[str, ...]:
        """The items without any answer, in the order of the rubric."""
        return tuple(
            score.code
            for score in _children_first(self.top)
            if not (score.is_complete or score.children or score.answered)
        )

    @property
    def refusals(self) -> tuple[str, ...]:
        """Items whose scores cannot be combined, each with the reason."""
        return tuple(score.text for score in _children_first(self.top) if score.refusal)

    @property
    def vetoed(self) -> bool:
        return bool(self.vetoes)

    @property
    def vetoed_by(self) -> tuple[str, ...]:
        return tuple(veto.code for veto in self.vetoes)

    @property
    def grade(self) -> str | None:
        """By bound alone; a grade by quota is decided over the whole list (`award_grades`)."""
        if not self.complete:
            return None
        if self.vetoed:
            return VETOED
        return None if self.awarded is None else self.awarded.name

    @property
    def awarded(self) -> Grade | None:
        """The grade that the total reaches, whatever vetoes and quotas say."""
        return None if self.total is None else grade_by_bound(self.spec.grades, self.total)

    @cached_property
    def nodes(self) -> dict[str, NodeScore]:
        """Every node by 编号, parents before children."""
        return {score.code: score for score in _parents_first(self.top)}

    @cached_property
    def trail(self) -> tuple[str, ...]:
        """The whole computation, one sentence per step."""
        return (
            *(f"{score.text}。" for score in _children_first(self.top)),
            *(str(step) for step in self.steps),
        )

    @cached_property
    def steps(self) -> tuple[TrailStep, ...]:
        """From the heads to the total: the trail without its items and groups."""
        parts = (_base_steps, _bonus_steps, _deduction_steps, _closing_steps)
        return tuple(step for steps in parts for step in steps(self))


def _parents_first(scores: tuple[NodeScore, ...]) -> Iterator[NodeScore]:
    for score in scores:
        yield score
        yield from _parents_first(score.children)


def _children_first(scores: tuple[NodeScore, ...]) -> Iterator[NodeScore]:
    for score in scores:
        yield from _children_first(score.children)
        yield score


def _base_steps(tally: Tally) -> Iterator[TrailStep]:
    if any(score.contribution is not None for score in tally.top):
        yield TrailStep("各项合计", addition(tally.top))
    if tally.shift:
        size = plain(abs(tally.shift))
        more, sign = ("多", "+") if tally.shift > 0 else ("少", "−")
        yield TrailStep(
            "身份基数",
            f"{tally.status}按 {plain(tally.spec.full + tally.shift)} 分计，"
            f"比满分 {plain(tally.spec.full)} {more} {size}："
            f"{plain(sum_of(tally.top))} {sign} {size} = {plain(tally.base)}",
        )


def _bonus_steps(tally: Tally) -> Iterator[TrailStep]:
    for line in tally.bonus_lines:
        chosen = _why_chosen(line, tally.bonus_lines)
        label = f"加分 {line.bonus.code} {line.bonus.title}"
        yield TrailStep(label, f"{line.text}{chosen}", line.bonus.code)
    counted = [line.value for line in tally.bonus_lines if line.counted]
    total = exact_sum(counted)
    if total > bonus_total(tally.spec, tally.bonus_lines):
        cap = plain(tally.bonus)
        yield TrailStep("加分合计", f"{_sum_text(counted)}，超过加分封顶，按 {cap} 分计")
    elif len(counted) > 1:
        yield TrailStep("加分合计", _sum_text(counted))


def _why_chosen(line: BonusLine, lines: tuple[BonusLine, ...]) -> str:
    """Which of several honours for the same work counts, where there are several."""
    family = line.bonus.family
    rivals = [each for each in lines if family and each.bonus.family == family]
    if len(rivals) < 2:
        return ""
    if line.counted:
        return f"（同类组“{family}”中最高，计入）"
    best = next(each.bonus.code for each in rivals if each.counted)
    return f"（同类组“{family}”只计最高的 {best}，本项 {plain(line.value)} 分不计）"


def _deduction_steps(tally: Tally) -> Iterator[TrailStep]:
    for line in tally.deduction_lines:
        label = f"扣分 {line.deduction.code} {line.deduction.title}"
        yield TrailStep(label, line.text, line.deduction.code)
    if len(tally.deduction_lines) > 1:
        values = [line.value for line in tally.deduction_lines]
        yield TrailStep("扣分合计", _sum_text(values))


def _closing_steps(tally: Tally) -> Iterator[TrailStep]:
    spec = tally.spec
    for veto in tally.vetoes:
        confirmed = f"，{veto.department}确认" if veto.department else ""
        consequence = f"，{veto.consequence}" if veto.consequence else ""
        text = f"{veto.title}{confirmed}{consequence}"
        yield TrailStep(f"一票否决 {veto.code}", text, veto.code)
    if tally.exact is None or tally.total is None:
        yield _why_incomplete(tally)
        return
    yield from _sum_steps(tally)
    yield TrailStep("四舍五入，保留两位小数", f"{plain(tally.exact)} → {tally.total}")
    if spec.pass_line is not None:
        reached = tally.total >= spec.pass_line
        sign = "≥" if reached else "<"
        verdict = "达到" if reached else "未达到"
        text = f"{tally.total} {sign} {plain(spec.pass_line)}，{verdict}合格线"
        yield TrailStep("合格线", text)
    if tally.vetoed:
        yield TrailStep("等次", VETOED)
    elif spec.grades:
        yield TrailStep("等次", _grade_text(tally.awarded))


def _why_incomplete(tally: Tally) -> TrailStep:
    if tally.refusals:
        return TrailStep("结果未完成", "；".join(tally.refusals))
    if tally.missing:
        label = f"结果未完成，尚缺 {len(tally.missing)} 项"
        return TrailStep(label, "、".join(tally.missing))
    return TrailStep("结果未完成", "细则中没有一项适用于该单位")


def _sum_steps(tally: Tally) -> Iterator[TrailStep]:
    before = tally.base + tally.bonus
    ceiling = tally.spec.full
    if tally.spec.is_bonus_inside and before > ceiling:
        yield TrailStep(
            "加分在总分内",
            f"{plain(tally.base)} + {plain(tally.bonus)} = {plain(before)}，"
            f"总分止于满分，按 {plain(ceiling)} 分计",
        )
        steps, before = plain(ceiling), ceiling
    else:
        steps = plain(tally.base)
        steps += f" + 加分 {plain(tally.bonus)}" if tally.spec.bonuses else ""
    steps += f" − 扣分 {plain(tally.deductions)}" if tally.spec.deductions else ""
    after = before - tally.deductions
    if after < 0:
        steps += " 不足 0，按 0 分计"
    elif steps != plain(after):
        steps += f" = {plain(after)}"
    yield TrailStep("总分", steps)


def _grade_text(grade: Grade | None) -> str:
    if grade is None:
        return "未达到任何等次"
    bound = "" if grade.lower is None else f"（{plain(grade.lower)} 分及以上）"
    quota = "" if grade.quota is None else f"，名额 {percent(grade.quota)}，须排名后确定"
    return f"{grade.name}{bound}{quota}"


def _sum_text(values: list[Fraction]) -> str:
    if len(values) == 1:
        return plain(values[0])
    return f"{' + '.join(map(plain, values))} = {plain(exact_sum(values))}"
