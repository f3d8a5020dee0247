"""What one row of a draft means, in plain sentences while it is typed. Asks no database."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assessments.scoring import (
    AnswerKind,
    EvidenceRule,
    Group,
    Item,
    ItemRow,
    Problem,
    Rule,
    ScoringRule,
    build_tree,
    plain,
    rule_doubts,
)
from wenming.dates import cn_date

# What is recorded for each 给分方式; the engine's own description of the parameters follows.
RECORDED = {
    ScoringRule.MET: "记是否达标",
    ScoringRule.DISCRETION: "直接打分",
    ScoringRule.COUNT_DEDUCTION: "记次数",
    ScoringRule.RANGE_DEDUCTION: "逐项记扣分",
    ScoringRule.COUNT: "记次数",
    ScoringRule.LEVEL: "选一个等级",
    ScoringRule.BANDS: "填一个数，落在哪一段得哪一段的分",
    ScoringRule.LINEAR: "填一个数，达到目标得满分",
    ScoringRule.RATIO: "填一个数",
    ScoringRule.SAMPLE: "记抽查几个、不合格几个",
    ScoringRule.BALLOT: "记各选项的票数",
}
SHOWN_COUNTS = (0, 1, 2, 5)
# Where the row really stands does not matter for what it says.
ALONE = "1"


@dataclass(frozen=True, slots=True)
class Readback:
    """`sentences` say what can be read, `problems` what cannot, `doubts` what looks like a slip."""

    sentences: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    doubts: tuple[str, ...] = ()


def read_back(row: ItemRow, *, has_children: bool, year: int) -> Readback:
    """What the row says. One without 给分方式 is a group, even before it has rows below it."""
    is_group = has_children or not row.rule.strip()
    alone = replace(row, code=ALONE)
    below = ItemRow(code=f"{ALONE}.1", title="下级", points="1", rule="达标")
    built = build_tree([alone, below] if is_group else [alone])
    if built.errors:
        problems = (replace(each, message=_without_code(each.message)) for each in built.errors)
        return Readback(problems=tuple(problems))
    node = built.nodes[0]
    if isinstance(node, Group):
        return Readback(tuple(_sentences(node, year)))
    doubts = (each.message.removeprefix(f"{node.label}：") for each in rule_doubts([node]))
    return Readback(tuple(_sentences(node, year)), doubts=tuple(doubts))


def rule_in_words(rule: Rule) -> str:
    """ "本项 12 分，记次数：每次扣 2。如 0 次得 12，1 次得 10…" """
    words = f"本项 {plain(rule.points)} 分，{RECORDED[rule.kind]}：{rule.describe()}。"
    if rule.answer_kind is not AnswerKind.COUNT:
        return words
    shown = (
        f"{count} 次得 {plain(rule.score(rule.clean({'count': count})).value)}"
        for count in SHOWN_COUNTS
    )
    return f"{words}例如 {'，'.join(shown)}。"


def _sentences(node: Item | Group, year: int) -> Iterator[str]:
    if isinstance(node, Item):
        yield rule_in_words(node.rule)
    else:
        share = "" if node.weight is None else f"，按 {plain(node.weight * 100)}% 计入上一级"
        yield f"这是分组，满分 {plain(node.points)} 分，由下级各项相加，超过的不计{share}。"
    if node.condition is not None:
        has = "没有" if node.condition.negated else "有"
        attribute = node.condition.attribute.removeprefix("有")
        yield f"只考核{has}{attribute}的单位，其他单位按细则设置的“不适用处理”计。"
    if node.exemption is not None:
        yield f"持有{'或'.join(node.exemption.honours)}荣誉的单位免评，得满分。"
    if node.evidence is not None:
        yield _evidence(node.evidence)
    if node.window is not None:
        first, last = node.window.dates(year)
        yield f"只在 {cn_date(first)}到{cn_date(last)}之间填报。"


def _evidence(rule: EvidenceRule) -> str:
    asked = [f"{kind}至少 {count} 份" for kind, count in rule.kinds]
    if rule.shortest is not None:
        asked.append(f"文字说明不少于 {rule.shortest} 字")
    if rule.longest is not None:
        asked.append(f"文字说明不超过 {rule.longest} 字")
    if rule.visible:
        asked.append(f"要看得见{'、'.join(rule.visible)}")
    if rule.period is not None:
        asked.append(f"形成于 {cn_date(rule.period[0])}到{cn_date(rule.period[1])}")
    return f"佐证：{'，'.join(asked)}。"


def _without_code(message: str) -> str:
    """The engine's sentence about a row that is read under another 编号 than its own."""
    return message.removeprefix(f"{ALONE} ")
