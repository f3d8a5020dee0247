"""One Django form per Excel row: a workbook obeys the same rules as the page.

A field's label is its column's head. A cell left blank is no value at all, so that it changes
nothing; `given` holds what the row says, as plain JSON.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from districts.forms import MOST_PEOPLE, NameField, PhoneField
from districts.models import Department, ImportKind, Township, Unit, UnitAttribute, UnitType
from wenming.dates import StrictDateField, cn_date
from wenming.numbers import StrictIntegerField
from wenming.numbers import plain as number
from wenming.text import CleanCharField, name_key

EXACT_INTEGERS = 10**15  # Excel keeps 15 digits; beyond them it has changed the number
CLOSEST = 3
NEW, CHANGED, SAME = "new", "changed", "same"
Known = Mapping[str, Any]  # name_key -> row
Planned = dict[str, Any]  # one row of a plan, as JSON


class KnownField(CleanCharField):
    """The name of something registered; a wrong one is answered with the three closest."""

    def __init__(self, noun: str, **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)
        self.noun = noun
        self.known: Known = {}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        row = self.known.get(name_key(text))
        if row is None:
            raise ValidationError(unknown(self.noun, text, self.known))
        if not getattr(row, "is_active", True):
            raise ValidationError(f"{self.noun}“{row}”已停用，请先在登记册中启用。")
        return row


class KnownListField(KnownField):
    """Several names in one cell, separated by 、 or a comma."""

    def __init__(self, noun: str, **kwargs: Any) -> None:
        super().__init__(noun, **kwargs)
        self.max_length = None
        self.validators = []

    def clean(self, value: Any) -> Any:
        parts = filter(None, (part.strip() for part in re.split(r"[、,，;；\n]", str(value or ""))))
        rows = [super(KnownListField, self).clean(part) for part in parts]
        return list(dict.fromkeys(rows)) or None


class WordField(CleanCharField):
    """One of the words of a TextChoices; the value is its code."""

    def __init__(self, words: type[TextChoices], **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)
        self.codes = {label: code for code, label in words.choices}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        if text not in self.codes:
            raise ValidationError(f"“{text}”不在可填的范围内，请填：{'、'.join(self.codes)}。")
        return self.codes[text]


class YesNoField(CleanCharField):
    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        if text not in ("是", "否"):
            raise ValidationError("请填“是”或“否”。")
        return text == "是"


class ImportRow(forms.Form):
    """Base of all kinds. `required` are the columns a file must have."""

    required: ClassVar[tuple[str, ...]] = ("name",)
    keyed_by: ClassVar[tuple[str, ...]] = ("name",)
    name: forms.Field = NameField(label="名称")

    def __init__(self, values: Mapping[str, object], *, known: Mapping[str, Known]) -> None:
        texts, refused = {}, {}
        for name, field in type(self).base_fields.items():
            try:
                is_date = isinstance(field, StrictDateField)
                texts[name] = cell_text(values.get(str(field.label)), is_date=is_date)
            except ValidationError as error:
                refused[name] = error
        super().__init__(texts)
        self.refused = refused
        for field in self.fields.values():
            field.error_messages["required"] = "这一格不能为空。"
        for name, rows in known.items():
            asked = self.fields.get(name)
            if isinstance(asked, KnownField):
                asked.known = rows

    def full_clean(self) -> None:
        """A cell that Excel has spoilt keeps its own error instead of the field's."""
        super().full_clean()
        for name, error in self.refused.items():
            self.errors.pop(name, None)
            self.add_error(name, error)

    @property
    def has_key(self) -> bool:
        """Whether the cells that make the key can be read, whatever else is wrong."""
        return all(self.cleaned_data.get(name) for name in self.keyed_by)

    @property
    def key(self) -> str:
        """What makes two rows the same one."""
        return name_key(self.cleaned_data["name"])

    @property
    def given(self) -> dict[str, Any]:
        """Field → typed value, of the cells that were filled in."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if value is not None and value != ""
        }


class TownshipRow(ImportRow):
    name = NameField(label="乡镇名称")


class DepartmentRow(ImportRow):
    name = NameField(label="部门名称")


class VillageRow(ImportRow):
    required = keyed_by = ("name", "township")
    name = NameField(label="村名")
    township = KnownField("乡镇", label="所属乡镇")
    is_core = YesNoField(label="核心村", required=False)
    households = StrictIntegerField(label="户数", minimum=0, maximum=MOST_PEOPLE, required=False)
    population = StrictIntegerField(label="人口", minimum=0, maximum=MOST_PEOPLE, required=False)

    @property
    def key(self) -> str:
        return f"{self.cleaned_data['township'].pk}:{super().key}"


class UnitRow(ImportRow):
    required = ("name", "type")
    name = NameField(label="单位名称")
    type = KnownField("单位类型", label="单位类型")
    department = KnownField("部门", label="主管部门", required=False)
    township = KnownField("乡镇", label="所在乡镇", required=False)
    attributes = KnownListField("单位属性", label="单位属性", required=False)
    staff_count = StrictIntegerField(
        label="职工人数", minimum=0, maximum=MOST_PEOPLE, required=False
    )
    address = CleanCharField(label="地址", max_length=100, required=False)
    contact = CleanCharField(label="联系人", max_length=30, required=False)
    contact_post = CleanCharField(label="联系人职务", max_length=30, required=False)
    contact_phone = PhoneField(label="联系电话", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        has_more = cleaned.get("contact_post") or cleaned.get("contact_phone")
        if has_more and not cleaned.get("contact") and "contact" not in self.errors:
            self.add_error("contact", "填写了联系人职务或电话，请同时填写联系人姓名。")
        return cleaned


class LeaderRow(ImportRow):
    keyed_by = ("name",)
    name = NameField(label="姓名")
    post = CleanCharField(label="职务", max_length=40, required=False)

    @property
    def key(self) -> str:
        return f"{super().key}:{self.cleaned_data['post'] or ''}"


class AccountRow(ImportRow):
    """A reporter's account for one unit."""

    required = keyed_by = ("unit", "name")
    unit = KnownField("单位", label="单位名称")
    name = CleanCharField(label="填报人姓名", max_length=64)
    phone = PhoneField(label="手机", required=False)
    username = CleanCharField(label="用户名", max_length=30, required=False)

    @property
    def key(self) -> str:
        return f"{self.cleaned_data['unit'].pk}:{name_key(self.cleaned_data['name'])}"


ROW_FORMS: dict[str, type[ImportRow]] = {
    ImportKind.UNITS: UnitRow,
    ImportKind.VILLAGES: VillageRow,
    ImportKind.TOWNSHIPS: TownshipRow,
    ImportKind.DEPARTMENTS: DepartmentRow,
    ImportKind.LEADERS: LeaderRow,
    ImportKind.ACCOUNTS: AccountRow,
}


def headings(form: type[ImportRow]) -> dict[str, str]:
    """Field → column head, in the order of the template."""
    return {name: str(field.label) for name, field in form.base_fields.items()}


def known_rows(form: type[ImportRow]) -> dict[str, Known]:
    """What the row's names may refer to; one query for each such column."""
    sources: dict[str, Any] = {
        "type": UnitType.objects.all(),
        "attributes": UnitAttribute.objects.all(),
        "department": Department.objects.all(),
        "township": Township.objects.all(),
        "unit": Unit.objects.all(),
    }
    return {
        name: {name_key(row.name): row for row in rows}
        for name, rows in sources.items()
        if name in form.base_fields
    }


def unknown(noun: str, text: str, known: Known) -> str:
    """The sentence for a name nobody registered, with the closest ones there are."""
    rows = closest(text, known)
    if not rows:
        return f"没有登记{noun}“{text}”，请先在系统中登记。"
    return f"没有登记{noun}“{text}”，是不是{'、'.join(f'“{row}”' for row in rows)}？"


def closest(text: str, known: Known) -> Sequence[Any]:
    """The three registered names most like `text`, the likest first."""
    key = name_key(text)
    ranked = sorted(
        known, key=lambda other: SequenceMatcher(None, key, other).ratio(), reverse=True
    )
    return [known[other] for other in ranked[:CLOSEST]]


def cell_text(value: object, *, is_date: bool = False) -> str:
    """A cell as somebody would have typed it, or ValidationError where Excel has changed it."""
    if value is None:
        return ""
    if is_date and isinstance(value, date):
        return str(value.date() if isinstance(value, datetime) else value)
    if isinstance(value, (bool, date)):
        raise ValidationError("这一格是日期或逻辑值，请把单元格格式改为“文本”后重新填写。")
    if isinstance(value, (int, float)):
        if abs(value) >= EXACT_INTEGERS:
            raise ValidationError(
                "数字超过 15 位，Excel 已经改动了后面的数位，请把单元格格式改为“文本”后重新填写。"
            )
        return str(int(value)) if value == int(value) else repr(value)
    return str(value)


def plain(value: Any) -> Any:
    """As JSON: a row by its key, a date as 2026-03-01, a Decimal as its text."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, (date, Decimal)):
        return str(value)
    return getattr(value, "pk", value)


def shown(value: Any) -> str:
    """As the preview shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(sorted(str(item) for item in value))
    if isinstance(value, Decimal):
        return number(value)
    return cn_date(value) if isinstance(value, date) else str(value)
