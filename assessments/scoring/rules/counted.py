"""Rules that count: 次扣, 区间扣, 计数, 抽样."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self

from assessments.scoring.numbers import NumberError, exact_sum, parse_count, parse_number, plain
from assessments.scoring.problems import AnswerError
from assessments.scoring.rules.base import (
    ZERO,
    Answer,
    Outcome,
    Rule,
    check_keys,
    read_count,
    read_number,
)
from assessments.scoring.rules.parameters import Amount, Parameters
from assessments.scoring.words import AnswerKind, ScoringRule

OTHERWISE = "其余"


@dataclass(frozen=True, slots=True)
class CountDeduction(Rule):
    """次扣: 分值 − 每次 × count. `cap` (封顶) is the most that can be lost, None for all of it."""

    each: Fraction
    cap: Fraction | None

    kind: ClassVar = ScoringRule.COUNT_DEDUCTION
    answer_kind: ClassVar = AnswerKind.COUNT

    @classmethod
    def parse(cls, parameters: str, points: Fraction) -> Self:
        cell = Parameters(parameters, cls.kind.word, "每次=0.5 或 每次=0.5;封顶=2")
        found = cell.named("每次", "封顶")
        each, cap = cell.required(found, "每次"), cell.figure(found, "封顶")
        cell.finish()
        return cls(points, each, cap)

    @property
    def parameters(self) -> str:
        cap = "" if self.cap is None else f";封顶={plain(self.cap)}"
        return f"每次={plain(self.each)}{cap}"

    def clean(self, answer: Answer) -> dict[str, Any]:
        return clean_count(answer)

    def score(self, answer: Answer) -> Outcome:
        count: int = answer["count"]
        if not count:
            return Outcome(self.points, self.points, lambda: f"没有扣分，得 {plain(self.points)}")
        loss, cap = self.each * count, self.cap
        if cap is None or loss <= cap:
            return self.less(loss, lambda: f"每次扣 {plain(self.each)}，{count} 次")
        return self.less(cap, lambda: f"每次扣 {plain(self.each)}，{count} 次，最多扣 {plain(cap)}")

    def describe(self) -> str:
        cap = "" if self.cap is None else f"，最多扣 {plain(self.cap)}"
        return f"每次扣 {plain(self.each)}{cap}"

    def warnings(self) -> tuple[str, ...]:
        found = []
        if self.each > self.points:
            found.append(f"每次扣 {plain(self.each)} 大于分值 {plain(self.points)}，一次即扣完")
        if self.cap is not None and self.cap > self.points:
            found.append(f"封顶 {plain(self.cap)} 大于分值 {plain(self.points)}，扣到 0 分为止")
        if self.cap is not None and self.cap < self.each:
            found.append(f"封顶 {plain(self.cap)} 小于每次 {plain(self.each)}，一次也扣不足")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class RangeDeduction(Rule):
    """区间扣: 分值 − the sum of single amounts, each within `least` … `most`."""

    least: Fraction
    most: Fraction

    kind: ClassVar = ScoringRule.RANGE_DEDUCTION
    answer_kind: ClassVar = AnswerKind.AMOUNTS

    @classmethod
    def parse(cls, parameters: str, points: Fraction) -> Self:
        cell = Parameters(parameters, cls.kind.word, "最低=0.1;最高=0.5")
        found = cell.named("最低", "最高")
        least = cell.required(found, "最低", above_zero=False)
        most = cell.required(found, "最高")
        if least > most:
            cell.refuse(f"最低 {plain(least)} 大于最高 {plain(most)}")
        cell.finish()
        return cls(points, least, most)

    @property
    def parameters(self) -> str:
        return f"最低={plain(self.least)};最高={plain(self.most)}"

    def clean(self, answer: Answer) -> dict[str, Any]:
        check_keys(answer, ("amounts",))
        amounts = answer["amounts"]
        if not isinstance(amounts, list | tuple) or len(amounts) > 1000:
            raise AnswerError("扣分应逐项列出，最多 1000 项")
        return {"amounts": [self._clean_amount(place, one) for place, one in enumerate(amounts, 1)]}

    def _clean_amount(self, place: int, source: object) -> str:
        amount = read_number(source, f"第 {place} 项扣分")
        if not self.least <= amount <= self.most:
            wanted = f"{plain(self.least)} 到 {plain(self.most)} 之间"
            raise AnswerError(f"第 {place} 项扣分 {plain(amount)} 超出范围，应在 {wanted}")
        return plain(amount)

    def score(self, answer: Answer) -> Outcome:
        amounts: list[str] = answer["amounts"]
        if not amounts:
            return Outcome(self.points, self.points, lambda: f"没有扣分，得 {plain(self.points)}")
        loss = exact_sum(map(parse_number, amounts))
        listed = f"（{' + '.join(amounts)}）" if len(amounts) > 1 else ""
        return self.less(loss, lambda: f"{len(amounts)} 项共扣 {plain(loss)}{listed}")

    def describe(self) -> str:
        return f"每项扣 {plain(self.least)}–{plain(self.most)}"

    def warnings(self) -> tuple[str, ...]:
        if self.most > self.points:
            return (f"每项最多扣 {plain(self.most)}，大于分值 {plain(self.points)}",)
        return ()


@dataclass(frozen=True, slots=True)
class Count(Rule):
    """计数: 每次 × count, up to the 分值."""

    each: Fraction

    kind: ClassVar = ScoringRule.COUNT
    answer_kind: ClassVar = AnswerKind.COUNT

    @classmethod
    def parse(cls, parameters: str, points: Fraction) -> Self:
        cell = Parameters(parameters, cls.kind.word, "每次=0.5")
        each = cell.required(cell.named("每次"), "每次")
        cell.finish()
        return cls(points, each)

    @property
    def parameters(self) -> str:
        return f"每次={plain(self.each)}"

    def clean(self, answer: Answer) -> dict[str, Any]:
        return clean_count(answer)

    def score(self, answer: Answer) -> Outcome:
        count: int = answer["count"]
        return self.earned(self.each * count, lambda: f"每次得 {plain(self.each)}，{count} 次：共")

    def describe(self) -> str:
        return f"每次得 {plain(self.each)}，最多 {plain(self.points)}"

    def warnings(self) -> tuple[str, ...]:
        if self.each > self.points:
            return (f"每次得 {plain(self.each)} 大于分值 {plain(self.points)}",)
        return ()


@dataclass(frozen=True, slots=True)
class Sample(Rule):
    """抽样: by how many of a sample passed.

    Either `on_failure` is set (不合格=0: one failure gives that, none gives the 分值), or `bands`
    names the points for exact numbers that passed and `otherwise` for any other number. A sample
    larger than the largest number in `bands` is refused: `5:100%;其余:0` says what five of five
    deserve and nothing about six of six, and reading that as 其余 would punish a flawless unit.
    """

    on_failure: Amount | None
    bands: tuple[tuple[int, Amount], ...]
    otherwise: Amount | None

    kind: ClassVar = ScoringRule.SAMPLE
    answer_kind: ClassVar = AnswerKind.SAMPLE

    @classmethod
    def parse(cls, parameters: str, points: Fraction) -> Self:
        cell = Parameters(parameters, cls.kind.word, "不合格=0 或 5:100%;4:66%;其余:0")
        if any(piece.startswith("不合格") for piece in cell.pieces):
            amounts = dict(cell.amounts(cell.named("不合格")))
            cell.finish()
            return cls(points, amounts["不合格"], (), None)
        amounts = dict(cell.amounts(cell.pairs(":")))
        otherwise = amounts.pop(OTHERWISE, None)
        if not amounts:
            cell.refuse("没有写明合格几个得几分")
        bands = tuple((_passed(cell, name), amount) for name, amount in amounts.items())
        if len({number for number, _ in bands}) < len(bands):
            cell.refuse("合格个数重复")
        cell.finish()
        return cls(points, None, bands, otherwise)

    @property
    def parameters(self) -> str:
        if self.on_failure is not None:
            return f"不合格={self.on_failure.text}"
        last = [] if self.otherwise is None else [f"{OTHERWISE}:{self.otherwise.text}"]
        return ";".join([f"{number}:{amount.text}" for number, amount in self.bands] + last)

    def clean(self, answer: Answer) -> dict[str, Any]:
        check_keys(answer, ("sample", "failed"))
        sample = read_count(answer["sample"], "抽查数")
        failed = read_count(answer["failed"], "不合格数")
        if not sample:
            raise AnswerError("抽查数应至少为 1")
        if failed > sample:
            raise AnswerError(f"不合格数 {failed} 不能多于抽查数 {sample}")
        if self.bands and sample > max(number for number, _ in self.bands):
            most = max(number for number, _ in self.bands)
            raise AnswerError(f"抽查数 {sample} 超出范围，本项最多抽查 {most} 个")
        return {"sample": sample, "failed": failed}

    def score(self, answer: Answer) -> Outcome:
        sample, failed = answer["sample"], answer["failed"]
        passed = sample - failed
        return self.earned(
            self._points_for(passed, failed), lambda: f"抽查 {sample}，合格 {passed}：得"
        )

    def _points_for(self, passed: int, failed: int) -> Fraction:
        if self.on_failure is not None:
            return self.on_failure.of(self.points) if failed else self.points
        amount = dict(self.bands).get(passed, self.otherwise)
        return ZERO if amount is None else amount.of(self.points)

    def describe(self) -> str:
        if self.on_failure is not None:
            return f"有不合格得 {plain(self.on_failure.of(self.points))}"
        listed = [
            f"合格 {number} 个得 {plain(amount.of(self.points))}" for number, amount in self.bands
        ]
        rest = ZERO if self.otherwise is None else self.otherwise.of(self.points)
        return "，".join([*listed, f"其余得 {plain(rest)}"])

    def warnings(self) -> tuple[str, ...]:
        if self.bands and self.otherwise is None:
            return ("没有写“其余”，其余情况得 0 分",)
        return ()


def clean_count(answer: Answer) -> dict[str, Any]:
    check_keys(answer, ("count",))
    return {"count": read_count(answer["count"], "次数")}


def _passed(cell: Parameters, name: str) -> int:
    try:
        return parse_count(name)
    except NumberError as error:
        cell.refuse(f"合格个数{error}")
        return 0
