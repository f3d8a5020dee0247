"""Several scorers of one item become one figure, exactly.

Where several bodies (评分主体) score an item, two stages: the scorers of each body first, then the
bodies, so that a team of three does not outvote a department of one. The rubric gives the item to
bodies ("an item may be scored by several departments"), the cycle's setting says how several
scores become one; it is asked at both stages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.scoring.numbers import exact_mean
from assessments.scoring.words import Combine

FEWEST_FOR_TRIMMING = 5


class CombineRefused(ValueError):
    """The scores cannot be combined in this way; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What one body makes of an item. `body` is "" for the assessment team."""

    body: str
    value: Fraction


def combine_bodies(scores: Sequence[tuple[str, Fraction]], how: Combine) -> Fraction:
    """The one figure for (body, score) pairs of one item.

    Inside a body `how` over its scorers; then `how` over the bodies' figures, each counted once.
    Trimming drops single opinions, and a body's figure is none: what a named body says with one
    voice is taken as it is, and fewer than five bodies are averaged. Inside a body two to four
    scorers are refused, as in a team.
    """
    values = [figure.value for figure in figures_of(scores, how)]
    if how is Combine.TRIMMED and len(values) < FEWEST_FOR_TRIMMING:
        return exact_mean(values)
    return combine_values(values, how)


def figures_of(scores: Sequence[tuple[str, Fraction]], how: Combine) -> list[Figure]:
    """Each body's own figure, in the order in which the bodies come up."""
    bodies: dict[str, list[Fraction]] = {}
    for body, value in scores:
        bodies.setdefault(body, []).append(value)
    return [Figure(body, _figure(body, values, how)) for body, values in bodies.items()]


def _figure(body: str, values: Sequence[Fraction], how: Combine) -> Fraction:
    return values[0] if body and len(values) == 1 else combine_values(values, how)


def combine_values(values: Sequence[Fraction], how: Combine) -> Fraction:
    """The one figure for `values`; their order does not matter.

    The median of an even number is the mean of the two in the middle. Trimming drops exactly one
    highest and one lowest value, also where several are equal, and is refused below five scorers:
    with three it would leave the word of a single person.
    """
    if not values:
        raise CombineRefused("没有评分，无法合并")
    if how is Combine.MEDIAN:
        return _median(sorted(values))
    if how is Combine.TRIMMED:
        if len(values) < FEWEST_FOR_TRIMMING:
            raise CombineRefused(
                f"去掉一个最高分和一个最低分须至少 {FEWEST_FOR_TRIMMING} 名评分人，"
                f"现有 {len(values)} 名"
            )
        return exact_mean(sorted(values)[1:-1])
    return exact_mean(values)


def spread_of(values: Sequence[Fraction]) -> Fraction:
    """The distance between the highest and the lowest score."""
    return max(values) - min(values) if values else Fraction(0)


def _median(ordered: Sequence[Fraction]) -> Fraction:
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
