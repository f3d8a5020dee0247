"""The result of one unit, and its trail: one readable Chinese line per step.

The lines show exact figures throughout and the one rounding at the end, so that somebody with a
pocket calculator gets the published total.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from assessments.scoring.extras import BonusLine, DeductionLine, bonus_total
from assessments.scoring.nodes import NodeScore, addition, sum_of
from assessments.scoring.numbers import exact_sum, percent, plain, two_places
from assessments.scoring.ranking import VETOED, grade_by_bound
from assessments.scoring.tree import Grade, RubricSpec, Veto

ZERO = Fraction(0)


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
            *(f"{line}。" for line in _base_steps(self)),
            *(f"{line}。" for line in _bonus_steps(self)),
            *(f"{line}。" for line in _deduction_steps(self)),
            *(f"{line}。" for line in _closing_steps(self)),
        )


def _parents_first(scores: tuple[NodeScore, ...]) -> Iterator[NodeScore]:
    for score in scores:
        yield score
        yield from _parents_first(score.children)


def _children_first(scores: tuple[NodeScore, ...]) -> Iterator[NodeScore]:
    for score in scores:
        yield from _children_first(score.children)
        yield score


def _base_steps(tally: Tally) -> Iterator[str]:
    if any(score.contribution is not None for score in tally.top):
        yield f"各项合计：{addition(tally.top)}"
    if tally.shift:
        size = plain(abs(tally.shift))
        more, sign = ("多", "+") if tally.shift > 0 else ("少", "−")
        yield (
            f"身份基数：{tally.status}按 {plain(tally.spec.full + tally.shift)} 分计，"
            f"比满分 {plain(tally.spec.full)} {more} {size}："
            f"{plain(sum_of(tally.top))} {sign} {size} = {plain(tally.base)}"
        )


def _bonus_steps(tally: Tally) -> Iterator[str]:
    for line in tally.bonus_lines:
        dropped = "" if line.counted else f"（同类组“{line.bonus.family}”只计最高一项，本项不计）"
        yield f"加分 {line.bonus.code} {line.bonus.title}：{line.text}{dropped}"
    counted = [line.value for line in tally.bonus_lines if line.counted]
    total = exact_sum(counted)
    if total > bonus_total(tally.spec, tally.bonus_lines):
        cap = plain(tally.bonus)
        yield f"加分合计：{_sum_text(counted)}，超过加分封顶，按 {cap} 分计"
    elif len(counted) > 1:
        yield f"加分合计：{_sum_text(counted)}"


def _deduction_steps(tally: Tally) -> Iterator[str]:
    for line in tally.deduction_lines:
        yield f"扣分 {line.deduction.code} {line.deduction.title}：{line.text}"
    if len(tally.deduction_lines) > 1:
        yield f"扣分合计：{_sum_text([line.value for line in tally.deduction_lines])}"


def _closing_steps(tally: Tally) -> Iterator[str]:
    spec = tally.spec
    for veto in tally.vetoes:
        consequence = f"，{veto.consequence}" if veto.consequence else ""
        yield f"一票否决 {veto.code}：{veto.title}{consequence}"
    if tally.exact is None or tally.total is None:
        yield _why_incomplete(tally)
        return
    yield from _sum_steps(tally)
    yield f"四舍五入，保留两位小数：{plain(tally.exact)} → {tally.total}"
    if spec.pass_line is not None:
        reached = tally.total >= spec.pass_line
        sign = "≥" if reached else "<"
        verdict = "达到" if reached else "未达到"
        yield f"合格线：{tally.total} {sign} {plain(spec.pass_line)}，{verdict}合格线"
    if tally.vetoed:
        yield f"等次：{VETOED}"
    elif spec.grades:
        yield f"等次：{_grade_text(tally.awarded)}"


def _why_incomplete(tally: Tally) -> str:
    if tally.refusals:
        return f"结果未完成：{'；'.join(tally.refusals)}"
    if tally.missing:
        return f"结果未完成，尚缺 {len(tally.missing)} 项：{'、'.join(tally.missing)}"
    return "结果未完成：细则中没有一项适用于该单位"


def _sum_steps(tally: Tally) -> Iterator[str]:
    before = tally.base + tally.bonus
    ceiling = tally.spec.full
    if tally.spec.is_bonus_inside and before > ceiling:
        yield (
            f"加分在总分内：{plain(tally.base)} + {plain(tally.bonus)} = {plain(before)}，"
            f"总分止于满分，按 {plain(ceiling)} 分计"
        )
        steps, before = plain(ceiling), ceiling
    else:
        steps = f"{plain(tally.base)} + {plain(tally.bonus)}"
    after = before - tally.deductions
    floor = f" = {plain(after)}" if after >= 0 else " 不足 0，按 0 分计"
    yield f"总分：{steps} − {plain(tally.deductions)}{floor}"


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
