"""Turn what was typed about registers and accounts into typed values; nothing is written here."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.bootstrap import InlineCheckboxes
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Hidden, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from districts.actions import ContactLine
from districts.models import (
    Department,
    RegisterRow,
    Township,
    Unit,
    UnitAttribute,
    UnitType,
    Village,
)
from districts.roles import SCOPE_OF, Role
from wenming.accounts.models import User
from wenming.errors import DomainError
from wenming.numbers import StrictIntegerField
from wenming.text import CleanCharField, clean_username, name_key

PHONE = re.compile(r"1\d{10}|(?:0\d{2,3}-?)?\d{7,8}(?:-\d{1,6})?", re.ASCII)
PHONE_RULE = "请填写 11 位手机号，或带区号的固定电话，例如 0538-5621234。"
SPREADSHEET_ERROR = re.compile(r"#(REF|N/A|DIV/0|VALUE|NAME|NULL|NUM)[!?]?", re.IGNORECASE)
MOST_PEOPLE = 1_000_000


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


class RegisterForm(forms.Form):
    """What every register asks for. `row` is the row being edited, None for a new one."""

    model: type[RegisterRow]
    name = NameField(label="名称")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, *args: Any, row: RegisterRow | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        if row is None:
            del self.fields["version"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*(["version"] if row else []), *self.rows())

    def rows(self) -> Sequence[object]:
        """How the fields stand on the page."""
        return ["name"]

    def rivals(self) -> dict[str, Any]:
        """Where the name has to be the only one of its kind."""
        return {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name = cleaned.get("name")
        if name and not self.errors:
            rival = self.model._default_manager.filter(name_key=name_key(name), **self.rivals())
            taken = rival.exclude(pk=self.row.pk if self.row else None).first()
            if taken:
                state = "" if taken.is_active else "（已停用，可以重新启用）"
                self.add_error(
                    "name",
                    f"登记册中已有“{taken}”{state}。空格、全角半角和括号写法不同的，算同一名称。",
                )
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """Typed values of what the form sent: an absent field is not among them."""
        sent = {
            name
            for name in self.cleaned_data
            if name != "version" and (name in self.data or self._is_tick(name))
        }
        return {name: self.cleaned_data[name] for name in self.fields if name in sent}

    def _is_tick(self, name: str) -> bool:
        """Unticked boxes send nothing; a hidden `<name>-shown` tells that they were on the page."""
        return f"{name}-shown" in self.data


class TownshipForm(RegisterForm):
    model = Township


class DepartmentForm(RegisterForm):
    model = Department


class VillageForm(RegisterForm):
    model = Village
    township = forms.ModelChoiceField(
        Township.objects.none(), label="所属乡镇", empty_label="请选择"
    )
    is_core = forms.BooleanField(label="核心村", required=False)
    households = StrictIntegerField(label="户数", minimum=0, maximum=MOST_PEOPLE, required=False)
    population = StrictIntegerField(label="人口", minimum=0, maximum=MOST_PEOPLE, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["township"], Township.objects.order_by("name"), self.row, "township_id")

    def rows(self) -> Sequence[object]:
        return [
            Row(Column("name"), Column("township")),
            Row(Column("households"), Column("population")),
            "is_core",
            Hidden("is_core-shown", "1"),
        ]

    def rivals(self) -> dict[str, Any]:
        return {"township": self.cleaned_data.get("township")}


class UnitForm(RegisterForm):
    model = Unit
    type = forms.ModelChoiceField(UnitType.objects.all(), label="单位类型", empty_label="请选择")
    department = forms.ModelChoiceField(
        Department.objects.none(), label="主管部门", required=False, empty_label="无"
    )
    township = forms.ModelChoiceField(
        Township.objects.none(), label="所在乡镇", required=False, empty_label="县直（不在乡镇）"
    )
    staff_count = StrictIntegerField(
        label="职工人数", minimum=0, maximum=MOST_PEOPLE, required=False
    )
    address = CleanCharField(label="地址", max_length=100, required=False)
    attributes = forms.ModelMultipleChoiceField(
        UnitAttribute.objects.all(),
        label="单位属性",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="考核细则按属性决定哪些项目适用。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self.fields["department"],
            Department.objects.order_by("name"),
            self.row,
            "department_id",
        )
        offer(self.fields["township"], Township.objects.order_by("name"), self.row, "township_id")

    def rows(self) -> Sequence[object]:
        return [
            Row(Column("name", css_class="col-md-8"), Column("type", css_class="col-md-4")),
            Row(Column("department"), Column("township")),
            Row(Column("staff_count", css_class="col-md-4"), Column("address")),
            InlineCheckboxes("attributes"),
            Hidden("attributes-shown", "1"),
        ]


class StateForm(forms.Form):
    """Why a row is taken out of use, or back into it."""

    active = forms.TypedChoiceField(
        choices=[("yes", "启用"), ("no", "停用")], coerce=lambda value: value == "yes"
    )
    note = CleanCharField(label="原因", max_length=200, required=False)


class ContactForm(forms.Form):
    """One contact. An empty new line is left out by the formset."""

    pk = forms.IntegerField(widget=forms.HiddenInput, required=False, max_value=2**63 - 1)
    name = CleanCharField(label="姓名", max_length=30)
    post = CleanCharField(label="职务", max_length=30, required=False)
    phone = PhoneField(label="电话", required=False)


class ContactLines(BaseFormSet[ContactForm]):
    """Contacts in the order shown; nobody twice."""

    def clean(self) -> None:
        seen: set[tuple[str, str]] = set()
        for form in self.forms:
            line = getattr(form, "cleaned_data", None) or {}
            if not line.get("name") or line.get("DELETE"):
                continue
            key = (line["name"], line.get("phone", ""))
            if key in seen:
                form.add_error("name", "这位联系人填写了两次。")
            seen.add(key)

    @property
    def lines(self) -> list[ContactLine]:
        return [
            ContactLine(
                pk=line.get("pk"),
                name=line.get("name", ""),
                post=line.get("post", ""),
                phone=line.get("phone", ""),
                is_removed=bool(line.get("DELETE")),
            )
            for line in (getattr(form, "cleaned_data", None) for form in self.forms)
            if line and (line.get("name") or line.get("pk"))
        ]


ContactFormSet = formset_factory(
    ContactForm, formset=ContactLines, extra=2, can_delete=True, max_num=20, validate_max=True
)


class RoleForm(forms.Form):
    """A role and what it is held towards."""

    role = forms.ChoiceField(label="角色", choices=[("", "请选择"), *Role.choices])
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="单位", required=False, empty_label="（不适用）"
    )
    township = forms.ModelChoiceField(
        Township.objects.none(), label="乡镇", required=False, empty_label="（不适用）"
    )
    department = forms.ModelChoiceField(
        Department.objects.none(), label="部门", required=False, empty_label="（不适用）"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("unit", Unit), ("township", Township), ("department", Department)):
            offer(self.fields[name], model._default_manager.order_by("name"), None, "pk")
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("role"):
            return cleaned
        role = Role(cleaned["role"])
        field = SCOPE_OF[role]
        if field and not cleaned.get(field) and field not in self.errors:
            self.add_error(field, f"“{role.label}”须指定{self.fields[field].label}。")
        for other in {"unit", "township", "department"} - {field}:
            if cleaned.get(other):
                self.add_error(other, f"“{role.label}”不在这里指定，请改为“不适用”。")
        return cleaned

    @property
    def role_and_scope(self) -> tuple[Role, Unit | Township | Department | None]:
        role = Role(self.cleaned_data["role"])
        field = SCOPE_OF[role]
        return role, self.cleaned_data[field] if field else None


class AccountForm(RoleForm):
    """A new account with its first role."""

    username = CleanCharField(
        label="用户名",
        max_length=60,
        help_text="2 至 30 个英文字母、数字、点、下划线或短横线。登录时不分大小写。",
    )
    name = CleanCharField(label="姓名", max_length=64)
    phone = PhoneField(label="手机", required=False)
    field_order = ("username", "name", "phone", "role", "unit", "township", "department")

    def clean_username(self) -> str:
        try:
            username = clean_username(self.cleaned_data["username"])
        except DomainError as error:
            raise ValidationError(error.message, code="invalid") from error
        if User.objects.filter(username=username).exists():
            raise ValidationError(f"用户名“{username}”已经有人使用，请换一个。", code="unique")
        return username


class NoteForm(forms.Form):
    """Why something is done; for the trail."""

    note = CleanCharField(label="说明", max_length=200, required=False)


class UploadForm(forms.Form):
    """One workbook."""

    file = forms.FileField(
        label="Excel 文件",
        error_messages={"required": "请选择要导入的 Excel 文件。", "empty": "这个文件是空的。"},
    )


def offer(field: forms.Field, rows: Any, row: RegisterRow | None, attribute: str) -> None:
    """Offer active rows, and the one that is chosen now even if it is out of use."""
    chosen = getattr(row, attribute, None) if row else None
    active = rows.filter(is_active=True)
    field.queryset = active | rows.filter(pk=chosen) if chosen else active  # type: ignore[attr-defined]


def initial_of(row: RegisterRow, form: type[RegisterForm]) -> Mapping[str, Any]:
    """What the edit page shows first."""
    values: dict[str, Any] = {"version": row.version}
    for name in form.base_fields:
        if name == "attributes" and isinstance(row, Unit):
            values[name] = list(row.attributes.all())
        elif name != "version":
            values[name] = getattr(row, name)
    return values
