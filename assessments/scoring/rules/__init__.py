"""给分方式: one frozen dataclass per rule, found by its word.

Source of the rules: the table "how one item earns its points" of the rubric specification.
"""

from fractions import Fraction

from assessments.scoring.rules.base import Answer, Choice, Outcome, Rule
from assessments.scoring.rules.chosen import Ballot, Level, Met
from assessments.scoring.rules.counted import Count, CountDeduction, RangeDeduction, Sample
from assessments.scoring.rules.measured import Bands, Discretion, Linear, Ratio
from assessments.scoring.words import ScoringRule

RULES: dict[ScoringRule, type[Rule]] = {
    rule.kind: rule
    for rule in (
        Met,
        Discretion,
        CountDeduction,
        RangeDeduction,
        Count,
        Level,
        Bands,
        Linear,
        Ratio,
        Sample,
        Ballot,
    )
}


def parse_rule(kind: ScoringRule, parameters: str, points: Fraction) -> Rule:
    """The rule of an item worth `points`; SpecError names everything wrong with `parameters`."""
    return RULES[kind].parse(parameters, points)


__all__ = ["RULES", "Answer", "Choice", "Outcome", "Rule", "parse_rule"]
