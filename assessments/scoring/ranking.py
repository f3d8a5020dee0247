"""Ranks, grades and terms: what happens to totals once every unit of a type has one.

All of it works on published totals (two places): two units that show the same total share a rank,
and nobody stands below a bound that the printed figure reaches.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Generic, TypeVar

from assessments.scoring.tree import Grade
from assessments.scoring.words import TermMode

K = TypeVar("K", bound=Hashable)
VETOED = "一票否决"


@dataclass(frozen=True, slots=True)
class Standing(Generic[K]):
    """One unit in the list of its type. `total` is None while its result is incomplete."""

    key: K
    total: Decimal | None
    vetoed: bool = False

    @property
    def is_ranked(self) -> bool:
        return self.total is not None and not self.vetoed


def rank_units(standings: Iterable[Standing[K]]) -> dict[K, int | None]:
    """Rank per unit; equal totals share one (1, 2, 2, 4).

    Incomplete units are not ranked. Neither are vetoed ones: their figures stay as they are, but a
    unit that is struck off must not stand between others in the list.
    """
    standings = list(standings)
    ranks: dict[K, int | None] = {standing.key: None for standing in standings}
    previous: Decimal | None = None
    rank = 0
    for place, standing in enumerate(_best_first(standings), 1):
        if standing.total != previous:
            rank, previous = place, standing.total
        ranks[standing.key] = rank
    return ranks


def award_grades(grades: Sequence[Grade], standings: Iterable[Standing[K]]) -> dict[K, str | None]:
    """Grade per unit over the list of one type: by bound, by quota, or by both.

    A quota is a share of all units with a result (vetoed ones included, since the quota is set on
    the number assessed), rounded down: 20 % of 9 is 1, because a quota is a ceiling. Units that tie
    with the last one in the quota get the grade too, as nothing tells them apart. A unit without a
    place or below the bound falls to the next grade; a vetoed unit gets 一票否决.
    """
    standings = list(standings)
    awarded: dict[K, str | None] = {standing.key: None for standing in standings}
    assessed = [standing for standing in standings if standing.total is not None]
    awarded.update({standing.key: VETOED for standing in assessed if standing.vetoed})
    waiting = _best_first(standings)
    for grade in grades:
        chosen = _deserving(grade, waiting, len(assessed))
        awarded.update({standing.key: grade.name for standing in chosen})
        waiting = [standing for standing in waiting if awarded[standing.key] is None]
    return awarded


def last_percent(standings: Iterable[Standing[K]], share: Fraction) -> frozenset[K]:
    """The units in the last `share` of the ranked list (末位淘汰), rounded down.

    Where the edge runs through a tie, the tied units stay in: none of them is last beyond doubt.
    """
    ranked = _best_first(list(standings))
    out = int(len(ranked) * share)
    if not out:
        return frozenset()
    tail, edge = ranked[len(ranked) - out :], ranked[len(ranked) - out - 1 : len(ranked) - out]
    tied = {standing.total for standing in edge}
    return frozenset(standing.key for standing in tail if standing.total not in tied)


def term_total(
    parts: Sequence[Fraction], mode: TermMode, weights: Sequence[Fraction] = ()
) -> Fraction:
    """The total of a term from the totals of its years.

    SUM adds (parts of 40 + 60), WEIGHTED multiplies by shares that add to 1 (15/25/60 %), MEAN
    divides by the number of years. ValueError where the weights do not fit the parts.
    """
    if not parts:
        raise ValueError("周期内没有年度得分")
    if mode is TermMode.WEIGHTED:
        if len(weights) != len(parts):
            raise ValueError(f"权重有 {len(weights)} 个，年度得分有 {len(parts)} 个，应当一一对应")
        if sum(weights, Fraction(0)) != 1:
            raise ValueError("各年度权重之和应为 100%")
        return sum((part * share for part, share in zip(parts, weights, strict=True)), Fraction(0))
    total = sum(parts, Fraction(0))
    return total / len(parts) if mode is TermMode.MEAN else total


def grade_by_bound(grades: Sequence[Grade], total: Decimal) -> Grade | None:
    """The best grade that a total alone deserves; grades by quota alone need the whole list."""
    for grade in grades:
        if grade.lower is None and grade.quota is not None:
            continue
        if grade.lower is None or total >= grade.lower:
            return grade
    return None


def _best_first(standings: Sequence[Standing[K]]) -> list[Standing[K]]:
    ranked = [standing for standing in standings if standing.is_ranked]
    return sorted(ranked, key=lambda standing: -(standing.total or 0))


def _deserving(grade: Grade, waiting: Sequence[Standing[K]], assessed: int) -> list[Standing[K]]:
    able = [
        standing
        for standing in waiting
        if grade.lower is None or (standing.total or 0) >= grade.lower
    ]
    if grade.quota is None:
        return able
    places = int(assessed * grade.quota)
    if not places or len(able) <= places:
        return able[:places]
    return [standing for standing in able if (standing.total or 0) >= (able[places - 1].total or 0)]
