"""What is legal in a rubric but looks like a slip: real ones add to 16 under a heading of 15.

None of it stops an import; issuing a rubric that has any asks for a written reason.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from assessments.scoring.applicability import weighted_points
from assessments.scoring.numbers import plain
from assessments.scoring.problems import Problem
from assessments.scoring.rows import BONUS_SHEET, GRADE_SHEET, ITEM_SHEET, SETTINGS_SHEET
from assessments.scoring.rules.base import Rule
from assessments.scoring.rules.counted import CountDeduction
from assessments.scoring.rules.measured import Bands
from assessments.scoring.tree import Group, Item, Node, RubricSpec

ZERO = Fraction(0)


def sum_problems(spec: RubricSpec) -> tuple[Problem, ...]:
    """Every head whose children do not add up to its points, and the tree against 满分.

    Sums count points × weight. A rubric with such a sum is issued only with a reason.
    """
    top = attainable(spec.nodes)
    found = [problem.at(ITEM_SHEET, None, problem.code) for problem in _group_sums(spec.nodes)]
    if top != spec.full:
        message = f"各大项{_differs(top, '满分', spec.full)}"
        found.append(Problem("满分", message, SETTINGS_SHEET))
    return tuple(found)


def attainable(nodes: Sequence[Node]) -> Fraction:
    """The sum of points × weight of siblings: the figure that editors show against the head."""
    return sum(map(weighted_points, nodes), ZERO)


def sanity_warnings(spec: RubricSpec) -> tuple[Problem, ...]:
    """Everything worth a second look: sums, rules, bonuses, grades, and items left half described.

    The workbook's import warns of all but the last.
    """
    return (*rubric_warnings(spec), *gaps(spec))


def rubric_warnings(spec: RubricSpec) -> tuple[Problem, ...]:
    """Sums that differ, rules that look wrong, bonuses and grades that can never act."""
    rules = (problem.at(ITEM_SHEET, None, problem.code) for problem in _rule_warnings(spec.nodes))
    return (*sum_problems(spec), *rules, *_bonus_warnings(spec), *_grade_warnings(spec))


def tree_warnings(nodes: Sequence[Node]) -> tuple[Problem, ...]:
    """The warnings that rows of a tree alone can have."""
    return (*_group_sums(nodes), *_rule_warnings(nodes))


def gaps(spec: RubricSpec) -> tuple[Problem, ...]:
    """Items that do not say how they are examined, by whom, or with what evidence."""
    return node_gaps(spec.nodes)


def node_gaps(nodes: Sequence[Node]) -> tuple[Problem, ...]:
    """`gaps` of a draft that can be read in part only."""
    return tuple(
        Problem(column, f"{item.label}：没有写{column}。", ITEM_SHEET, code=item.code)
        for item in _nodes(nodes)
        if isinstance(item, Item)
        for column, value in (
            ("考核方式", item.methods),
            ("评分主体", item.scored_by),
            ("佐证要求", item.evidence),
        )
        if not value
    )


def rule_doubts(nodes: Sequence[Node]) -> tuple[Problem, ...]:
    """Deductions that exceed their item or cannot use it up, and full marks out of reach."""
    limits = (
        Problem("参数", f"{node.label}：{message}。", code=node.code)
        for node in _nodes(nodes)
        if isinstance(node, Item)
        for message in _limits(node.rule)
    )
    return tuple(
        problem.at(ITEM_SHEET, None, problem.code) for problem in (*_rule_warnings(nodes), *limits)
    )


def _limits(rule: Rule) -> Iterator[str]:
    """What an answer can never earn, or never lose."""
    cap = rule.cap if isinstance(rule, CountDeduction) and rule.cap else rule.points
    if isinstance(rule, CountDeduction) and rule.each <= cap < rule.points:
        yield f"最多扣 {plain(cap)}，扣不完，至少得 {plain(rule.points - cap)}"
    offered = [choice.points for choice in rule.choices()]
    if isinstance(rule, Bands):
        offered = [band.amount.of(rule.points) for band in rule.bands]
        offered += [] if rule.otherwise is None else [rule.otherwise.of(rule.points)]
    if offered and max(offered) < rule.points:
        yield f"最高得 {plain(max(offered))}，得不到满分 {plain(rule.points)}"


def _nodes(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        if isinstance(node, Group):
            yield from _nodes(node.children)


def _group_sums(nodes: Sequence[Node]) -> Iterator[Problem]:
    for node in _nodes(nodes):
        if not isinstance(node, Group):
            continue
        below = attainable(node.children)
        if below != node.points:
            message = f"{node.label}：下级{_differs(below, '本组分值', node.points)}"
            yield Problem("分值", message, code=node.code)


def _rule_warnings(nodes: Sequence[Node]) -> Iterator[Problem]:
    for node in _nodes(nodes):
        if isinstance(node, Item):
            for message in node.rule.warnings():
                yield Problem("参数", f"{node.label}：{message}。", code=node.code)


def _bonus_warnings(spec: RubricSpec) -> Iterator[Problem]:
    for bonus in spec.bonuses:
        label = f"{bonus.code} {bonus.title}"
        for message in bonus.rule.warnings():
            yield Problem("参数", f"{label}：{message}。", BONUS_SHEET, code=bonus.code)
        if spec.bonus_cap is not None and bonus.rule.points > spec.bonus_cap:
            message = f"分值 {plain(bonus.rule.points)} 大于加分封顶 {plain(spec.bonus_cap)}"
            yield Problem("分值", f"{label}：{message}。", BONUS_SHEET, code=bonus.code)


def _grade_warnings(spec: RubricSpec) -> Iterator[Problem]:
    bounds = [(grade.name, grade.lower) for grade in spec.grades if grade.lower is not None]
    for (better, high), (worse, low) in pairwise(bounds):
        if low >= high:
            message = (
                f"“{worse}”的下限 {plain(low)} 不低于“{better}”的 {plain(high)}，"
                "等次应从好到差排列。"
            )
            yield Problem("下限", message, GRADE_SHEET, code=worse)
    if sum((grade.quota or ZERO for grade in spec.grades), ZERO) > 1:
        yield Problem("名额比例", "各等次名额比例合计超过 100%。", GRADE_SHEET)


def _differs(actual: Fraction, head: str, wanted: Fraction) -> str:
    off = f"{'多' if actual > wanted else '少'} {plain(abs(actual - wanted))}"
    return f"分值合计 {plain(actual)}，与{head} {plain(wanted)} 不一致，{off}。"
