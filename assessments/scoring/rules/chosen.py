"""Rules that choose: 达标, 等级, 票决."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self

from assessments.scoring.numbers import fold, plain
from assessments.scoring.problems import AnswerError
from assessments.scoring.rules.base import (
    ZERO,
    Answer,
    Choice,
    Outcome,
    Rule,
    check_keys,
    read_count,
)
from assessments.scoring.rules.parameters import Amount, Parameters
from assessments.scoring.words import AnswerKind, ScoringRule

BLANK_LOSS = "空白扣"


@dataclass(frozen=True, slots=True)
class Met(Rule):
    """达标: the 分值 or nothing."""

    kind: ClassVar = ScoringRule.MET
    answer_kind: ClassVar = AnswerKind.MET

    @classmethod
    def parse(cls, parameters: str, points: Fraction) -> Self:
        cell = Parameters(parameters, cls.kind.word, "")
        for piece in cell.pieces:
            cell.refuse(f"多出“{piece}”")
        cell.finish()
        return cls(points)

    @property
    def parameters(self) -> str:
        return ""

    def clean(self, answer: Answer) -> dict[str, Any]:
        check_keys(answer, ("met",))
        if not isinstance(answer["met"], bool):
            raise AnswerError("应填达标或不达标（true 或 false）")
        return {"met": answer["met"]}

    def score(self, answer: Answer) -> Outcome:
        value = self.points if answer["met"] else ZERO
        return Outcome(
            value, value, lambda: f"{'达标' if answer['met'] else '未达标'}，得 {plain(value)}"
        )

    def describe(self) -> str:
        return f"达标得 {plain(self.points)}，否则 0"

    def choices(self) -> tuple[Choice, ...]:
        return Choice("true", "达标", self.points), Choice("false", "未达标", ZERO)


@dataclass(frozen=True, slots=True)
class Level(Rule):
    """等级: each level gives a share of the 分值 or a fixed figure."""

    levels: tuple[tuple[str, Amount], ...]

    kind: ClassVar = ScoringRule.LEVEL
    answer_kind: ClassVar = AnswerKind.LEVEL

    @classmethod
    def parse(cls, parameters: str, points: Fraction) -> Self:
        cell = Parameters(parameters, cls.kind.word, "A=100%;B=66%;C=33%;D=0 或 好=2;一般=1;差=0")
        levels = cell.amounts(cell.pairs())
        if not cell.pieces:
            cell.refuse("没有写明各等级的得分")
        cell.finish()
        return cls(points, levels)

    @property
    def parameters(self) -> str:
        return written(self.levels)

    def clean(self, answer: Answer) -> dict[str, Any]:
        check_keys(answer, ("level",))
        level = fold(answer["level"]) if isinstance(answer["level"], str) else None
        names = [name for name, _ in self.levels]
        if level not in names:
            raise AnswerError(f"没有等级“{answer['level']}”，应为：{'、'.join(names)}")
        return {"level": level}

    def score(self, answer: Answer) -> Outcome:
        name = answer["level"]
        amount = dict(self.levels)[name]
        if amount.is_share:
            return self.earned(
                amount.of(self.points), lambda: f"{name} 等：{plain(self.points)} × {amount.text} ="
            )
        return self.earned(amount.figure, lambda: f"{name} 等：得")

    def describe(self) -> str:
        return "，".join(f"{choice.label} {plain(choice.points)}" for choice in self.choices())

    def choices(self) -> tuple[Choice, ...]:
        return offered(self.levels, self.points)

    def warnings(self) -> tuple[str, ...]:
        return too_high(self.levels, self.points)


@dataclass(frozen=True, slots=True)
class Ballot(Rule):
    """票决: (Σ option value × votes − 空白扣 × blank) ÷ (valid + blank + disagree), clamped.

    A `disagree` ballot counts 0 but stays below the line, a `void` ballot leaves it. With nothing
    below the line there is no vote to score, so such an answer is refused rather than given 0.
    """

    options: tuple[tuple[str, Amount], ...]
    blank_loss: Fraction

    kind: ClassVar = ScoringRule.BALLOT
    answer_kind: ClassVar = AnswerKind.BALLOTS

    @classmethod
    def parse(cls, parameters: str, points: Fraction) -> Self:
        cell = Parameters(parameters, cls.kind.word, "优=2;良=1;中=0.5;差=0;空白扣=0.2")
        found = cell.pairs()
        blank_loss = cell.figure(found, BLANK_LOSS, above_zero=False) or ZERO
        found.pop(BLANK_LOSS, None)
        options = cell.amounts(found)
        if not options:
            cell.refuse("没有写明各选项的得分")
        cell.finish()
        return cls(points, options, blank_loss)

    @property
    def parameters(self) -> str:
        blank = f";{BLANK_LOSS}={plain(self.blank_loss)}" if self.blank_loss else ""
        return written(self.options) + blank

    def clean(self, answer: Answer) -> dict[str, Any]:
        check_keys(answer, ("ballots",), ("blank", "void", "disagree"))
        if not isinstance(answer["ballots"], Mapping):
            raise AnswerError("得票应按选项填写票数")
        votes = self._clean_votes(answer["ballots"])
        others = {
            key: read_count(answer.get(key) or 0, label)
            for key, label in (("blank", "空白票"), ("void", "废票"), ("disagree", "不同意票"))
        }
        if not sum(votes.values()) + others["blank"] + others["disagree"]:
            raise AnswerError("没有有效票，无法计分")
        return {"ballots": votes, **others}

    def _clean_votes(self, ballots: Mapping[str, object]) -> dict[str, int]:
        names = [name for name, _ in self.options]
        votes = dict.fromkeys(names, 0)
        for option, count in ballots.items():
            name = fold(str(option))
            if name not in votes:
                raise AnswerError(f"没有选项“{option}”，应为：{'、'.join(names)}")
            votes[name] += read_count(count, f"“{name}”票数")
        return votes

    def score(self, answer: Answer) -> Outcome:
        votes = answer["ballots"]
        cast = [(amount.of(self.points), votes[name]) for name, amount in self.options]
        blank = answer["blank"]
        above = sum((value * count for value, count in cast), ZERO) - self.blank_loss * blank
        below = sum(count for _, count in cast) + blank + answer["disagree"]

        def how() -> str:
            terms = " + ".join(f"{plain(value)}×{count}" for value, count in cast if count) or "0"
            minus = f" − {plain(self.blank_loss)}×{blank}" if blank and self.blank_loss else ""
            return f"（{terms}{minus}）÷ {below} 票"

        if above < 0:
            return Outcome(ZERO, above / below, lambda: f"{how()} 不足 0，按 0 分计")
        return self.earned(above / below, lambda: f"{how()} =")

    def describe(self) -> str:
        blank = f"，空白票每张扣 {plain(self.blank_loss)}" if self.blank_loss else ""
        listed = "，".join(f"{choice.label} {plain(choice.points)}" for choice in self.choices())
        return f"票决：{listed}{blank}"

    def choices(self) -> tuple[Choice, ...]:
        return offered(self.options, self.points)

    def warnings(self) -> tuple[str, ...]:
        return too_high(self.options, self.points)


def written(options: tuple[tuple[str, Amount], ...]) -> str:
    return ";".join(f"{name}={amount.text}" for name, amount in options)


def offered(options: tuple[tuple[str, Amount], ...], points: Fraction) -> tuple[Choice, ...]:
    """The options as a form offers them; none promises more than the 分值."""
    return tuple(Choice(name, name, min(amount.of(points), points)) for name, amount in options)


def too_high(options: tuple[tuple[str, Amount], ...], points: Fraction) -> tuple[str, ...]:
    return tuple(
        f"“{name}”得 {plain(amount.of(points))} 大于分值 {plain(points)}"
        for name, amount in options
        if amount.of(points) > points
    )
