"""The trial page's rows: the rubric's tree with inputs, and beside each what its answer makes.

Written here and not as templates for the reason that `forms.inputs` gives: a rubric has up to
hundreds of rows, and what they make is sent again with every keystroke.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from assessments.forms.answers import Fields, Typed, answer_input
from assessments.forms.inputs import AnswerInput, Box
from assessments.forms.trial import (
    ANSWERS,
    BONUS,
    DEDUCTIONS,
    PREFIXES,
    Sent,
    prefix_of,
)
from assessments.results.answers import how_in_words
from assessments.scoring import (
    AnswerKind,
    Bonus,
    Deduction,
    Group,
    Item,
    Node,
    NodeScore,
    RubricSpec,
    Tally,
    percent,
    plain,
)

NOTHING = SafeString("")
SHORT_STANDARD = 60
Refused = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the page, every text ready to show; `made` is what its answer makes."""

    key: str
    code: str
    title: str
    full: str
    rule: str = ""
    standard: str = ""
    terms: str = ""
    depth: int = 0
    is_group: bool = False
    answer: SafeString = NOTHING
    made: SafeString = NOTHING

    @property
    def is_long(self) -> bool:
        """Whether the standard is folded away."""
        return len(self.standard) > SHORT_STANDARD


@dataclass(frozen=True, slots=True)
class Head:
    """One 大项 with the rows below it."""

    row: Row
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Made:
    """What every answer makes, by the key of its row."""

    tally: Tally
    refused: Refused

    def all(self) -> Iterator[tuple[str, SafeString]]:
        """(key, HTML) of every row that is answered, or sums up others."""
        for score in self.tally.nodes.values():
            yield key_of(ANSWERS, score.code), self.of_node(score)
        yield from self.of_bonuses().items()
        yield from self.of_deductions().items()

    def of_node(self, score: NodeScore) -> SafeString:
        error = self.refused.get(ANSWERS, {}).get(score.code)
        if error is not None and score.combined is None:
            return _error(error)
        if score.contribution is None:
            return _soft("未填" if not score.children else "各项均未填")
        if isinstance(score.node, Group):
            return _points(score.contribution, "" if score.is_complete else "未填完")
        kind = "is-off" if not score.applicable or score.exempt else ""
        return _points(score.contribution, _said(score), kind)

    def of_bonuses(self) -> dict[str, SafeString]:
        lines = {line.bonus.code: line for line in self.tally.bonus_lines}
        found = {}
        for bonus in self.tally.spec.bonuses:
            line, error = lines.get(bonus.code), self.refused.get(BONUS, {}).get(bonus.code)
            if error is not None:
                made = _error(error)
            elif line is None:
                made = _soft("没有加分")
            elif line.counted:
                made = _points(line.value, line.text)
            else:
                told = f"{line.text}；同类组“{bonus.family}”只计最高一项，本项不计"
                made = _points(Fraction(0), told)
            found[key_of(BONUS, bonus.code)] = made
        return found

    def of_deductions(self) -> dict[str, SafeString]:
        lines = {line.deduction.code: line for line in self.tally.deduction_lines}
        found = {}
        for deduction in self.tally.spec.deductions:
            code = deduction.code
            line, error = lines.get(code), self.refused.get(DEDUCTIONS, {}).get(code)
            if error is not None:
                made = _error(error)
            elif line is None:
                made = _soft("没有扣分")
            else:
                made = _points(-line.value, line.text)
            found[key_of(DEDUCTIONS, code)] = made
        return found

    def swapped(self) -> SafeString:
        """All of it for a page that stands already, where a script puts what is new in its place:
        htmx takes seconds over hundreds of parts."""
        return format_html_join("", "{}", ((_place(key, html),) for key, html in self.all()))


def key_of(part: str, code: str) -> str:
    """What names a row among the ids of the page."""
    return f"{PREFIXES[part]}-{code.replace('.', '_')}"


@dataclass(frozen=True, slots=True)
class Rows:
    """Draws the rows of one rubric with what was sent."""

    spec: RubricSpec
    sent: Sent
    made: Mapping[str, SafeString]

    def heads(self) -> list[Head]:
        found: list[tuple[Row, list[Row]]] = []
        for depth, node in self.spec.walk():
            row = self._node(depth, node)
            if depth:
                found[-1][1].append(row)
            else:
                found.append((row, []))
        return [Head(row, rows) for row, rows in found]

    def bonuses(self) -> list[Row]:
        return [
            Row(
                key=(key := key_of(BONUS, one.code)),
                code=one.code,
                title=one.title,
                full=f"最多 {plain(one.rule.points)} 分",
                rule=one.rule.describe(),
                terms=f"同类组“{one.family}”只计最高一项" if one.family else "",
                depth=1,
                answer=self._answer(BONUS, one),
                made=_place(key, self.made[key]),
            )
            for one in self.spec.bonuses
        ]

    def deductions(self) -> list[Row]:
        return [
            Row(
                key=(key := key_of(DEDUCTIONS, one.code)),
                code=one.code,
                title=one.title,
                full="按实际扣分" if one.each is None else f"每次 {plain(one.each)} 分",
                rule=_counting(one),
                depth=1,
                answer=self._deduction(one),
                made=_place(key, self.made[key]),
            )
            for one in self.spec.deductions
        ]

    def _node(self, depth: int, node: Node) -> Row:
        key = key_of(ANSWERS, node.code)
        is_group = isinstance(node, Group)
        weight = node.weight if isinstance(node, Group) else None
        return Row(
            key=key,
            code=node.code,
            title=node.title,
            full=f"{plain(node.points)} 分" + (f" × {percent(weight)}" if weight else ""),
            rule=_rule(node) if isinstance(node, Item) else "",
            standard=node.standard,
            terms=_terms(node),
            depth=depth,
            is_group=is_group,
            answer=self._answer(ANSWERS, node) if isinstance(node, Item) else NOTHING,
            made=_place(key, self.made[key]),
        )

    def _answer(self, part: str, item: Item | Bonus) -> SafeString:
        drawn = answer_input(
            item,
            None,
            key=key_of(part, item.code),
            typed=Typed(self._fields(part, item.code)),
            prefix=prefix_of(part, item.code),
            blank="未填" if part == ANSWERS else "没有",
        )
        return drawn.html

    def _deduction(self, one: Deduction) -> SafeString:
        fields, key = self._fields(DEDUCTIONS, one.code), key_of(DEDUCTIONS, one.code)
        prefix = prefix_of(DEDUCTIONS, one.code)
        if one.each is None:
            kind = AnswerKind.VALUE
            values = [text for text in fields.getlist("values") if text]
            boxes = tuple(
                Box(f"{prefix}values", f"{key}-value{number}", f"第 {number} 次扣", "分", value)
                for number, value in enumerate([*values, "", ""], 1)
            )
        else:
            kind = AnswerKind.COUNT
            box = Box(f"{prefix}count", f"{key}-count", "次数", "次", str(fields.get("count", "")))
            boxes = (box,)
        legend = f"{one.code} {one.title}"
        drawn = AnswerInput(key=key, name="", kind=kind, legend=legend, boxes=boxes).html
        if not one.is_doubled and "concealed" not in fields:
            return drawn
        return format_html(
            '{}<div class="ticks"><label><input type="checkbox" name="{}concealed" value="1"{}>'
            " 瞒报</label></div>",
            drawn,
            prefix,
            SafeString(" checked") if "concealed" in fields else NOTHING,
        )

    def _fields(self, part: str, code: str) -> Fields:
        return self.sent.fields.get((part, code)) or Typed().data


def _said(score: NodeScore) -> str:
    """How the points come about, where they and the answer do not say it themselves."""
    if not score.outcomes or score.factor != 1:
        return score.text.removeprefix(f"{score.node.label}：")
    is_plain = isinstance(score.node, Item) and score.node.rule.answer_kind is AnswerKind.MET
    return "" if is_plain else how_in_words(score.outcomes[0])


def _rule(item: Item) -> str:
    """The rule in words; buttons with their points say the rest."""
    word = item.rule.kind.word
    if item.rule.answer_kind in (AnswerKind.MET, AnswerKind.LEVEL):
        return word
    return f"{word}：{item.rule.describe()}"


def _terms(node: Node) -> str:
    """When the node applies and what exempts from it."""
    found = []
    if node.condition is not None:
        name = node.condition.attribute
        found.append(f"“{name}”的单位除外" if node.condition.negated else f"仅“{name}”的单位")
    if node.exemption is not None:
        found.append(f"持有{'、'.join(node.exemption.honours)}的免评")
    return "；".join(found)


def _counting(one: Deduction) -> str:
    found = ["只扣一次"] if one.is_once else []
    found += ["取平均"] if one.is_averaged else []
    found += ["瞒报加倍"] if one.is_doubled else []
    return "，".join(found) or "按次相加"


def _place(key: str, html: SafeString) -> SafeString:
    return format_html('<div class="trial-made" id="made-{}">{}</div>', key, html)


def _points(points: Fraction, said: str, kind: str = "") -> SafeString:
    sign = "−" if points < 0 else ""
    return format_html(
        '<div class="{}"><strong class="item-mark">{}{}</strong> 分{}</div>',
        kind,
        sign,
        plain(abs(points)),
        format_html('<div class="soft small">{}</div>', said) if said else NOTHING,
    )


def _soft(text: str) -> SafeString:
    return format_html('<span class="soft">{}</span>', text)


def _error(text: str) -> SafeString:
    return format_html('<ul class="errorlist"><li>{}。</li></ul>', text.rstrip("。"))
