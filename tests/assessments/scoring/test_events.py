"""Deductions recorded event by event, and findings that are too old, too late or too small."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from assessments.scoring import (
    AnswerError,
    Deduction,
    Grade,
    RubricSpec,
    Standing,
    Veto,
    award_grades,
    why_not_counted,
)
from assessments.scoring.extras import deduction_lines


def taken(answers: tuple[dict[str, Any], ...], **terms: Any) -> Fraction:
    deduction = Deduction(code="K1", title="通报批评", **terms)
    (line,) = deduction_lines(RubricSpec(name="", deductions=(deduction,)), {"K1": answers})
    return line.value


EACH_2 = {"each": Fraction(2)}
SECRET = {"count": 1, "concealed": True}


@pytest.mark.parametrize(
    ("answers", "terms", "points"),
    [
        pytest.param(({"count": 2}, {"count": 1}), EACH_2, 6, id="events-add-up"),
        pytest.param(({"count": 1}, SECRET), EACH_2, 4, id="no-doubling-unless-the-rubric-says"),
        pytest.param(
            ({"count": 1}, SECRET),
            EACH_2 | {"is_doubled": True},
            6,
            id="only-the-concealed-doubles",
        ),
        pytest.param(({"count": 3}, {"count": 1}), EACH_2 | {"is_once": True}, 2, id="once"),
        pytest.param(
            ({"count": 1}, SECRET),
            EACH_2 | {"is_once": True, "is_doubled": True},
            4,
            id="once-is-the-dearest",
        ),
        pytest.param(
            ({"values": ["3"]}, {"values": ["2", "1"]}), {"each": None}, 6, id="amounts-add-up"
        ),
        pytest.param(
            ({"values": ["3"]}, {"values": ["2", "1"]}),
            {"each": None, "is_averaged": True},
            2,
            id="the-mean-is-over-all-amounts",
        ),
        pytest.param(
            ({"values": ["3"]}, {"values": ["2", "1"], "concealed": True}),
            {"each": None, "is_averaged": True, "is_doubled": True},
            3,
            id="the-mean-of-doubled-amounts",
        ),
        pytest.param(
            ({"values": []}, {"values": []}),
            {"each": None, "is_averaged": True},
            0,
            id="of-nothing",
        ),
    ],
)
def test_events_of_one_deduction_make_one_figure(
    answers: tuple[dict[str, Any], ...], terms: dict[str, Any], points: int
) -> None:
    assert taken(answers, **terms) == points


@pytest.mark.parametrize("terms", [{}, {"is_once": True}, {"is_averaged": True}])
@pytest.mark.parametrize("concealed", [False, True])
def test_one_answer_says_the_same_as_its_events(terms: dict[str, Any], concealed: bool) -> None:
    terms = EACH_2 | terms | {"is_doubled": True}
    one = {"count": 1, "concealed": concealed}

    assert taken((one, one, one), **terms) == taken((one | {"count": 3},), **terms)


def test_no_event_is_no_line_and_a_wrong_one_is_named() -> None:
    spec = RubricSpec(name="", deductions=(Deduction(code="K1", title="", each=Fraction(1)),))

    assert deduction_lines(spec, {"K1": ()}) == ()
    with pytest.raises(AnswerError, match="K1"):
        deduction_lines(spec, {"K1": ({"count": 1}, {"values": ["1"]})})


def veto(months: int | None = None, heads: int | None = None) -> Veto:
    return Veto(code="F1", title="安全事故", months=months, heads=heads)


@pytest.mark.parametrize(
    ("finding", "day", "heads", "reason"),
    [
        (veto(), date(1999, 1, 1), None, ""),
        (veto(), date(2026, 12, 31), None, ""),
        (veto(), date(2027, 1, 1), None, "发生在 2026 年度之后，不计入本年度"),
        (veto(12), date(2026, 1, 1), None, ""),
        (veto(12), date(2025, 12, 31), None, "发生在追溯期（2026年1月1日起，12 个月）之前"),
        (veto(6), date(2026, 7, 1), None, ""),
        (veto(6), date(2026, 6, 30), None, "发生在追溯期（2026年7月1日起，6 个月）之前"),
        (veto(24), date(2025, 1, 1), None, ""),
        (veto(25), date(2024, 12, 1), None, ""),
        (veto(1), date(2026, 11, 30), None, "发生在追溯期（2026年12月1日起，1 个月）之前"),
        (veto(99_999), date(2000, 1, 1), None, ""),
        (veto(heads=3), date(2026, 5, 1), 3, ""),
        (veto(heads=3), date(2026, 5, 1), 2, "2 人，未达到人数门槛 3 人"),
        (veto(heads=3), date(2026, 5, 1), None, "没有登记人数，人数门槛为 3 人"),
    ],
)
def test_what_a_finding_must_reach(
    finding: Veto, day: date, heads: int | None, reason: str
) -> None:
    assert why_not_counted(finding, year=2026, occurred_on=day, heads=heads) == reason


def test_ten_thousand_units_are_graded_at_once() -> None:
    grades = (Grade(name="优秀", quota=Fraction(1, 5)), Grade(name="合格"))
    standings = [Standing(number, Decimal(number) / 100) for number in range(10_000)]

    awarded = award_grades(grades, standings)

    assert [awarded[9_999], awarded[8_000], awarded[7_999]] == ["优秀", "优秀", "合格"]
