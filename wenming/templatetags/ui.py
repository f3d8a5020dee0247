"""How dates, points and sizes look on every page: `{% load ui %}`."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django import template

from wenming import dates
from wenming.numbers import plain

register = template.Library()


@register.filter
def cn_date(value: date | None) -> str:
    return dates.cn_date(value)


@register.filter
def cn_datetime(value: datetime | None) -> str:
    return dates.cn_datetime(value)


@register.filter
def points(value: Decimal | Fraction | int | None) -> str:
    """9.50 → 9.5, 0 → 0; nothing for None, which is never zero."""
    if value is None or value == "":
        return ""
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / value.denominator
    return plain(value) if isinstance(value, Decimal) else str(value)


@register.filter
def file_size(size: int | None) -> str:
    """1536 → 1.5 KB."""
    if size is None:
        return ""
    amount = float(size)
    for unit in ("字节", "KB", "MB"):
        if amount < 1024 or unit == "MB":
            break
        amount /= 1024
    return f"{amount:.0f} {unit}" if unit == "字节" or amount >= 100 else f"{amount:.1f} {unit}"
