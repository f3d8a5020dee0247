"""Decimals that a database can add: kept as whole numbers of their last place.

SQLite adds decimals as floats, so that a thousand times 0.10 is 99.9999999999986. Whole numbers
it adds exactly, as PostgreSQL does. Sums, comparisons, `F()` and ordering work as usual; an
average has no finite decimal and is refused: divide in Python.
"""

from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from wenming.numbers import StrictDecimalField

LARGEST = 2**63 - 1  # what a bigint holds

S_contra = TypeVar("S_contra", contravariant=True)
G_co = TypeVar("G_co", covariant=True)


class ExactDecimalField(models.Field[S_contra, G_co]):
    """A Decimal with exactly `places` decimals, stored as an integer scaled by them."""

    description = "以整数保存的小数"
    _pyi_private_set_type: Decimal | int
    _pyi_private_get_type: Decimal
    _pyi_lookup_exact_type: Decimal | int

    def __init__(self, *args: Any, places: int = 2, **kwargs: Any) -> None:
        self.places = places
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"places": self.places}

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def to_python(self, value: Any) -> Decimal | None:
        """The exact value, or ValidationError where it has more decimals than there are places."""
        if value is None:
            return None
        try:
            number = Decimal(value) if isinstance(value, (int, str, Decimal)) else None
            exact = None if number is None else number.quantize(Decimal(1).scaleb(-self.places))
        except InvalidOperation:
            number = exact = None
        if number is None or exact != number or abs(exact.scaleb(self.places)) > LARGEST:
            raise ValidationError(f"“{value}”不是最多 {self.places} 位小数的数。", code="invalid")
        return exact

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if value is None or hasattr(value, "resolve_expression"):
            return value
        number = self.to_python(value)
        return None if number is None else int(number.scaleb(self.places))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        """PostgreSQL answers a sum of bigints as a numeric without decimals."""
        if value is None:
            return None
        if value != int(value) or isinstance(value, float):
            raise TypeError("only sums and single values are exact; divide in Python")
        return Decimal(int(value)).scaleb(-self.places).quantize(Decimal(1).scaleb(-self.places))

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        options: dict[str, Any] = {
            "label": self.verbose_name,
            "required": not self.blank,
            "help_text": self.help_text,
            "places": self.places,
        }
        kept = {name: value for name, value in kwargs.items() if name in ("label", "initial")}
        field: forms.Field = StrictDecimalField(**options | kept)
        return field
