"""Invented answers: plausible, different from unit to unit, and the same at every run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, TypeVar

from assessments.models import Mark, SelfMark
from assessments.scoring import Item, ScoringRule, score_item

Answer = dict[str, Any]
M = TypeVar("M", Mark, SelfMark)

# What an assessor writes where points are lost, by 编号 and by rule.
REASONS = {
    "1.1.2": "未明确专（兼）职人员。",
    "1.2.2": "缺一次专题会议记录。",
    "1.3": "经费列入预算，落实稍有不足。",
    "1.4": "采用的信息篇数偏少。",
    "2.1": "一季度未见更新记录，其余有照片和台账。",
    "2.2": "借阅登记不连续。",
    "2.3": "部分器材需维修。",
    "2.4": "个别窗口未亮明岗位承诺。",
    "2.5": "院内有杂物堆放。",
    "3.1": "活动次数不足，方案不够具体。",
    "3.2": "志愿者注册率未达到规定比例。",
    "3.3": "结对帮扶有投入，成效需巩固。",
    "3.4": "评选材料不完整。",
    "4.1": "道德讲堂少办一次。",
    "4.2": "活动记录较少。",
    "4.3": "守信评价得分略低。",
    "5.1": "年度目标未全部完成。",
    "5.2": "群众满意率略低于要求。",
    "5.3": "一处消防器材过期。",
    "5.4": "当年表彰数量少。",
}
USUAL_REASON = "材料不够完整。"


def write_answers(marks: Sequence[M], fields: tuple[str, ...]) -> None:
    """The `fields` of stored marks at once, at a third of the price of `bulk_update`."""
    if marks:
        type(marks[0])._default_manager.bulk_create(
            marks, update_conflicts=True, unique_fields=["id"], update_fields=[*fields, "version"]
        )


@dataclass(frozen=True, slots=True)
class Hand:
    """One person answering: the higher `quality`, the better what they look at (1 is good)."""

    random: Random
    quality: float

    def answer(self, item: Item) -> Answer:
        """An answer that the item accepts, better with higher quality."""
        return MAKERS[item.rule.kind](self, item)

    def is_good(self, hard: float = 0.0) -> bool:
        return self.random.random() < self.quality - hard


def hand(*seed: object, quality: float) -> Hand:
    """The same hand for the same seed, on every machine."""
    return Hand(Random("/".join(map(str, seed))), quality)  # noqa: S311  invented data, no secret


def reason_for(item: Item, answer: Mapping[str, Any]) -> str:
    """A reason where the answer loses points, else nothing."""
    if score_item(item, answer).value >= item.points:
        return ""
    return REASONS.get(item.code, USUAL_REASON)


def _met(by: Hand, item: Item) -> Answer:
    return {"met": by.is_good(-0.1)}


def _value(by: Hand, item: Item) -> Answer:
    """Full marks less up to three half points."""
    lost = 0 if by.is_good(0.2) else by.random.randint(1, 3)
    return {"value": _text(max(item.points - Fraction(lost, 2), Fraction(0)))}


def _lost_count(by: Hand, item: Item) -> Answer:
    return {"count": 0 if by.is_good(0.1) else by.random.randint(1, 2)}


def _amounts(by: Hand, item: Item) -> Answer:
    many = 0 if by.is_good(0.2) else by.random.randint(1, 2)
    return {"amounts": [by.random.choice(("0.2", "0.3", "0.5")) for _ in range(many)]}


def _earned_count(by: Hand, item: Item) -> Answer:
    return {"count": by.random.randint(4, 8) if by.is_good() else by.random.randint(1, 3)}


def _level(by: Hand, item: Item) -> Answer:
    best, second, *_ = [choice.option for choice in item.rule.choices()]
    return {"level": best if by.is_good(0.15) else second}


def _percent(by: Hand, item: Item) -> Answer:
    low, high = (88, 100) if by.is_good() else (62, 94)
    return {"value": str(by.random.randint(low, high))}


def _sample(by: Hand, item: Item) -> Answer:
    return {"sample": by.random.randint(3, 6), "failed": 0 if by.is_good(-0.1) else 1}


MAKERS = {
    ScoringRule.MET: _met,
    ScoringRule.DISCRETION: _value,
    ScoringRule.COUNT_DEDUCTION: _lost_count,
    ScoringRule.RANGE_DEDUCTION: _amounts,
    ScoringRule.COUNT: _earned_count,
    ScoringRule.LEVEL: _level,
    ScoringRule.BANDS: _percent,
    ScoringRule.LINEAR: _percent,
    ScoringRule.RATIO: _percent,
    ScoringRule.SAMPLE: _sample,
}


def _text(value: Fraction) -> str:
    """Halves as text."""
    whole, rest = divmod(value, 1)
    return f"{whole}.5" if rest else str(whole)
