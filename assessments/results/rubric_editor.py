"""A draft rubric as its editor shows it: every row with its place, sums, and all that is doubtful.

Reads a rubric whose rows are prefetched (`EDITED`); the cost does not depend on how many.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.models import Indicator, Rubric
from assessments.results.rubric_outline import Outline
from assessments.results.rubric_totals import TOTAL_KINDS, TOTALS, TotalKind, totals_of
from assessments.results.rubrics import (
    Review,
    counted_points,
    describe_rule,
    inner_sums,
    item_row,
    review,
)
from assessments.scoring import (
    ITEM_SHEET,
    SETTINGS,
    Group,
    Item,
    ItemRow,
    Problem,
    build_tree,
    node_gaps,
    rule_doubts,
    sum_problems,
)
from wenming.numbers import plain

EDITED = ("unit_types", "indicators", *TOTALS)
# The target of what is mended among the rubric's own fields.
OWN_FIELDS = "settings"
Node = Item | Group
STAMP_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Sum:
    """What rows add up to, against what stands above them."""

    actual: Decimal
    wanted: Decimal

    @property
    def agrees(self) -> bool:
        return self.actual == self.wanted

    @property
    def text(self) -> str:
        """ "98 / 100，少 2" """
        both = f"{plain(self.actual)} / {plain(self.wanted)}"
        if self.agrees:
            return both
        more = "多" if self.actual > self.wanted else "少"
        return f"{both}，{more} {plain(abs(self.actual - self.wanted))}"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the tree. `seen` names it and its branch as they were when the page was made."""

    id: int
    seen: str
    row: ItemRow
    terms: str
    sum: Sum | None
    is_wrong: bool

    @property
    def depth(self) -> int:
        return self.row.code.count(".")

    @property
    def is_group(self) -> bool:
        return self.sum is not None

    @property
    def anchor(self) -> str:
        return f"row-{self.id}"

    @property
    def label(self) -> str:
        return f"{self.row.code} {self.row.title}"


@dataclass(frozen=True, slots=True)
class TotalLine:
    """One row of such a table, in the order of its columns."""

    id: int
    kind: str
    seen: str
    texts: Mapping[str, str]

    @property
    def anchor(self) -> str:
        return f"{self.kind}-{self.id}"

    @property
    def label(self) -> str:
        """What names the row: a grade's name, else 编号 and name."""
        return " ".join(list(self.texts.values())[: self._named])

    @property
    def terms(self) -> str:
        """Everything else that it says."""
        said = list(self.texts.items())[self._named :]
        return " · ".join(f"{head} {text}" for head, text in said if text)

    @property
    def key(self) -> str:
        return next(iter(self.texts.values()))

    @property
    def _named(self) -> int:
        return 1 if self.kind == "grade" else 2


@dataclass(frozen=True, slots=True)
class TotalPart:
    """One such table with its rows."""

    name: str
    lines: Sequence[TotalLine]

    @property
    def kind(self) -> TotalKind:
        return TOTAL_KINDS[self.name]

    @property
    def sheet(self) -> str:
        return self.kind.sheet


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at; `target` is the row or the field on the page that it is about."""

    text: str
    code: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the panel lists under one heading; `kind` is the colour of its count."""

    title: str
    kind: str
    rows: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Editor:
    """Everything on the editor's page."""

    rubric: Rubric
    lines: Sequence[Line]
    total: Sum
    findings: Sequence[Findings]
    totals: Sequence[TotalPart]

    @property
    def items(self) -> int:
        return sum(bool(line.row.rule) for line in self.lines)


def outline_of(indicators: Iterable[Indicator]) -> Outline:
    return Outline({each.pk: each.code for each in indicators})


def seen_of(row: Indicator, branch: Iterable[Indicator]) -> str:
    """How the page names a row, so that an act can tell whether it still stands as it was seen."""
    return f"{row.pk}:{row.code}:{stamp_of(branch)}"


def stamp_of(branch: Iterable[Indicator]) -> str:
    """Differs as soon as anybody changed, moved, added or removed a row of this branch."""
    said = ";".join(f"{each.pk}.{each.version}.{each.code}" for each in branch)
    return hashlib.sha256(said.encode()).hexdigest()[:STAMP_LENGTH]


def editor_of(rubric: Rubric) -> Editor:
    """The page of a draft. No query of its own but those of `review` about other rubrics."""
    indicators = {each.pk: each for each in rubric.indicators.all()}
    outline = outline_of(indicators.values())
    ordered = [indicators[pk] for pk in outline.branch(None)]
    rows = [item_row(each) for each in ordered]
    sums = sums_of(rows)
    found = review(rubric)
    wrong = {each.code for each in found.errors if each.sheet == ITEM_SHEET}
    lines = [
        Line(
            id=each.pk,
            seen=seen_of(each, [indicators[pk] for pk in outline.branch(each.pk)]),
            row=row,
            terms=describe_rule(row),
            sum=sums.get(row.code),
            is_wrong=row.code in wrong,
        )
        for each, row in zip(ordered, rows, strict=True)
    ]
    total, totals = total_of(rows, rubric.full_points), total_parts(rubric)
    nodes = build_tree(rows).nodes
    findings = _panel(found, nodes, _differences(lines, total), Places(lines, totals))
    return Editor(rubric, lines, total, tuple(findings), totals)


def total_parts(rubric: Rubric) -> list[TotalPart]:
    """加分, 扣分, 否决 and 等次, each as a table."""
    rows = totals_of(rubric)
    return [
        TotalPart(
            name,
            [
                TotalLine(each.pk, name, f"{each.pk}:{each.version}", kind.texts(row))
                for each, row in zip(kind.stored(rubric), getattr(rows, kind.rows), strict=True)
            ],
        )
        for name, kind in TOTAL_KINDS.items()
    ]


def sums_of(rows: Sequence[ItemRow]) -> dict[str, Sum]:
    """Every group's sum against its own points, by 编号. Weighted groups count points × weight."""
    inside = inner_sums(rows)
    return {row.code: Sum(inside[row.code], _points(row)) for row in rows if row.code in inside}


def total_of(rows: Sequence[ItemRow], full: Decimal) -> Sum:
    heads = (counted_points(row) for row in rows if "." not in row.code)
    return Sum(sum(heads, Decimal(0)), full)


def _points(row: ItemRow) -> Decimal:
    try:
        return Decimal(row.points)
    except ArithmeticError:
        return Decimal(0)


def _panel(
    found: Review, nodes: Sequence[Node], differences: Sequence[Finding], places: "Places"
) -> Iterator[Findings]:
    """The headings that have something under them, the gravest first.

    Rows are judged one by one, so that an unfinished one does not hide what the others lack.
    """
    doubts, gaps = rule_doubts(nodes), node_gaps(nodes)
    shown = {*doubts, *gaps, *(sum_problems(found.spec) if found.spec else ())}
    others = [each for each in (*found.doubts, *found.hints) if each not in shown]
    columns = dict.fromkeys(gap.column for gap in gaps)
    parts = [
        Findings("改正后才能发布", "red", places.find(found.errors)),
        Findings("分值合计不符", "amber", differences),
        Findings("给分方式值得再看", "amber", places.find(doubts)),
        Findings("其他须说明或留意", "amber", places.find(others)),
        *(
            Findings(f"没有写{column}", "", places.find(g for g in gaps if g.column == column))
            for column in columns
        ),
    ]
    return (part for part in parts if part.rows)


def _differences(lines: Sequence[Line], total: Sum) -> list[Finding]:
    found = [
        Finding(f"{line.row.title}：下级合计 {line.sum.text}", line.row.code, line.anchor)
        for line in lines
        if line.sum is not None and not line.sum.agrees
    ]
    if not total.agrees:
        found.append(Finding(f"各大项合计 {total.text}", "", OWN_FIELDS))
    return found


class Places:
    """Where on the page a problem is mended."""

    def __init__(self, lines: Sequence[Line], totals: Sequence[TotalPart]) -> None:
        self._targets = {(ITEM_SHEET, line.row.code): line.anchor for line in lines}
        for part in totals:
            for each in part.lines:
                self._targets[part.sheet, each.key] = each.anchor

    def find(self, problems: Iterable[Problem]) -> list[Finding]:
        return [self._finding(each) for each in problems]

    def _finding(self, problem: Problem) -> Finding:
        target = self._targets.get((problem.sheet or ITEM_SHEET, problem.code), "")
        if not target and problem.column in SETTINGS:
            target = OWN_FIELDS
        text = problem.message.removeprefix(problem.code).strip() if target else problem.message
        return Finding(text, problem.code, target)
