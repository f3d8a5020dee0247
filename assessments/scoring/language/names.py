"""Short texts of a rubric row: 编号, 考核方式, 评分主体, 适用条件, 免评条件, 权重, 身份基数."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from assessments.scoring.numbers import NumberError, fold, parse_number, percent, plain
from assessments.scoring.problems import Problem, SpecError
from assessments.scoring.words import METHODS

DEEPEST = 8
_CODE = re.compile(r"[1-9][0-9]{0,3}(\.[1-9][0-9]{0,3})*")
_MARK = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]{0,19}")
_SEPARATORS = re.compile(r"[、,;，；\n]")
_LEAD = "(牵头)"


@dataclass(frozen=True, slots=True)
class Condition:
    """适用条件: the item applies to units that have `attribute`, or that lack it."""

    attribute: str
    negated: bool

    def holds(self, attributes: Collection[str]) -> bool:
        return (self.attribute in attributes) is not self.negated


@dataclass(frozen=True, slots=True)
class Exemption:
    """免评条件: any one of `honours` gives full marks without scoring."""

    honours: tuple[str, ...]

    def holds(self, exemptions: Collection[str]) -> bool:
        return any(honour in exemptions for honour in self.honours)


def split_list(text: str) -> tuple[str, ...]:
    """The names of a list written with 、 (commas, semicolons and line breaks are accepted)."""
    return tuple(part.strip() for part in _SEPARATORS.split(fold(text)) if part.strip())


def parse_code(text: str) -> str:
    """编号 of a tree row: 1, 1.1, 1.1.2; no leading zeros, so that each row has one spelling."""
    code = fold(text)
    if not _CODE.fullmatch(code):
        raise SpecError.of("编号", f"编号“{code}”无法识别，应写成 1、1.1、1.1.2 这样的形式")
    if code.count(".") >= DEEPEST:
        raise SpecError.of("编号", f"编号“{code}”层级过深，最多 {DEEPEST} 级")
    return code


def parse_mark(text: str) -> str:
    """编号 of a bonus, deduction or veto: J1, K-2, F3."""
    code = fold(text)
    if not _MARK.fullmatch(code):
        raise SpecError.of("编号", f"编号“{code}”无法识别，应写成 J1、K2 这样的字母和数字")
    return code


def parse_methods(text: str) -> tuple[str, ...]:
    methods = tuple(dict.fromkeys(split_list(text)))
    unknown = [method for method in methods if method not in METHODS]
    if unknown:
        known = "、".join(METHODS)
        raise SpecError.of("考核方式", f"不认识的考核方式“{'、'.join(unknown)}”，应为：{known}")
    return methods


def parse_bodies(text: str) -> tuple[str, ...]:
    """评分主体: who scores, the leading department first.

    The one marked （牵头） is moved to the front; where none is marked the first one leads, so the
    canonical text needs no mark.
    """
    bodies = tuple(dict.fromkeys(split_list(text)))
    leading = [body for body in bodies if body.endswith(_LEAD)]
    if len(leading) > 1:
        raise SpecError.of("评分主体", "只能有一个牵头部门")
    ordered = [*leading, *(body for body in bodies if body not in leading)]
    return tuple(dict.fromkeys(body.removesuffix(_LEAD).strip() for body in ordered))


def format_list(names: Collection[str]) -> str:
    return "、".join(names)


def parse_condition(text: str) -> Condition | None:
    """ "有窗口" or "非有窗口"; None where the cell is empty: applies to every unit."""
    text = fold(text)
    if not text:
        return None
    negated = text.startswith("非")
    attribute = text[1:].strip() if negated else text
    if not attribute or _SEPARATORS.search(attribute):
        raise SpecError.of(
            "适用条件", f"“{text}”无法识别，应写一个单位属性，如 有窗口，前面加“非”表示没有"
        )
    return Condition(attribute, negated)


def format_condition(condition: Condition | None) -> str:
    if condition is None:
        return ""
    return f"{'非' if condition.negated else ''}{condition.attribute}"


def parse_exemption(text: str) -> Exemption | None:
    honours = tuple(dict.fromkeys(split_list(text)))
    return Exemption(honours) if honours else None


def format_exemption(exemption: Exemption | None) -> str:
    return "" if exemption is None else format_list(exemption.honours)


def parse_weight(text: str) -> Fraction | None:
    """权重 in per cent, with or without the sign: "85" → 17/20; None where empty."""
    text = fold(text).removesuffix("%").strip()
    if not text:
        return None
    try:
        weight = parse_number(text) / 100
    except NumberError as error:
        raise SpecError.of("权重", f"{error}，应写百分数，如 85") from None
    if not 0 < weight <= 1:
        raise SpecError.of("权重", f"权重 {percent(weight)} 超出范围，应大于 0、不超过 100%")
    return weight


def format_weight(weight: Fraction | None) -> str:
    return "" if weight is None else plain(weight * 100)


def parse_bases(text: str) -> tuple[tuple[str, Fraction], ...]:
    """身份基数: "新申报=100;复评=105" → status and its base."""
    bases: dict[str, Fraction] = {}
    problems: list[Problem] = []
    for piece in filter(None, (part.strip() for part in re.split(r"[;\n]", fold(text)))):
        status, _, figure = (part.strip() for part in piece.partition("="))
        try:
            if not status or status in bases:
                raise NumberError("身份为空或重复")
            bases[status] = parse_number(figure)
        except NumberError as error:
            message = f"“{piece}”：{error}，应写成：新申报=100;复评=105"
            problems.append(Problem("身份基数", message))
    if problems:
        raise SpecError(problems)
    return tuple(bases.items())


def format_bases(bases: tuple[tuple[str, Fraction], ...]) -> str:
    return ";".join(f"{status}={plain(base)}" for status, base in bases)
