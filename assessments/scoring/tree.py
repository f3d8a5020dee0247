"""A rubric as the engine sees it: frozen values, no database.

Points, weights and bounds are exact Fractions; a weight is a share (85 % is 17/20). `id` is opaque
to the engine: the caller's own key of a node, kept through document and back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from assessments.scoring.language import Condition, EvidenceRule, Exemption, Window
from assessments.scoring.problems import AnswerError
from assessments.scoring.rules import Answer, Outcome, Rule
from assessments.scoring.words import NotApplicable

HUNDRED = Fraction(100)


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """What every row of the tree says besides its points."""

    code: str
    title: str
    standard: str = ""
    methods: tuple[str, ...] = ()
    scored_by: tuple[str, ...] = ()
    condition: Condition | None = None
    exemption: Exemption | None = None
    evidence: EvidenceRule | None = None
    window: Window | None = None
    id: int | None = None

    @property
    def label(self) -> str:
        return f"{self.code} {self.title}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Item(Columns):
    """A row without child rows: it is answered and scored by its rule."""

    rule: Rule

    @property
    def points(self) -> Fraction:
        return self.rule.points

    def clean(self, answer: Answer) -> dict[str, Any]:
        """The canonical answer, or AnswerError naming this item and its rule."""
        return clean_for(self.rule, self.code, self.title, answer)

    def score(self, answer: Answer) -> Outcome:
        return self.rule.score(self.clean(answer))


@dataclass(frozen=True, kw_only=True, slots=True)
class Group(Columns):
    """A row with child rows: the sum of what they contribute, never above `points`.

    `weight` is the share with which the group enters its parent (None: in full). Groups may be
    weighted at any depth; a weight acts once, on the step from the group to its parent.
    """

    points: Fraction
    weight: Fraction | None = None
    children: tuple["Node", ...] = ()


Node = Item | Group


@dataclass(frozen=True, kw_only=True, slots=True)
class Bonus:
    """加分. Of the bonuses of one `family` (同类组) only the highest counts."""

    code: str
    title: str
    rule: Rule
    family: str = ""
    id: int | None = None

    def clean(self, answer: Answer) -> dict[str, Any]:
        return clean_for(self.rule, self.code, self.title, answer)


@dataclass(frozen=True, kw_only=True, slots=True)
class Deduction:
    """扣分 from the total. `each` is None where the answer gives the single amounts itself."""

    code: str
    title: str
    each: Fraction | None
    is_once: bool = False
    is_doubled: bool = False
    is_averaged: bool = False
    id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Veto:
    """一票否决. Months, head-count and department are for the people who confirm it."""

    code: str
    title: str
    months: int | None = None
    heads: int | None = None
    department: str = ""
    consequence: str = ""
    id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Grade:
    """等次: from `lower` points upwards (None: no bound), for at most `quota` of the list."""

    name: str
    lower: Fraction | None = None
    quota: Fraction | None = None


@dataclass(frozen=True, kw_only=True)
class RubricSpec:
    """One rubric: settings, tree, and what happens on the total. `grades` are best first."""

    name: str
    year: int | None = None
    types: tuple[str, ...] = ()
    full: Fraction = HUNDRED
    bases: tuple[tuple[str, Fraction], ...] = ()
    bonus_cap: Fraction | None = None
    is_bonus_inside: bool = False
    not_applicable: NotApplicable = NotApplicable.FULL
    self_gate: Fraction | None = None
    pass_line: Fraction | None = None
    nodes: tuple[Node, ...] = ()
    bonuses: tuple[Bonus, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    grades: tuple[Grade, ...] = ()

    def walk(self) -> Iterator[tuple[int, Node]]:
        """Every node with its depth (0 at the top), parents before children."""
        return _walk(self.nodes, 0)

    def node(self, code: str) -> Node:
        """The node with this 编号; KeyError where there is none."""
        return self.by_code[code]

    @cached_property
    def by_code(self) -> dict[str, Node]:
        return {node.code: node for _, node in self.walk()}

    @cached_property
    def asked_attributes(self) -> frozenset[str]:
        """The unit attributes that some node asks about."""
        found = (node.condition for _, node in self.walk())
        return frozenset(condition.attribute for condition in found if condition is not None)

    @cached_property
    def asked_honours(self) -> frozenset[str]:
        """The honours that exempt some node."""
        found = (node.exemption for _, node in self.walk())
        return frozenset(honour for one in found if one is not None for honour in one.honours)

    @cached_property
    def memory(self) -> dict[str, dict[str, Outcome]]:
        """Outcomes already computed, by 编号 and answer. Derived, bounded by `nodes.recall`."""
        return {item.code: {} for item in self.items}

    @cached_property
    def concerns(self) -> dict[tuple[frozenset[str], frozenset[str]], dict[str, Any]]:
        """Applicability already computed, by what a unit answers to the rubric's questions."""
        return {}

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item in the order of the rubric."""
        return tuple(node for _, node in self.walk() if isinstance(node, Item))


def clean_for(rule: Rule, code: str, title: str, answer: Answer) -> dict[str, Any]:
    """Clean an answer; a complaint names the row and its rule."""
    try:
        return rule.clean(answer)
    except AnswerError as error:
        raise error.naming(code, title, rule.kind.word) from None


def _walk(nodes: tuple[Node, ...], depth: int) -> Iterator[tuple[int, Node]]:
    for node in nodes:
        yield depth, node
        if isinstance(node, Group):
            yield from _walk(node.children, depth + 1)
