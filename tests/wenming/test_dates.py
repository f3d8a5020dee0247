"""Dates at the door and on the screen."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django import forms

from wenming.dates import (
    StrictDateField,
    StrictDateTimeField,
    cn_date,
    cn_datetime,
    date_from_cell,
    parse_date,
    parse_datetime,
)
from wenming.errors import DomainError

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW):
        yield


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("2026年3月1日", date(2026, 3, 1)),
        ("２０２６-０３-０１", date(2026, 3, 1)),
        ("　2026年03月01日 ", date(2026, 3, 1)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2000-01-01", date(2000, 1, 1)),
        ("2031-12-31", date(2031, 12, 31)),
    ],
)
def test_two_spellings_are_read(typed, day):
    assert parse_date(typed) == day
    assert StrictDateField().clean(typed) == day


@pytest.mark.parametrize(
    "typed",
    [
        "2026-02-30", "2026-13-01", "0000-01-01", "1", "44927", "-2026-03-01", "0001-01-01",
        "9999-12-31", "1899-12-31", "2032-01-01", "01/02/2026", "2026/3/1", "2026.3.1", "2026-3-1",
        "20260301", "2026-03-01T00:00", "٢٠٢٦-03-01", "2026年2月29日", "明天", "2026-03-01\x00",
        "2" * 9000,
    ],
    ids=lambda text: ascii(text[:20]),
)  # fmt: skip
def test_everything_else_is_refused_with_the_format(typed):
    with pytest.raises(DomainError, match="2026-03-01"):
        parse_date(typed)
    with pytest.raises(forms.ValidationError):
        StrictDateField(required=False).clean(typed)


@pytest.mark.parametrize("typed", ["2026-03-01T17:30", "2026-03-01 17:30", "2026年3月1日 17:30:00"])
def test_a_moment_is_in_the_offices_time_zone(typed):
    assert parse_datetime(typed) == datetime(2026, 3, 1, 17, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "typed",
    [
        "0001-01-01 00:00", "9999-12-31T23:59:00-08:00", "2026-03-01 24:00", "2026-03-01T10:00:60",
        "2026-03-01T10:00+25:00", "2026-03-01T10:00+08:00", "2026-03-01", "2026-03-01T1:00",
    ],
)  # fmt: skip
def test_a_moment_that_is_none_is_refused(typed):
    with pytest.raises(DomainError, match="2026-03-01 17:30"):
        parse_datetime(typed)
    with pytest.raises(forms.ValidationError):
        StrictDateTimeField().clean(typed)


def test_a_blank_is_no_date():
    assert StrictDateField(required=False).clean(" ") is None
    assert StrictDateTimeField(required=False).clean("") is None


@pytest.mark.parametrize("cell", [date(2026, 3, 1), datetime(2026, 3, 1), "2026年3月1日"])  # noqa: DTZ001
def test_a_cell_is_a_day_or_its_text(cell):
    assert date_from_cell(cell) == date(2026, 3, 1)


@pytest.mark.parametrize("cell", [44927, 1.5, True, None, date(1899, 12, 31), "01/02/2026"])
def test_a_number_in_a_cell_is_no_day(cell):
    with pytest.raises(DomainError):
        date_from_cell(cell)


def test_dates_are_shown_as_the_office_writes_them():
    assert cn_date(date(2026, 3, 1)) == "2026年3月1日"
    assert cn_date(datetime(2026, 2, 28, 23, tzinfo=UTC)) == "2026年3月1日"
    assert cn_datetime(datetime(2026, 11, 23, 7, 4, tzinfo=UTC)) == "2026年11月23日 15:04"
    assert cn_date(None) == cn_datetime(None) == ""


def test_a_form_shows_a_stored_moment_in_the_browsers_own_format():
    class PhaseForm(forms.Form):
        ends_at = StrictDateTimeField()

    form = PhaseForm(initial={"ends_at": datetime(2026, 3, 1, 9, 30, tzinfo=UTC)})

    assert 'value="2026-03-01T17:30"' in str(form["ends_at"])
