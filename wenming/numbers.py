"""The one strict number parser: form, JSON and Excel give the same verdict on the same text.

Accepted: an optional minus where the range allows one, digits (full-width ones too), and at most
`places` decimals after a point. Leading zeros are harmless; "95." and ".5" are slips and refused.
Everything that Python or Django would kindly read as a number (`9_5`, `1E2`, `٩٥`) is refused.
"""

import re
from datetime import date, time
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from wenming.errors import DomainError
from wenming.text import is_blank

MAX_LENGTH = 20
FULL_WIDTH = str.maketrans("０１２３４５６７８９．－", "0123456789.-")
NUMBER = re.compile(r"(?P<sign>-?)(?P<whole>\d+)(?:\.(?P<decimals>\d+))?", re.ASCII)
COMMA_FOR_POINT = re.compile(r"-?\d+[,，。、．·]\d*", re.ASCII)
FLOAT_NOISE = Decimal("1e-9")


def parse_decimal(
    text: str,
    *,
    places: int,
    minimum: Decimal | int | None = None,
    maximum: Decimal | int | None = None,
) -> Decimal:
    """The number typed in `text`, with exactly `places` decimals, or a DomainError with the rule.

    Never rounds: a digit too many is refused. A blank is refused too: it is not zero.
    """
    rule = _rule(places, minimum, maximum)
    text = text.strip()
    if not text:
        raise DomainError(f"尚未填写，{rule}。")
    typed = text.translate(FULL_WIDTH)
    match = NUMBER.fullmatch(typed) if len(text) <= MAX_LENGTH else None
    if match is None:
        hint = "请用小数点，不要用逗号或句号；" if COMMA_FOR_POINT.fullmatch(typed) else ""
        raise DomainError(f"“{_shortened(text)}”不是可以识别的数，{hint}{rule}。")
    if len(match["decimals"] or "") > places:
        raise DomainError(f"“{_shortened(text)}”的小数位数过多，{rule}。")
    return _in_range(Decimal(typed), places, minimum, maximum, rule)


def parse_optional_decimal(
    text: str | None,
    *,
    places: int,
    minimum: Decimal | int | None = None,
    maximum: Decimal | int | None = None,
) -> Decimal | None:
    """As `parse_decimal`, but a blank is None: not filled in yet, which is never zero."""
    if text is None or is_blank(text):
        return None
    return parse_decimal(text, places=places, minimum=minimum, maximum=maximum)


def from_cell(
    value: object,
    *,
    places: int,
    minimum: Decimal | int | None = None,
    maximum: Decimal | int | None = None,
) -> Decimal:
    """The number in an Excel cell, by the same rule.

    Excel stores 0.3 as 0.30000000000000004: noise below 1e-9 is rounded away, more is refused.
    A percent-formatted cell arrives from `wenming.xlsx` as the text "95%" and is refused here.
    """
    rule = _rule(places, minimum, maximum)
    if isinstance(value, (bool, date, time)) or not isinstance(value, (int, float, Decimal, str)):
        if value is None:
            raise DomainError(f"尚未填写，{rule}。")
        raise DomainError(f"单元格里不是数字，{rule}。")
    if isinstance(value, str):
        return parse_decimal(value, places=places, minimum=minimum, maximum=maximum)
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite() or abs(number) >= 10**15:
        raise DomainError(f"单元格里的数超出范围，{rule}。")
    rounded = number.quantize(Decimal(1).scaleb(-places))
    if abs(rounded - number) > FLOAT_NOISE:
        raise DomainError(f"“{value}”的小数位数过多，{rule}。")
    return _in_range(rounded, places, minimum, maximum, rule)


def from_json(
    value: object,
    *,
    places: int,
    minimum: Decimal | int | None = None,
    maximum: Decimal | int | None = None,
) -> Decimal:
    """The number in a JSON body. Only strings are numbers here: a JSON float is already inexact."""
    if not isinstance(value, str):
        raise DomainError("数值须以文本形式提交。")
    return parse_decimal(value, places=places, minimum=minimum, maximum=maximum)


def plain(number: Decimal) -> str:
    """How a number is shown: no exponent, no trailing zeros, 0 stays "0"."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _in_range(
    number: Decimal,
    places: int,
    minimum: Decimal | int | None,
    maximum: Decimal | int | None,
    rule: str,
) -> Decimal:
    too_small = minimum is not None and number < minimum
    if too_small or (maximum is not None and number > maximum):
        raise DomainError(f"“{plain(number)}”超出范围，{rule}。")
    # Adding zero turns "-0" into "0", which would otherwise be shown as a negative mark.
    return number.quantize(Decimal(1).scaleb(-places)) + 0


def _rule(places: int, minimum: Decimal | int | None, maximum: Decimal | int | None) -> str:
    kind = f"最多 {places} 位小数" if places else "不带小数"
    low, high = (None if bound is None else plain(Decimal(bound)) for bound in (minimum, maximum))
    if low is not None and high is not None:
        return f"应为 {low} 到 {high} 之间的数，{kind}"
    if low is not None:
        return f"应为不小于 {low} 的数，{kind}"
    if high is not None:
        return f"应为不大于 {high} 的数，{kind}"
    return f"应为数字，{kind}"


def _shortened(text: str) -> str:
    printable = "".join(char if char.isprintable() else "�" for char in text)
    return printable if len(printable) <= MAX_LENGTH else printable[:MAX_LENGTH] + "…"


class StrictDecimalField(forms.Field):
    """A number typed by hand. The widget is a text box: a number box hides what it refuses."""

    widget = forms.TextInput

    def __init__(
        self,
        *,
        places: int = 2,
        minimum: Decimal | int | None = None,
        maximum: Decimal | int | None = None,
        **kwargs: Any,
    ) -> None:
        # Before the base class, which already asks for the widget's attributes.
        self.places, self.minimum, self.maximum = places, minimum, maximum
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        try:
            return parse_optional_decimal(
                None if value is None else str(value),
                places=self.places,
                minimum=self.minimum,
                maximum=self.maximum,
            )
        except DomainError as error:
            raise ValidationError(error.message, code="invalid") from error

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        if widget.is_hidden:
            return super().widget_attrs(widget)
        mode = "decimal" if self.places else "numeric"
        return super().widget_attrs(widget) | {"inputmode": mode, "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) else value


class StrictIntegerField(StrictDecimalField):
    """A whole number typed by hand; the cleaned value is an int."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(places=0, **kwargs)

    def clean(self, value: Any) -> int | None:
        number = super().clean(value)
        return None if number is None else int(number)
