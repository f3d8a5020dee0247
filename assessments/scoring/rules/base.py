"""What every 给分方式 offers: read an answer, score it, and say both in Chinese."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar, Self, TypeVar

from assessments.scoring.numbers import NumberError, parse_count, parse_number, plain
from assessments.scoring.problems import AnswerError
from assessments.scoring.words import AnswerKind, ScoringRule

Answer = Mapping[str, Any]
"""A canonical answer: JSON-able, figures as strings, counts as whole numbers."""

ZERO = Fraction(0)
LARGEST_COUNT = 1_000_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The score of one answer: `value` lies in 0 … 分值, `raw` is the figure before the clamp.

    The sentence is made when it is read: a ranking of thousands of units reads none.
    """

    value: Fraction
    raw: Fraction
    explain: Callable[[], str] = field(compare=False, repr=False)

    @property
    def text(self) -> str:
        """How the figure came about, in Chinese and with its numbers."""
        return self.explain()


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a rule that is answered by choosing; `points` is what it gives."""

    option: str
    label: str
    points: Fraction


@dataclass(frozen=True, slots=True)
class Rule(ABC):
    """One item's way of earning points. `points` is its 分值, the most it can give."""

    points: Fraction

    kind: ClassVar[ScoringRule]
    answer_kind: ClassVar[AnswerKind]

    @classmethod
    @abstractmethod
    def parse(cls, parameters: str, points: Fraction) -> Self:
        """The rule described by a 参数 cell; SpecError with every problem of the cell."""

    @property
    @abstractmethod
    def parameters(self) -> str:
        """The canonical 参数 text: parsing it gives an equal rule."""

    @abstractmethod
    def clean(self, answer: Answer) -> dict[str, Any]:
        """The canonical form of what a person answered, or AnswerError; cleaning is idempotent."""

    @abstractmethod
    def score(self, answer: Answer) -> Outcome:
        """The score of a cleaned answer."""

    @abstractmethod
    def describe(self) -> str:
        """A few Chinese words for the form: "每次扣 0.5"."""

    def choices(self) -> tuple[Choice, ...]:
        """The options with their points, where the answer is a choice (and for a ballot)."""
        return ()

    def warnings(self) -> tuple[str, ...]:
        """What is legal but looks like a slip in the rubric."""
        return ()

    def earned(self, raw: Fraction, how: Callable[[], str]) -> Outcome:
        """`how` led to `raw` points; more than the 分值 counts as the 分值."""
        if raw > self.points:
            worth = self.points
            return Outcome(
                worth, raw, lambda: f"{how()} {plain(raw)}，超过分值，按 {plain(worth)} 分计"
            )
        return Outcome(raw, raw, lambda: f"{how()} {plain(raw)}")

    def less(self, loss: Fraction, how: Callable[[], str]) -> Outcome:
        """`how` led to a loss of `loss` points; more than there is to lose leaves 0."""
        raw = self.points - loss

        def step() -> str:
            return f"{how()}：{plain(self.points)} − {plain(loss)}"

        if raw < 0:
            return Outcome(ZERO, raw, lambda: f"{step()} 不足 0，按 0 分计")
        return Outcome(raw, raw, lambda: f"{step()} = {plain(raw)}")


def check_keys(answer: object, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> None:
    """Refuse an answer of another kind: keys that are missing, and keys that mean nothing here."""
    if not isinstance(answer, (dict, Mapping)):
        raise AnswerError(f"答案格式不对，应含有 {'、'.join(required)}")
    for key in required:
        if answer.get(key) is None:
            raise AnswerError(f"答案缺少“{key}”")
    for key in answer:
        if key not in required and key not in optional:
            raise AnswerError(f"答案不应有“{key}”，应填 {'、'.join(required + optional)}")


def read_number(source: object, subject: str, places: int = 4) -> Fraction:
    """The figure a person typed for `subject`, or AnswerError."""
    return _read(lambda: parse_number(source, places), subject)


def read_count(source: object, subject: str) -> int:
    """The whole number a person typed for `subject`, or AnswerError."""
    count = _read(lambda: parse_count(source), subject)
    if count > LARGEST_COUNT:
        raise AnswerError(f"{subject}：{count} 过大，最多 {LARGEST_COUNT}")
    return count


def _read(parse: Callable[[], T], subject: str) -> T:
    try:
        return parse()
    except NumberError as error:
        raise AnswerError(f"{subject}：{error}") from None
