"""Ranks, grades, last per cent and terms as the second engine has them, on random lists."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from assessments.scoring import (
    Grade,
    Standing,
    TermMode,
    award_grades,
    last_percent,
    rank_units,
    term_total,
    two_places,
)
from tests.assessments.scoring import reference_lists

LISTS = 1000
BOUNDS = (None, Fraction(6), Fraction(9), Fraction(17, 2))
QUOTAS = (None, Fraction(1, 5), Fraction(1, 3), Fraction(1, 2), Fraction(0), Fraction(1))
SHARES = (Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(1))


def random_units(chance):
    """Few different totals, so that there are many ties."""
    return [
        (
            f"单位{number}",
            None if chance.random() < 0.1 else Fraction(chance.randint(8, 20), 2),
            chance.random() < 0.1,
        )
        for number in range(chance.randint(0, 12))
    ]


@pytest.mark.parametrize("seed", range(5))
def test_both_engines_agree_on_lists_of_units(seed):
    chance = Random(seed)  # noqa: S311 - repeatable on purpose
    for _ in range(LISTS):
        units = random_units(chance)
        table = [
            (f"第{place}等", chance.choice(BOUNDS), chance.choice(QUOTAS))
            for place in range(chance.randint(0, 3))
        ]
        share = chance.choice(SHARES)
        standings = [
            Standing(name, None if total is None else two_places(total), vetoed)
            for name, total, vetoed in units
        ]
        grades = [Grade(name=name, lower=lower, quota=quota) for name, lower, quota in table]

        assert rank_units(standings) == reference_lists.ranks(units), units
        assert award_grades(grades, standings) == reference_lists.grades(table, units)
        assert last_percent(standings, share) == reference_lists.last(units, share)


def test_both_engines_agree_on_terms_and_on_the_rounding():
    chance = Random(1)  # noqa: S311 - repeatable on purpose
    for _ in range(LISTS):
        count = chance.randint(1, 4)
        years = [
            Fraction(chance.randint(0, 10_000), chance.choice([100, 3, 7])) for _ in range(count)
        ]
        parts = [chance.randint(1, 9) for _ in range(count)]
        weights = [Fraction(part, sum(parts)) for part in parts]
        mode = chance.choice(list(TermMode))

        total = term_total(years, mode, weights if mode is TermMode.WEIGHTED else ())

        assert total == reference_lists.term(years, mode.value, weights)
        shown = reference_lists.published(total)
        assert two_places(total) == Decimal(shown.numerator) / shown.denominator
