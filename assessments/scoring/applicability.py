"""Which nodes of a rubric concern a unit, and how much their siblings count for those that do not.

Decisions:

* A condition or exemption on a group holds for everything below it. "Does not apply" is asked
  first: an item that does not apply is not there to be exempted from.
* An exempt node earns its points under each of the three policies; under 折算 it is a sibling like
  any other and is scaled with them.
* 折算: the children that apply are multiplied by (points of the parent) ÷ (points × weight of the
  children that apply), so that their parent keeps its points. Never below 1: where a rubric by
  mistake holds more points than its head says, taking an item out must not cost the unit points;
  the parent's clamp does what is left. At the top the parent is the rubric with its 满分.
* A group without an applicable child does not apply itself (折算 only; under the other two
  policies its children count in full or as zero, and so it has a sum like any group).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from assessments.scoring.tree import Group, Item, Node, RubricSpec
from assessments.scoring.words import NotApplicable

ONE = Fraction(1)


class State(Enum):
    """How a node concerns one unit."""

    SCORED = "scored"
    EXEMPT = "exempt"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class Applicant:
    """The unit as far as a rubric can ask about it; all of it plain words of the rubric."""

    type: str = ""
    attributes: frozenset[str] = frozenset()
    exemptions: frozenset[str] = frozenset()
    status: str = ""


@dataclass(frozen=True, slots=True)
class Concern:
    """The state of one node for one unit, and the factor on what it contributes (折算, else 1)."""

    state: State
    factor: Fraction


def concerns_of(spec: RubricSpec, applicant: Applicant) -> dict[str, Concern]:
    """How each node concerns this unit, by 编号."""
    states: dict[str, State] = {}
    for node in spec.nodes:
        _find_states(node, State.SCORED, spec, applicant, states)
    factors: dict[str, Fraction] = {}
    if spec.not_applicable is NotApplicable.SCALE:
        _find_factors(spec.nodes, spec.full, states, factors)
    return {code: Concern(state, factors.get(code, ONE)) for code, state in states.items()}


def applicable_items(spec: RubricSpec, applicant: Applicant) -> tuple[Item, ...]:
    """The items to be answered for this unit: they apply, and no honour exempts them."""
    concerns = concerns_of(spec, applicant)
    return tuple(item for item in spec.items if concerns[item.code].state is State.SCORED)


def weighted_points(node: Node) -> Fraction:
    """What a node can add to its parent: its points × its weight."""
    if isinstance(node, Group) and node.weight is not None:
        return node.points * node.weight
    return node.points


def _find_states(
    node: Node, above: State, spec: RubricSpec, applicant: Applicant, states: dict[str, State]
) -> None:
    state = above if above is not State.SCORED else _own_state(node, applicant)
    states[node.code] = state
    if not isinstance(node, Group):
        return
    for child in node.children:
        _find_states(child, state, spec, applicant, states)
    if spec.not_applicable is NotApplicable.SCALE and all(
        states[child.code] is State.NOT_APPLICABLE for child in node.children
    ):
        states[node.code] = State.NOT_APPLICABLE


def _own_state(node: Node, applicant: Applicant) -> State:
    if node.condition is not None and not node.condition.holds(applicant.attributes):
        return State.NOT_APPLICABLE
    if node.exemption is not None and node.exemption.holds(applicant.exemptions):
        return State.EXEMPT
    return State.SCORED


def _find_factors(
    siblings: Sequence[Node],
    points: Fraction,
    states: dict[str, State],
    factors: dict[str, Fraction],
) -> None:
    left = [node for node in siblings if states[node.code] is not State.NOT_APPLICABLE]
    if left and len(left) < len(siblings):
        attainable = sum(map(weighted_points, left), Fraction(0))
        factor = max(ONE, points / attainable)
        factors.update((node.code, factor) for node in left)
    for node in siblings:
        if isinstance(node, Group):
            _find_factors(node.children, node.points, states, factors)
