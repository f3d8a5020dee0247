"""Kinds of input that several forms have: names, telephone numbers, rows of a register."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from districts.models import RegisterRow
from wenming.text import CleanCharField

PHONE = re.compile(r"1\d{10}|(?:0\d{2,3}-?)?\d{7,8}(?:-\d{1,6})?", re.ASCII)
PHONE_RULE = "请填写 11 位手机号，或带区号的固定电话，例如 0538-5621234。"
SPREADSHEET_ERROR = re.compile(r"#(REF|N/A|DIV/0|VALUE|NAME|NULL|NUM)[!?]?", re.IGNORECASE)


class PhoneField(CleanCharField):
    """A mobile or a fixed line; full-width digits and blanks inside are put right."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        if not text:
            return text
        text = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
        if not PHONE.fullmatch(text):
            raise ValidationError(PHONE_RULE, code="invalid")
        return text


class NameField(CleanCharField):
    """A register name: one line, with something in it besides signs, and no Excel error."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if SPREADSHEET_ERROR.fullmatch(value):
            raise ValidationError(f"“{value}”是 Excel 的错误值，请填写名称。", code="invalid")
        if value and not any(char.isalnum() for char in value):
            raise ValidationError("名称里至少要有一个汉字、字母或数字。", code="invalid")


def offer(field: forms.Field, rows: Any, row: RegisterRow | None, attribute: str) -> None:
    """Offer active rows, and the one that is chosen now even if it is out of use."""
    chosen = getattr(row, attribute, None) if row else None
    active = rows.filter(is_active=True)
    field.queryset = active | rows.filter(pk=chosen) if chosen else active  # type: ignore[attr-defined]
