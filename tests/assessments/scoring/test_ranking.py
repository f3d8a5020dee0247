"""Ranks that ties share, grades by bound and quota, the last ten per cent, and terms."""

from decimal import Decimal
from fractions import Fraction

import pytest

from assessments.scoring import (
    Grade,
    Standing,
    TermMode,
    award_grades,
    last_percent,
    rank_units,
    term_total,
)
from assessments.scoring.ranking import grade_by_bound


def standings(*totals: str | None, vetoed: str = "") -> list[Standing[str]]:
    """Units A, B, C … with these totals; those named in `vetoed` are vetoed."""
    return [
        Standing(name, None if total is None else Decimal(total), name in vetoed)
        for name, total in zip("ABCDEFGHIJKLMNOPQRST", totals, strict=False)
    ]


@pytest.mark.parametrize(
    ("totals", "vetoed", "ranks"),
    [
        (["90.00", "95.00", "90.00", "80.00"], "", [2, 1, 2, 4]),
        (["90.00", "90.00", "90.00"], "", [1, 1, 1]),
        (["90.00", None, "95.00"], "", [2, None, 1]),
        (["90.00", "99.00", "80.00"], "B", [1, None, 2]),
        ([], "", []),
    ],
    ids=["1 2 2 4", "all tie", "incomplete", "vetoed", "nobody"],
)
def test_ranks(totals, vetoed, ranks):
    assert list(rank_units(standings(*totals, vetoed=vetoed)).values()) == ranks


BEST_FIFTH = Grade(name="优秀", lower=Fraction(90), quota=Fraction(1, 5))
BY_QUOTA = Grade(name="一等", quota=Fraction(1, 5))
BY_HALF = Grade(name="半数", quota=Fraction(1, 2))
BY_BOUND = Grade(name="合格", lower=Fraction(60))
REST = Grade(name="其他")


@pytest.mark.parametrize(
    ("grades", "totals", "awarded"),
    [
        pytest.param([BY_BOUND], ["60", "59.99"], "合-", id="bound"),
        pytest.param([BY_QUOTA, REST], ["9", "8", "7", "6", "5"], "一其其其其", id="quota"),
        pytest.param(
            [BY_QUOTA, REST], ["9", "9", "7", "6", "5"], "一一其其其", id="tie at the edge"
        ),
        pytest.param(
            [BY_QUOTA, REST], ["9", "8", "7", "6"], "其其其其", id="a fifth of four is none"
        ),
        pytest.param(
            [BEST_FIFTH, BY_BOUND], ["95", "94", "70", "65", "50"], "优合合合-", id="both"
        ),
        pytest.param(
            [BEST_FIFTH, BY_BOUND], ["89", "88", "70", "65", "50"], "合合合合-", id="bound bars"
        ),
        pytest.param([BY_BOUND], [None, "70"], "-合", id="incomplete has none"),
        pytest.param([BY_HALF], ["0.50", "0"], "半-", id="no points are fewer than half a point"),
        pytest.param([BY_HALF], ["0", "0"], "半半", id="no points tie with no points"),
    ],
)
def test_grades(grades, totals, awarded):
    given = award_grades(grades, standings(*totals)).values()
    assert "".join((name or "-")[0] for name in given) == awarded


def test_a_vetoed_unit_is_graded_so_and_its_place_goes_to_the_next():
    units = standings("99", "98", "70", "65", "50", vetoed="A")
    assert list(award_grades([BEST_FIFTH, REST], units).values()) == [
        "一票否决", "优秀", "其他", "其他", "其他"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("totals", "out"),
    [
        ([str(n) for n in range(20)], "AB"),
        (["5"] * 9 + ["1"], "J"),
        (["5"] * 8 + ["1", "1"], ""),
        (["5"] * 9, ""),
        ([], ""),
    ],
    ids=["two of twenty", "one of ten", "the edge runs through a tie", "a tenth of nine", "nobody"],
)
def test_last_ten_per_cent(totals, out):
    assert last_percent(standings(*totals), Fraction(1, 10)) == frozenset(out)


@pytest.mark.parametrize(
    ("parts", "mode", "weights", "total"),
    [
        (["80", "85", "90"], TermMode.WEIGHTED, ["0.15", "0.25", "0.6"], "87.25"),
        (["84", "86", "91"], TermMode.MEAN, [], "87"),
        (["38.5", "55"], TermMode.SUM, [], "93.5"),
    ],
)
def test_terms(parts, mode, weights, total):
    assert term_total(
        [Fraction(part) for part in parts], mode, [Fraction(share) for share in weights]
    ) == Fraction(total)


@pytest.mark.parametrize(
    ("parts", "weights", "says"),
    [([], [], "没有年度得分"), ([1], [], "一一对应"), ([1, 2], ["0.5", "0.4"], "100%")],
)
def test_a_term_that_does_not_fit_is_refused(parts, weights, says):
    with pytest.raises(ValueError, match=says):
        term_total(
            [Fraction(part) for part in parts], TermMode.WEIGHTED, list(map(Fraction, weights))
        )


@pytest.mark.parametrize(
    ("grades", "total", "grade"),
    [
        ([BEST_FIFTH, BY_BOUND], "90", BEST_FIFTH),
        ([BEST_FIFTH, BY_BOUND], "89.99", BY_BOUND),
        ([BY_QUOTA, BY_BOUND, REST], "95", BY_BOUND),
        ([BY_QUOTA, BY_BOUND, REST], "10", REST),
        ([BY_QUOTA, BY_BOUND], "10", None),
    ],
    ids=["at the bound", "below it", "a quota alone says nothing yet", "the rest", "none"],
)
def test_the_grade_that_a_total_alone_deserves(grades, total, grade):
    assert grade_by_bound(grades, Decimal(total)) is grade
