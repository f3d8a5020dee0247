"""Values as the trail, a correction and the two-versions page show them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model

from wenming.dates import cn_date, cn_datetime
from wenming.numbers import plain


def label_of(model: type[Model], name: str) -> str:
    """The field's label on screen."""
    return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def in_text(row: Model, name: str, value: Any) -> str:
    """One value of one field: “300 吨”, “2026年10月12日”, “讲座”; nothing for None."""
    if value is None or value == "":
        return ""
    choices = dict(getattr(type(row)._meta.get_field(name), "flatchoices", ()))
    if value in choices:
        return str(choices[value])
    text = _plain(value)
    unit_of = getattr(row, "unit_of", None)
    unit = unit_of(name) if unit_of else ""
    return f"{text} {unit}".strip()


def described(row: Model, values: Mapping[str, Any]) -> dict[str, str]:
    """Label → text of these values, as a trail entry keeps them."""
    return {label_of(type(row), name): in_text(row, name, value) for name, value in values.items()}


def values_of(row: Model, names: Iterable[str]) -> dict[str, Any]:
    """The row's own values of those fields."""
    return {name: getattr(row, name) for name in names}


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return cn_datetime(value)
    return cn_date(value) if isinstance(value, date) else str(value)
