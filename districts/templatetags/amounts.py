"""How quantities look: `{% load amounts %}` … `{{ row.amount|amount:row.kind.unit }}`."""

from decimal import Decimal

from django import template
from django.utils.html import format_html

from wenming.numbers import plain

register = template.Library()
YUAN, TEN_THOUSAND = "元", 10_000


@register.filter
def amount(value: Decimal | None, unit: str) -> str:
    """“400 吨”; money from ten thousand on as “28 万元” with the exact 元 on hover."""
    if value is None:
        return ""
    text = _grouped(value)
    if unit != YUAN or value < TEN_THOUSAND:
        return f"{text} {unit}"
    short = _grouped(value / TEN_THOUSAND)
    return format_html('<span title="{} {}">{} 万元</span>', text, unit, short)


def _grouped(value: Decimal) -> str:
    """Thousands apart, no trailing zeros."""
    whole, _, rest = plain(value).partition(".")
    return f"{int(whole):,}" + (f".{rest}" if rest else "")
