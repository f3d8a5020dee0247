"""A rubric as people read it, and as the engine reads a draft. Reads; writes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, QuerySet

from assessments.models import Indicator, Rubric
from assessments.results.bodies import departments_called, names_in
from assessments.results.rubric_totals import total_rows
from assessments.scoring import (
    BuiltSpec,
    ItemRow,
    NotApplicable,
    Problem,
    RubricRows,
    RubricSpec,
    ScoringRule,
    SpecError,
    build_spec,
    parse_rule,
    sanity_warnings,
    sum_problems,
    to_rows,
)
from districts.models import UnitType
from districts.roles import Standing
from wenming.numbers import plain


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One line of the tree, every text ready to show. `inside` is the sum of its child rows."""

    code: str
    depth: int
    title: str
    standard: str
    points: str
    weight: str
    inside: str | None
    rule: str
    terms: str
    methods: str
    scored_by: str
    applies_if: str
    exempt_if: str
    evidence: str
    window: str
    problems: tuple[str, ...] = ()

    @property
    def has_terms(self) -> bool:
        """Whether there is anything to say about evidence, conditions or who scores."""
        terms = (self.evidence, self.window, self.applies_if, self.exempt_if, self.scored_by)
        return any(terms)

    @property
    def is_group(self) -> bool:
        return self.inside is not None

    @property
    def differs(self) -> bool:
        """The child rows add up to something else than the row itself says."""
        return self.inside is not None and self.inside != self.points


@dataclass(frozen=True, slots=True)
class Head:
    """One 大项 with everything below it."""

    row: TreeRow
    rows: tuple[TreeRow, ...]

    @property
    def items(self) -> int:
        """How many rows are scored."""
        return sum(not row.is_group for row in (self.row, *self.rows))


@dataclass(frozen=True, slots=True)
class Tree:
    """A whole rubric. `total` is what its heads count towards the full points."""

    heads: list[Head]
    total: Decimal

    @property
    def items(self) -> int:
        return sum(head.items for head in self.heads)


@dataclass(frozen=True, slots=True)
class Review:
    """What stands against publishing a draft.

    `errors` forbid it; `doubts` need a reason; `hints` are only shown. `spec` is None while
    there are errors.
    """

    spec: RubricSpec | None
    errors: tuple[Problem, ...]
    doubts: tuple[Problem, ...]
    hints: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The rubrics of one year, for the list."""

    year: int | None
    years: list[int]
    rubrics: list[Rubric]


def shelf_of(standing: Standing, year: int | None) -> Shelf:
    """The rubrics of `year`, or of the nearest year that has any. Three queries."""
    visible = Rubric.objects.visible_to(standing)
    years = list(visible.order_by("-year").values_list("year", flat=True).distinct())
    if not years:
        return Shelf(None, [], [])
    chosen = years[0] if year is None else min(years, key=lambda each: (abs(each - year), -each))
    rubrics = (
        visible.filter(year=chosen)
        .light()
        .select_related("published_by")
        .prefetch_related("unit_types")
        .annotate(enrolled=Count("assessments"))
        .order_by("name", "-version")
    )
    return Shelf(chosen, years, list(rubrics))


def by_type(rubrics: QuerySet[Rubric]) -> dict[str, Rubric]:
    """Which of these rubrics each unit type has. Two queries."""
    return {
        each.pk: rubric
        for rubric in rubrics.prefetch_related("unit_types")
        for each in rubric.unit_types.all()
    }


def sort_key(code: str) -> tuple[tuple[int, str], ...]:
    """编号 in the order in which people count: 1.2 before 1.10."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in code.split("."))


def item_row(indicator: Indicator) -> ItemRow:
    """An Indicator in the words of the rubric workbook."""
    return ItemRow(
        code=indicator.code,
        title=indicator.title,
        standard=indicator.standard,
        points=plain(indicator.points),
        rule=ScoringRule(indicator.rule).word if indicator.rule else "",
        parameters=indicator.params,
        weight="" if indicator.weight is None else plain(indicator.weight),
        methods=indicator.methods,
        scored_by=indicator.scored_by,
        condition=indicator.applies_if,
        exemption=indicator.exempt_if,
        evidence=indicator.evidence_rule,
        window=indicator.window,
        id=indicator.pk,
    )


def item_rows(indicators: Iterable[Indicator]) -> list[ItemRow]:
    """The rows of a draft, in the order of their 编号."""
    return [item_row(each) for each in sorted(indicators, key=lambda each: sort_key(each.code))]


def settings_of(rubric: Rubric, types: Iterable[UnitType]) -> dict[str, str]:
    """A rubric's own fields in the words of the workbook's 说明 sheet."""
    numbers = {
        "满分": rubric.full_points,
        "加分封顶": rubric.bonus_cap,
        "自评门槛": rubric.self_gate,
        "合格线": rubric.pass_line,
    }
    return {
        "名称": rubric.name,
        "年度": str(rubric.year),
        "适用类型": "、".join(each.name for each in types),
        "身份基数": rubric.base_by_status,
        "加分位置": "总分内" if rubric.bonus_inside else "总分外",
        "不适用处理": NotApplicable(rubric.not_applicable).word,
        **{name: "" if value is None else plain(value) for name, value in numbers.items()},
    }


def built_draft(rubric: Rubric, indicators: Iterable[Indicator]) -> BuiltSpec:
    """What the engine makes of a draft's rows. Five queries, none if all is prefetched."""
    return build_spec(draft_rows(rubric, indicators))


def draft_rows(rubric: Rubric, indicators: Iterable[Indicator]) -> RubricRows:
    """A draft as its workbook, in the texts that are stored."""
    return RubricRows(
        settings=settings_of(rubric, rubric.unit_types.all()),
        items=tuple(item_rows(indicators)),
        **total_rows(rubric),
    )


def review(rubric: Rubric) -> Review:
    """Everything that speaks against publishing a draft, or should be known before."""
    built = built_draft(rubric, rubric.indicators.all())
    errors = (*built.errors, *_rivals(rubric))
    if built.spec is None or errors:
        return Review(None, errors, (), tuple(built.warnings))
    doubts = (
        *sum_problems(built.spec),
        *_types_left_out(rubric),
        *_unknown_bodies(built.spec),
    )
    hints = tuple(each for each in sanity_warnings(built.spec) if each not in doubts)
    return Review(built.spec, (), doubts, hints)


def _unknown_bodies(spec: RubricSpec) -> list[Problem]:
    """Scoring bodies that are no department of the register: nobody would score their items."""
    names = names_in(spec)
    known = departments_called(names)
    return [
        Problem(
            "评分主体",
            f"“{name}”不是名册中的部门：请改用部门的名称，或先在“部门”中新增；"
            "照此发布的，参评后在考核年度页面确定由谁评分",
            code=next(item.code for item in spec.items if name in item.scored_by),
        )
        for name in names
        if name not in known
    ]


def _rivals(rubric: Rubric) -> list[Problem]:
    """A type that another rubric of the year covers already: enrolment could not choose."""
    rivals = Rubric.objects.rivals_of(rubric).prefetch_related("unit_types").defer("frozen")
    own = {each.pk for each in rubric.unit_types.all()}
    return [
        Problem(
            "适用类型", f"{_names(own, rival)}已适用已发布的{rival}，一个类型一年只能有一套细则"
        )
        for rival in rivals
    ]


def _types_left_out(rubric: Rubric) -> list[Problem]:
    """A type that only the replaced version covers would have no rubric afterwards."""
    replaced = Rubric.objects.replaced_by(rubric).prefetch_related("unit_types").defer("frozen")
    own = {each.pk for each in rubric.unit_types.all()}
    return [
        Problem("适用类型", f"{names}原适用{old}，发布后不再有细则")
        for old in replaced
        if (names := "、".join(each.name for each in old.unit_types.all() if each.pk not in own))
    ]


def _names(own: set[str], other: Rubric) -> str:
    return "、".join(each.name for each in other.unit_types.all() if each.pk in own)


def tree_of(rubric: Rubric) -> Tree:
    """The whole rubric by heads: a draft from its rows, a published one as it was frozen."""
    if not rubric.is_draft:
        return tree_from(to_rows(rubric.spec).items)
    indicators = list(rubric.indicators.all())
    built = built_draft(rubric, indicators)
    return tree_from(item_rows(indicators), [*built.errors, *built.warnings])


def tree_from(rows: Sequence[ItemRow], problems: Iterable[Problem] = ()) -> Tree:
    """Sort rows into heads, each row with its sum and with what is wrong with it."""
    findings = defaultdict(list)
    for problem in problems:
        findings[problem.code].append(problem.message)
    sums = inner_sums(rows)
    branches: dict[str, list[TreeRow]] = {}
    for row in rows:
        line = _tree_row(row, sums.get(row.code), tuple(findings[row.code]))
        branches.setdefault(head_code(row.code), []).append(line)
    heads = [Head(lines[0], tuple(lines[1:])) for lines in branches.values()]
    return Tree(heads, sums.get("", Decimal(0)))


def head_code(code: str) -> str:
    """The 编号 of the 大项 that a row belongs to."""
    return code.split(".", 1)[0]


def inner_sums(rows: Iterable[ItemRow]) -> dict[str, Decimal]:
    """What the child rows of each group add up to, by the group's 编号; "" is the whole rubric.

    Weighted groups count points × weight. A row whose points cannot be read counts nothing.
    """
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        parent = row.code.rpartition(".")[0]
        sums[parent] += counted_points(row)
    return dict(sums)


def counted_points(row: ItemRow) -> Decimal:
    """What a row adds to its parent: its points, times its weight where it has one."""
    try:
        share = Decimal(row.weight.rstrip("%")) / 100 if row.weight else Decimal(1)
        return Decimal(row.points) * share
    except ArithmeticError:
        return Decimal(0)


def describe_rule(row: ItemRow) -> str:
    """The parameters of a row's 给分方式 in plain words; as typed while they cannot be read."""
    if not row.rule:
        return ""
    try:
        rule = parse_rule(ScoringRule.from_word(row.rule), row.parameters, Fraction(row.points))
    except (SpecError, ValueError):
        return row.parameters
    return rule.describe()


def _tree_row(row: ItemRow, inside: Decimal | None, problems: tuple[str, ...]) -> TreeRow:
    return TreeRow(
        code=row.code,
        depth=row.code.count("."),
        title=row.title,
        standard=row.standard,
        points=row.points,
        weight=row.weight,
        inside=None if inside is None else plain(inside),
        rule=row.rule,
        terms=describe_rule(row),
        methods=row.methods,
        scored_by=row.scored_by,
        applies_if=row.condition,
        exempt_if=row.exemption,
        evidence=row.evidence,
        window=row.window,
        problems=problems,
    )
