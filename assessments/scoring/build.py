"""Rows of text → tree. Every problem of every row is found in one pass; nothing is guessed.

Order of siblings is the order of their rows. A child row may stand before its parent's row: people
move rows about, and the 编号 says where each belongs.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeVar

from assessments.scoring import language
from assessments.scoring.checks import tree_warnings
from assessments.scoring.numbers import fold, parse_number
from assessments.scoring.problems import Problem, SpecError
from assessments.scoring.rows import ITEM_SHEET, ItemRow
from assessments.scoring.rules import Rule, parse_rule
from assessments.scoring.tree import Group, Item, Node
from assessments.scoring.words import ScoringRule

MOST_POINTS = 100_000
LONGEST_TITLE = 200
LONGEST_STANDARD = 5_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Built:
    """`nodes` is the tree as far as it can be read; it is only to be used where `errors` is empty.

    Warnings are what a published rubric can have: issuing it needs a reason.
    """

    nodes: tuple[Node, ...]
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


class RowReader:
    """Parses the cells of one row and gathers what is wrong with them, with its place."""

    def __init__(self, sheet: str, row: int | None, code: str, errors: list[Problem]) -> None:
        self.sheet, self.row, self.code, self._errors = sheet, row, code, errors
        self.is_clean = True

    def refuse(self, column: str, message: str) -> None:
        self.is_clean = False
        self._errors.append(Problem(column, message).at(self.sheet, self.row, self.code))

    def parse(self, parse: Callable[[str], T], text: str, column: str = "") -> T | None:
        """`parse(text)`, or None with the problems noted (under `column` where it is given)."""
        try:
            return parse(text)
        except SpecError as error:
            for problem in error.problems:
                self.refuse(column or problem.column, problem.message)
        except ValueError as error:
            self.refuse(column, f"{error}。")
        return None

    def title(self, text: str, column: str) -> str:
        title = text.strip()
        if not title:
            self.refuse(column, f"{column}为空，请填写。")
        elif len(title) > LONGEST_TITLE:
            self.refuse(column, f"{column}有 {len(title)} 字，最多 {LONGEST_TITLE} 字。")
        return title

    def points(self, text: str) -> Fraction | None:
        if not text.strip():
            self.refuse("分值", "分值为空，应填大于 0 的数，如 3 或 0.5。")
            return None
        points = self.parse(parse_number, text, "分值")
        if points is not None and not 0 < points <= MOST_POINTS:
            self.refuse("分值", f"分值 {text.strip()} 超出范围，应大于 0、不超过 {MOST_POINTS}。")
            return None
        return points

    def rule(self, word: str, parameters: str, points: Fraction | None) -> Rule | None:
        """The rule of an item; its parameters are checked even where the 分值 is wrong."""
        kind = self.parse(ScoringRule.from_word, fold(word), "给分方式")
        if kind is None:
            return None
        worth = Fraction(MOST_POINTS) if points is None else points
        return self.parse(lambda text: parse_rule(kind, text, worth), parameters)


def build_tree(rows: Iterable[ItemRow]) -> Built:
    """The tree described by the rows of 细则."""
    errors: list[Problem] = []
    placed = _place(list(rows), errors)
    children: dict[str, list[str]] = {code: [] for code in ("", *placed)}
    for code, row in placed.items():
        parent = code.rpartition(".")[0]
        if parent in children:
            children[parent].append(code)
        else:
            reader = RowReader(ITEM_SHEET, row.row, code, errors)
            reader.refuse("编号", f"编号 {code} 没有上级：缺少编号为 {parent} 的行。")
    nodes = {code: _read_row(code, row, children[code], errors) for code, row in placed.items()}
    tree = _assemble(children[""], nodes, children)
    found = () if errors else tree_warnings(tree)
    places = {code: row.row for code, row in placed.items()}
    warnings = [problem.at(ITEM_SHEET, places[problem.code], problem.code) for problem in found]
    return Built(tree, tuple(errors), tuple(warnings))


def _place(rows: list[ItemRow], errors: list[Problem]) -> dict[str, ItemRow]:
    """Rows by 编号; rows without a legal one of their own are reported and left out.

    Whether such a row is a group nobody can say, but its cells are read all the same: a person who
    mends the 编号 should not find the next fault only then.
    """
    placed: dict[str, ItemRow] = {}
    for row in rows:
        reader = RowReader(ITEM_SHEET, row.row, fold(row.code), errors)
        code = reader.parse(language.parse_code, row.code)
        if code is not None and code not in placed:
            placed[code] = row
            continue
        if code is not None:
            earlier = placed[code].row
            where = "" if earlier is None else f"（与第 {earlier} 行）"
            reader.refuse("编号", f"编号 {code} 重复{where}，每行编号应不同。")
        _columns(code or "", row, reader)
        points = reader.points(row.points)
        reader.parse(language.parse_weight, row.weight)
        if row.rule.strip():
            reader.rule(row.rule, row.parameters, points)
    if not rows:
        errors.append(Problem("编号", "细则没有任何项目，请至少填写一行。", ITEM_SHEET))
    return placed


def _read_row(
    code: str, row: ItemRow, children: list[str], errors: list[Problem]
) -> Item | Group | None:
    reader = RowReader(ITEM_SHEET, row.row, code, errors)
    columns = _columns(code, row, reader)
    points = reader.points(row.points)
    weight = reader.parse(language.parse_weight, row.weight)
    if children:
        if row.rule.strip() or row.parameters.strip():
            reader.refuse(
                "给分方式" if row.rule.strip() else "参数",
                f"{code} 有下级项目，是分组，给分方式和参数应留空。",
            )
        return Group(points=points, weight=weight, **columns) if points else None
    if weight is not None:
        reader.refuse("权重", f"{code} 没有下级项目，权重只能写在分组上，请留空。")
    if not row.rule.strip():
        words = "、".join(rule.word for rule in ScoringRule)
        reader.refuse("给分方式", f"{code} 没有下级项目，应写给分方式：{words}。")
        return None
    rule = reader.rule(row.rule, row.parameters, points)
    return Item(rule=rule, **columns) if rule else None


def _columns(code: str, row: ItemRow, reader: RowReader) -> dict[str, Any]:
    if len(row.standard) > LONGEST_STANDARD:
        reader.refuse("标准", f"标准有 {len(row.standard)} 字，最多 {LONGEST_STANDARD} 字。")
    return {
        "code": code,
        "title": reader.title(row.title, "名称"),
        "standard": row.standard.strip(),
        "methods": reader.parse(language.parse_methods, row.methods) or (),
        "scored_by": reader.parse(language.parse_bodies, row.scored_by) or (),
        "condition": reader.parse(language.parse_condition, row.condition),
        "exemption": reader.parse(language.parse_exemption, row.exemption),
        "evidence": reader.parse(language.parse_evidence, row.evidence),
        "window": reader.parse(language.parse_window, row.window),
        "id": row.id,
    }


def _assemble(
    codes: list[str], nodes: dict[str, Item | Group | None], children: dict[str, list[str]]
) -> tuple[Node, ...]:
    """Hang the children below each group. Rows that could not be read are left out."""
    found: list[Node] = []
    for code in codes:
        node = nodes[code]
        if isinstance(node, Group):
            found.append(replace(node, children=_assemble(children[code], nodes, children)))
        elif node is not None:
            found.append(node)
    return tuple(found)
