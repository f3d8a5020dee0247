"""Figures at the door: what is read as a number, and how exact results are written."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import NumberError, parse_number, plain, two_places
from assessments.scoring.numbers import exact_sum


@pytest.mark.parametrize(
    ("source", "value"),
    [
        pytest.param("95", Fraction(95), id="whole"),
        pytest.param("0.5", Fraction(1, 2), id="decimal"),
        pytest.param("９５．５", Fraction(191, 2), id="full-width"),
        pytest.param("\u3000 95\u3000", Fraction(95), id="ideographic spaces are trimmed"),
        pytest.param("00095", Fraction(95), id="leading zeros mean nothing"),
        pytest.param("0.50000", Fraction(1, 2), id="trailing zeros mean nothing"),
        pytest.param(3, Fraction(3), id="a whole number"),
        pytest.param(999_999_999, Fraction(999_999_999), id="the largest whole number"),
        pytest.param(Decimal("3.50"), Fraction(7, 2), id="a Decimal"),
        pytest.param(Decimal("1E+2"), Fraction(100), id="a Decimal that prints with an exponent"),
    ],
)
def test_reads_numbers_as_people_type_them(source, value):
    assert parse_number(source) == value


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("", "未填"),
        ("9_5", "不是数字"),
        ("1E2", "不是数字"),
        ("-1", "不能为负"),
        ("−5", "不能为负"),
        ("+5", "不是数字"),
        ("95.", "不是数字"),
        (".5", "不是数字"),
        ("9,5", "请用小数点"),
        ("9。5", "请用小数点"),
        ("1,000", "请用小数点"),
        ("٩٥", "不是数字"),
        ("½", "不是数字"),
        ("⑨", "不是数字"),
        ("九十五", "不是数字"),
        ("0x5F", "不是数字"),
        ("NaN", "不是数字"),
        ("-inf", "不是数字"),
        ("95\x00", "不是数字"),
        ("1234567890", "过大"),
        ("1e1000000000", "不是数字"),
        ("0.00001", "最多保留 4 位小数"),
        (True, "应填数字"),
        (0.5, "应填数字"),
        (None, "应填数字"),
        ([], "应填数字"),
        (10**9, "^数字过大，整数部分"),
        pytest.param(10**5000, "^数字过大，整数部分", id="too long to be printed"),
        (Decimal("NaN"), "^数字过大或过小"),
        (Decimal("1E+30"), "^“1000"),
        (Decimal("1E+31"), "^数字过大或过小"),
        (Decimal("1E+999999"), "^数字过大或过小"),
        ("九" * 20, "^“九{20}”不是"),
        ("九" * 21, "^“九{20}…”不是"),
        ("九" * 1000, "…"),
    ],
)
def test_refuses_everything_else_and_says_why(source, says):
    with pytest.raises(NumberError, match=says) as refused:
        parse_number(source)
    assert len(str(refused.value)) < 80


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(100), "100"),
        (Fraction(7, 2), "3.5"),
        (Fraction(-7, 2), "-3.5"),
        (Fraction(917155, 10000), "91.7155"),
        (Fraction(1, 10**10), "0.0000000001"),
        (Fraction(1, 10**11), "1/100000000000"),
        (Fraction(275, 3), "275/3"),
        (Fraction(-1, 3), "-1/3"),
    ],
)
def test_writes_a_decimal_where_it_ends_within_ten_places_else_a_fraction(value, text):
    assert plain(value) == text
    assert Fraction(text) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(Fraction(917155, 10000), "91.72", id="half a cent goes up"),
        pytest.param(Fraction(5, 1000), "0.01", id="also to an odd cent"),
        pytest.param(Fraction(15, 1000), "0.02", id="also to an even cent"),
        pytest.param(Fraction(4999999999, 10**12), "0.00", id="a hair below half stays down"),
        pytest.param(Fraction(275, 3), "91.67", id="a fraction without end"),
        pytest.param(Fraction(100), "100.00", id="always two places"),
        pytest.param(
            6 * Fraction(1, 3) + Fraction(5, 1000), "2.01", id="six thirds and a half cent"
        ),
        pytest.param(Fraction(-5, 1000), "-0.01", id="half away from zero below it"),
    ],
)
def test_rounds_once_half_up_to_two_places(value, text):
    assert str(two_places(value)) == text


@given(st.lists(st.fractions()))
def test_the_fast_sum_is_the_sum(values):
    assert exact_sum(values) == sum(values, Fraction(0))


@given(st.fractions())
def test_what_is_written_exactly_is_exact(value):
    assert Fraction(plain(value)) == value
