"""How values look on every page."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template import Context, Template


@pytest.mark.parametrize(
    ("value", "filter_name", "shown"),
    [
        (Decimal("9.50"), "points", "9.5"),
        (Decimal("0.00"), "points", "0"),
        (Fraction(1, 4), "points", "0.25"),
        (7, "points", "7"),
        (None, "points", ""),
        (date(2026, 3, 1), "cn_date", "2026年3月1日"),
        (datetime(2026, 11, 23, 7, 4, tzinfo=UTC), "cn_datetime", "2026年11月23日 15:04"),
        (None, "cn_date", ""),
        (0, "file_size", "0 字节"),
        (1023, "file_size", "1023 字节"),
        (1536, "file_size", "1.5 KB"),
        (300 * 1024, "file_size", "300 KB"),
        (50 * 1024 * 1024, "file_size", "50.0 MB"),
        (5 * 1024**3, "file_size", "5120 MB"),
        (None, "file_size", ""),
    ],
)
def test_filters(value, filter_name, shown):
    template = Template("{% load ui %}{{ value|" + filter_name + " }}")

    assert template.render(Context({"value": value})) == shown
