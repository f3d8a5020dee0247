"""Several scorers of one item become one figure, exactly."""

from collections.abc import Sequence
from fractions import Fraction

from assessments.scoring.numbers import exact_mean
from assessments.scoring.words import Combine

FEWEST_FOR_TRIMMING = 5


class CombineRefused(ValueError):
    """The scores cannot be combined in this way; the message says why, in Chinese."""


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
