"""One verdict on a number, whichever door it comes through."""

import time
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from wenming.errors import DomainError
from wenming.numbers import (
    StrictDecimalField,
    StrictIntegerField,
    from_cell,
    from_json,
    parse_decimal,
    parse_optional_decimal,
    plain,
)

RANGE = {"places": 2, "minimum": 0, "maximum": 100}
TAKEN = {
    "100": "100.00",
    "0": "0.00",
    "-0": None,
    "９５": "95.00",
    "９５．５": "95.50",
    "　 95　": "95.00",
    "00095": "95.00",
    "9.50": "9.50",
}
REFUSED = [
    "101",
    "-1",
    "－1",
    "NaN",
    "sNaN",
    "-inf",
    "1e-400",
    "1E2",
    "9_5",
    "9.999",
    "9.995",
    "9.985",
    "٩٥",
    "9,5",
    "9。5",
    "1,000",
    "95.",
    ".5",
    "+5",
    "--5",
    "5-",
    "95\x00",
    "9 5",
    "0x5F",
    "九十五",
    "½",
    "⑨",
    "²",
    "True",
    "None",
    "=95",
    "95;DROP TABLE x--",
    "−5",
    "95 分",
    "1e1000000000",
    "1" * 5000,
    "0.1" + "0" * 5000,
    "",
    "   ",
]


class ScoreForm(forms.Form):
    points = StrictDecimalField(label="得分", required=False, **RANGE)
    people = StrictIntegerField(label="人数", required=False, minimum=0)


def form_verdict(text: str) -> Decimal | None:
    form = ScoreForm({"points": text})
    return form.cleaned_data["points"] if form.is_valid() else None


@pytest.mark.parametrize(("text", "stored"), [pair for pair in TAKEN.items() if pair[1]])
def test_what_every_door_takes(text, stored):
    for number in (
        parse_decimal(text, **RANGE),
        from_cell(text, **RANGE),
        from_json(text, **RANGE),
        form_verdict(text),
    ):
        assert str(number) == stored


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: ascii(text[:20]))
def test_what_every_door_refuses(text):
    started = time.monotonic()
    for door in (parse_decimal, from_cell, from_json):
        with pytest.raises(DomainError, match="0 到 100 之间"):
            door(text, **RANGE)
    assert form_verdict(text) is None
    assert time.monotonic() - started < 0.2


@pytest.mark.parametrize("text", ["9,5", "9。5", "9，5", "1,000", "９、５"])
def test_a_comma_for_a_point_gets_a_hint(text):
    with pytest.raises(DomainError, match="请用小数点"):
        parse_decimal(text, **RANGE)


def test_a_blank_is_not_zero():
    assert parse_optional_decimal("", **RANGE) is None
    assert parse_optional_decimal(None, **RANGE) is None
    assert parse_optional_decimal("　", **RANGE) is None
    assert ScoreForm({"points": " "}).fields["points"].clean(" ") is None


def test_a_form_keeps_what_was_typed_and_says_what_is_wrong():
    form = ScoreForm({"points": "9,5"})

    assert not form.is_valid()
    assert "9,5" in str(form["points"])
    assert "请用小数点" in form.errors["points"][0]


def test_a_required_field_asks_to_be_filled():
    with pytest.raises(forms.ValidationError, match="必填项"):
        StrictDecimalField(places=1).clean("")


def test_a_stored_number_is_shown_without_trailing_zeros():
    form = ScoreForm(initial={"points": Decimal("9.50")})

    assert 'value="9.5"' in str(form["points"])
    assert 'inputmode="decimal"' in str(form["points"])


def test_whole_numbers_are_ints():
    form = ScoreForm({"people": "１２"})

    assert form.is_valid()
    assert form.cleaned_data["people"] == 12
    assert isinstance(form.cleaned_data["people"], int)
    assert not ScoreForm({"people": "1.0"}).is_valid()


def test_a_range_may_go_below_zero():
    assert parse_decimal("-2.5", places=1, minimum=-5) == Decimal("-2.5")
    assert str(parse_decimal("-0", places=1, minimum=-5)) == "0.0"


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        (95, "95.00"),
        (9.5, "9.50"),
        (0.1 + 0.2, "0.30"),
        (Decimal("3.10"), "3.10"),
        (100.00000000000001, "100.00"),
        (9.125, None),
        (True, None),
        (None, None),
        (float("nan"), None),
        (float("inf"), None),
        (1.1e17, None),
        ("95%", None),
        (date(2026, 3, 1), None),
        ([], None),
    ],
    ids=repr,
)
def test_cells_are_judged_by_what_excel_meant(cell, stored):
    if stored is None:
        with pytest.raises(DomainError):
            from_cell(cell, **RANGE)
    else:
        assert str(from_cell(cell, **RANGE)) == stored


@pytest.mark.parametrize("value", [95, 95.10000000000001, True, None, [], {}])
def test_json_numbers_are_strings(value):
    with pytest.raises(DomainError):
        from_json(value, **RANGE)


@pytest.mark.parametrize(
    ("number", "shown"),
    [("0", "0"), ("0.00", "0"), ("9.50", "9.5"), ("100", "100"), ("1E+2", "100"), ("-0.5", "-0.5")],
)
def test_numbers_are_shown_plainly(number, shown):
    assert plain(Decimal(number)) == shown


@given(st.decimals(0, 100, places=2))
def test_what_is_shown_can_be_typed_again(number):
    assert parse_decimal(plain(number), **RANGE) == number


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_a_sentence(text):
    with suppress(DomainError):
        number = parse_decimal(text, **RANGE)
        assert 0 <= number <= 100
        assert number.as_tuple().exponent == -2
