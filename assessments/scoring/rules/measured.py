"""Rules that measure a figure: 裁量, 分段, 线性, 比例."""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self

from assessments.scoring.numbers import NumberError, parse_number, plain
from assessments.scoring.problems import AnswerError
from assessments.scoring.rules.base import ZERO, Answer, Outcome, Rule, check_keys, read_number
from assessments.scoring.rules.parameters import Amount, Parameters, parse_amount
from assessments.scoring.words import AnswerKind, ScoringRule

COMPARISONS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}
# As people read them; the workbook's own spelling stays what can be typed.
SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "="}
OTHERWISE = "其余"
_BAND = re.compile(r"(>=|<=|>|<|=)([^:]+):([^:]+)")


@dataclass(frozen=True, slots=True)
class Discretion(Rule):
    """裁量: the figure that the scorer gives, 0 … 分值, in steps of `step` (None: of 0.01).

    A figure off its step is refused even where it is the 分值 itself; a 分值 that its own steps
    never reach is a slip of the rubric and warned about.
    """

    step: Fraction | None

    kind: ClassVar = ScoringRule.DISCRETION
    answer_kind: ClassVar = AnswerKind.VALUE

    @classmethod
    def parse(cls, parameters: str, points: Fraction) -> Self:
        cell = Parameters(parameters, cls.kind.word, "步长=0.5（可不写）")
        step = cell.figure(cell.named("步长"), "步长")
        if step is not None and step > points:
            cell.refuse(f"步长 {plain(step)} 大于分值 {plain(points)}")
        cell.finish()
        return cls(points, step)

    @property
    def parameters(self) -> str:
        return "" if self.step is None else f"步长={plain(self.step)}"

    def clean(self, answer: Answer) -> dict[str, Any]:
        check_keys(answer, ("value",))
        value = read_number(answer["value"], "得分", places=2 if self.step is None else 4)
        if value > self.points:
            raise AnswerError(f"得分 {plain(value)} 超过分值，应在 0 到 {plain(self.points)} 之间")
        if self.step is not None and value % self.step:
            raise AnswerError(f"得分 {plain(value)} 不符合步长，应为 {plain(self.step)} 的整数倍")
        return {"value": plain(value)}

    def score(self, answer: Answer) -> Outcome:
        value = parse_number(answer["value"])
        return Outcome(value, value, lambda: f"评 {answer['value']} 分")

    def describe(self) -> str:
        step = "" if self.step is None else f"，步长 {plain(self.step)}"
        return f"0–{plain(self.points)} 分{step}"

    def warnings(self) -> tuple[str, ...]:
        if self.step is not None and self.points % self.step:
            return (f"分值 {plain(self.points)} 不是步长 {plain(self.step)} 的整数倍，评不到满分",)
        return ()


@dataclass(frozen=True, slots=True)
class Band:
    """`>=90:2`: a comparison, its bound and the points it gives."""

    comparison: str
    bound: Fraction
    amount: Amount

    def holds(self, value: Fraction) -> bool:
        return COMPARISONS[self.comparison](value, self.bound)

    @property
    def text(self) -> str:
        return f"{self.comparison}{plain(self.bound)}:{self.amount.text}"


@dataclass(frozen=True, slots=True)
class Bands(Rule):
    """分段: the points of the first band that holds; 0 where none does and there is no 其余."""

    bands: tuple[Band, ...]
    otherwise: Amount | None

    kind: ClassVar = ScoringRule.BANDS
    answer_kind: ClassVar = AnswerKind.VALUE

    @classmethod
    def parse(cls, parameters: str, points: Fraction) -> Self:
        cell = Parameters(parameters, cls.kind.word, ">=90:2;>=80:1;其余:0")
        bands: list[Band] = []
        otherwise: Amount | None = None
        for piece in cell.pieces:
            if otherwise is not None:
                cell.refuse(f"“{piece}”写在“其余”之后，永远用不到，请移到前面")
            name, _, text = piece.partition(":")
            if name.strip() == OTHERWISE:
                nothing = Amount(ZERO, is_share=False)
                otherwise = cell.read(parse_amount, OTHERWISE, text.strip(), nothing)
            else:
                bands += _read_band(cell, piece)
        if not bands:
            cell.refuse("没有写明分段")
        cell.finish()
        return cls(points, tuple(bands), otherwise)

    @property
    def parameters(self) -> str:
        last = [] if self.otherwise is None else [f"{OTHERWISE}:{self.otherwise.text}"]
        return ";".join([band.text for band in self.bands] + last)

    def clean(self, answer: Answer) -> dict[str, Any]:
        return clean_value(answer)

    def score(self, answer: Answer) -> Outcome:
        value = parse_number(answer["value"])
        band = next((band for band in self.bands if band.holds(value)), None)
        if band is None:
            rest = ZERO if self.otherwise is None else self.otherwise.of(self.points)
            return self.earned(rest, lambda: f"{plain(value)} 属于其余：得")
        return self.earned(
            band.amount.of(self.points),
            lambda: f"{plain(value)} {SIGNS[band.comparison]} {plain(band.bound)}：得",
        )

    def describe(self) -> str:
        listed = [
            f"{SIGNS[band.comparison]}{plain(band.bound)} 得 {plain(band.amount.of(self.points))}"
            for band in self.bands
        ]
        rest = ZERO if self.otherwise is None else self.otherwise.of(self.points)
        return "，".join([*listed, f"其余得 {plain(rest)}"])

    def warnings(self) -> tuple[str, ...]:
        found = [
            f"“{band.text}”大于分值 {plain(self.points)}"
            for band in self.bands
            if band.amount.of(self.points) > self.points
        ]
        if self.otherwise is None:
            found.append("没有写“其余”，不在各段之内的得 0 分")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Linear(Rule):
    """线性: full marks at or above `target`; below it, `loss` points for every `step` short.

    In proportion, not by whole steps: 79.5 under 目标=80;每低=1;扣=1 loses 0.5.
    """

    target: Fraction
    step: Fraction
    loss: Fraction

    kind: ClassVar = ScoringRule.LINEAR
    answer_kind: ClassVar = AnswerKind.VALUE

    @classmethod
    def parse(cls, parameters: str, points: Fraction) -> Self:
        cell = Parameters(parameters, cls.kind.word, "目标=80;每低=1;扣=1")
        found = cell.named("目标", "每低", "扣")
        target, step, loss = (cell.required(found, name) for name in ("目标", "每低", "扣"))
        cell.finish()
        return cls(points, target, step, loss)

    @property
    def parameters(self) -> str:
        return f"目标={plain(self.target)};每低={plain(self.step)};扣={plain(self.loss)}"

    def clean(self, answer: Answer) -> dict[str, Any]:
        return clean_value(answer)

    def score(self, answer: Answer) -> Outcome:
        value, target = parse_number(answer["value"]), self.target
        if value >= target:
            return Outcome(
                self.points,
                self.points,
                lambda: f"{plain(value)} 达到目标 {plain(target)}，得 {plain(self.points)}",
            )
        short = target - value
        return self.less(
            self.loss * short / self.step,
            lambda: f"{plain(value)} 比目标 {plain(target)} 低 {plain(short)}",
        )

    def describe(self) -> str:
        return f"目标 {plain(self.target)}，每低 {plain(self.step)} 扣 {plain(self.loss)}"


@dataclass(frozen=True, slots=True)
class Ratio(Rule):
    """比例: 分值 × value ÷ 满值 (test averages, survey scores).

    A figure above 满值 is refused: 满值 is the top of the scale on which the figure was measured,
    so 850 on a scale of 100 is a slip of the hand, and silent full marks would hide it.
    """

    full: Fraction

    kind: ClassVar = ScoringRule.RATIO
    answer_kind: ClassVar = AnswerKind.VALUE

    @classmethod
    def parse(cls, parameters: str, points: Fraction) -> Self:
        cell = Parameters(parameters, cls.kind.word, "满值=100")
        full = cell.required(cell.named("满值"), "满值")
        cell.finish()
        return cls(points, full)

    @property
    def parameters(self) -> str:
        return f"满值={plain(self.full)}"

    def clean(self, answer: Answer) -> dict[str, Any]:
        cleaned = clean_value(answer)
        if parse_number(cleaned["value"]) > self.full:
            wanted = f"应在 0 到 {plain(self.full)} 之间"
            raise AnswerError(f"数值 {cleaned['value']} 超过满值，{wanted}")
        return cleaned

    def score(self, answer: Answer) -> Outcome:
        raw = self.points * parse_number(answer["value"]) / self.full
        return self.earned(
            raw, lambda: f"{plain(self.points)} × {answer['value']} ÷ {plain(self.full)} ="
        )

    def describe(self) -> str:
        return f"按比例，满值 {plain(self.full)}"


def clean_value(answer: Answer) -> dict[str, Any]:
    check_keys(answer, ("value",))
    return {"value": plain(read_number(answer["value"], "数值"))}


def _read_band(cell: Parameters, piece: str) -> list[Band]:
    match = _BAND.fullmatch(piece)
    if match is None:
        cell.refuse(f"“{piece}”无法识别")
        return []
    try:
        return [Band(match[1], parse_number(match[2]), parse_amount(match[3].strip()))]
    except NumberError as error:
        cell.refuse(f"“{piece}”：{error}")
        return []
