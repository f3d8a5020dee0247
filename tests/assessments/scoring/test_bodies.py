"""Items that several bodies (评分主体) score: the people of each body first, then the bodies."""

from fractions import Fraction

import pytest

from assessments.scoring import (
    Combine,
    CombineRefused,
    ScorerAnswer,
    Tally,
    combine_values,
    plain,
    spread_of,
    tally,
)
from tests.assessments.scoring.factories import UNIT, make_row, make_spec

SPEC = make_spec(make_row("1", "10", "裁量"))
EDUCATION, POLICE, YOUTH = "县教育局", "县公安局", "团县委"


def result_of(how: Combine, *scores: tuple[str, str]) -> Tally:
    """The unit's result where each (body, points) is one scorer's mark for the one item."""
    marks = [
        ScorerAnswer(f"人员{n}", {"value": points}, body=body)
        for n, (body, points) in enumerate(scores)
    ]
    return tally(SPEC, UNIT, {"1": marks}, how)


@pytest.mark.parametrize(
    ("how", "scores", "total"),
    [
        pytest.param(Combine.MEAN, [("", "9"), ("", "6")], "7.5", id="the-team-alone"),
        pytest.param(
            Combine.MEAN,
            [("", "9"), ("", "9"), ("", "9"), (EDUCATION, "3")],
            "6",
            id="three-of-the-team-do-not-outvote-one-department",
        ),
        pytest.param(
            Combine.MEAN,
            [(EDUCATION, "10"), (POLICE, "8"), (EDUCATION, "9")],
            "8.75",
            id="people-of-a-department-are-put-together-in-any-order",
        ),
        pytest.param(
            Combine.MEDIAN,
            [(EDUCATION, "1"), (EDUCATION, "2"), (EDUCATION, "9"), (POLICE, "4"), (YOUTH, "10")],
            "4",
            id="median-at-both-stages",
        ),
        pytest.param(Combine.TRIMMED, [(EDUCATION, "3")], "3", id="one-voice-is-taken-as-it-is"),
        pytest.param(
            Combine.TRIMMED,
            [(EDUCATION, "3"), (POLICE, "10")],
            "6.5",
            id="few-bodies-are-averaged-not-trimmed",
        ),
        pytest.param(
            Combine.TRIMMED,
            [("甲局", "1"), ("乙局", "9"), ("丙局", "8"), ("丁局", "7"), ("戊局", "10")],
            "8",
            id="five-bodies-are-trimmed",
        ),
        pytest.param(
            Combine.TRIMMED,
            [*(("", points) for points in ("0", "8", "8", "9", "10")), (EDUCATION, "3")],
            "17/3",
            id="a-team-of-five-is-trimmed-first",
        ),
    ],
)
def test_bodies_are_combined_after_their_people(
    how: Combine, scores: list[tuple[str, str]], total: str
) -> None:
    exact = result_of(how, *scores).exact

    assert exact is not None
    assert plain(exact) == total


@pytest.mark.parametrize("body", ["", EDUCATION])
def test_two_people_of_one_body_cannot_be_trimmed(body: str) -> None:
    result = result_of(Combine.TRIMMED, (body, "3"), (body, "4"), (POLICE, "5"))

    assert result.total is None
    assert "现有 2 名" in result.refusals[0]


def test_the_trail_says_each_body_s_figure() -> None:
    result = result_of(Combine.MEAN, ("", "9"), ("", "6"), (EDUCATION, "5"))

    assert "考核组 7.5，县教育局 5；各评分主体平均 6.25，相差 4" in result.trail[0]
    assert result.nodes["1"].spread == Fraction(4)


def test_one_person_of_the_team_cannot_be_trimmed_beside_a_department() -> None:
    result = result_of(Combine.TRIMMED, ("", "9"), (EDUCATION, "3"))

    assert not result.complete
    assert "现有 1 名" in result.refusals[0]


def test_nobody_s_scores_make_nothing_and_lie_nowhere_apart() -> None:
    with pytest.raises(CombineRefused, match="没有评分"):
        combine_values([], Combine.MEAN)
    assert spread_of([]) == 0
