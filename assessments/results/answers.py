"""Stored answers for reading: in the item's own terms, and the mark they make."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from assessments.scoring import AnswerKind, Bonus, Item, Outcome, ScoringRule, plain

# What is answered by its rule.
Answered: TypeAlias = Item | Bonus
# What is not the unit's to answer: somebody else measures it.
MEASURED = frozenset({"测试", "问卷", "部门意见"})
MEASURING_RULES = frozenset({ScoringRule.RATIO, ScoringRule.LINEAR, ScoringRule.BANDS})
OWN_BODIES = frozenset({"考核组", "文明办", "县文明办"})
OTHER_BALLOTS = (("disagree", "不同意"), ("blank", "空白票"), ("void", "废票"))


def measured_by(item: Item) -> str:
    """Who finds out the answer, where the unit itself is not asked; "" where it is.

    A test's average, a survey's score and a department's opinion come from outside.
    """
    methods = set(item.methods)
    if "测试" in methods and item.rule.kind in MEASURING_RULES:
        return "考核组测试"
    if methods and methods <= MEASURED:
        return "、".join(item.methods)
    if item.scored_by and not OWN_BODIES & set(item.scored_by):
        return "、".join(item.scored_by)
    return ""


def mark_in_words(item: Item, answer: Mapping[str, Any] | None) -> tuple[str, str]:
    """(points, how they come about where that needs words); two blanks while there is no answer."""
    if answer is None:
        return "", ""
    outcome = item.score(answer)
    says_itself = item.rule.answer_kind is AnswerKind.MET
    return plain(outcome.value), "" if says_itself else how_in_words(outcome)


def how_in_words(outcome: Outcome) -> str:
    """How a mark comes about, without the mark, which stands beside it: "没有扣分"."""
    return outcome.text.removesuffix(f"得 {plain(outcome.value)}").rstrip("，：")


def answer_in_words(item: Item, answer: Mapping[str, Any] | None) -> str:
    """A stored answer for reading, in the item's own terms: "B", "2 次", "抽查 4，不合格 1"."""
    if answer is None:
        return ""
    kind = item.rule.answer_kind
    if kind is AnswerKind.MET:
        return "达标" if answer["met"] else "未达标"
    if kind is AnswerKind.LEVEL:
        return str(answer["level"])
    if kind is AnswerKind.AMOUNTS:
        return f"扣 {'、'.join(answer['amounts'])} 分" if answer["amounts"] else "没有应扣的分"
    if kind is AnswerKind.BALLOTS:
        return _ballots_in_words(answer)
    return "，".join(
        f"{label} {answer[name]}{f' {unit}' if unit else ''}"
        for name, label, unit in figures_of(item)
    )


def _ballots_in_words(answer: Mapping[str, Any]) -> str:
    votes = [f"{option} {count}" for option, count in answer["ballots"].items()]
    others = [f"{label} {answer[name]}" for name, label in OTHER_BALLOTS if answer.get(name)]
    return "，".join([*votes, *others])


def figures_of(item: Answered) -> tuple[tuple[str, str, str], ...]:
    """(field, label, unit) where the rule asks for one or two figures."""
    kind = item.rule.kind
    if kind is ScoringRule.SAMPLE:
        return ("sample", "抽查数", "个"), ("failed", "其中不合格", "个")
    if kind is ScoringRule.COUNT_DEDUCTION:
        return (("count", "扣分次数", "次"),)
    if kind is ScoringRule.COUNT:
        return (("count", "次数", "次"),)
    if kind is ScoringRule.DISCRETION:
        return (("value", "得分", "分"),)
    return (("value", "实际数值", ""),)
