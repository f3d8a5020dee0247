"""Turn what was typed about the registers into typed values; nothing is written here."""

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.bootstrap import InlineCheckboxes
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Hidden, Layout, Row
from django import forms

from districts.forms.fields import NameField, offer
from districts.models import (
    Department,
    Leader,
    RegisterRow,
    Township,
    Unit,
    UnitAttribute,
    UnitType,
    Village,
)
from districts.roles import Role
from wenming.accounts.models import User
from wenming.numbers import StrictIntegerField
from wenming.text import CleanCharField, name_key

MOST_PEOPLE = 1_000_000


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


class LeaderForm(RegisterForm):
    model = Leader
    name = NameField(label="姓名")
    post = CleanCharField(label="职务", max_length=40, required=False)
    user = forms.ModelChoiceField(
        User.objects.none(),
        label="登录账号",
        required=False,
        empty_label="不登录系统",
        help_text="有“县领导”角色的账号。登录后先看到自己联系的片区、结对和实事。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leaders = User.objects.filter(memberships__role=Role.LEADER, memberships__ended_on=None)
        user: Any = self.fields["user"]
        user.queryset = leaders.filter(is_active=True).distinct().order_by("name")
        user.label_from_instance = lambda one: f"{one.name}（{one.username}）"

    def rows(self) -> Sequence[object]:
        return [Row(Column("name"), Column("post")), "user"]

    def rivals(self) -> dict[str, Any]:
        return {"post": self.cleaned_data.get("post") or ""}


class StateForm(forms.Form):
    """Why a row is taken out of use, or back into it."""

    active = forms.TypedChoiceField(
        choices=[("yes", "启用"), ("no", "停用")], coerce=lambda value: value == "yes"
    )
    note = CleanCharField(label="原因", max_length=200, required=False)


def initial_of(row: RegisterRow, form: type[RegisterForm]) -> Mapping[str, Any]:
    """What the edit page shows first."""
    values: dict[str, Any] = {"version": row.version}
    for name in form.base_fields:
        if name == "attributes" and isinstance(row, Unit):
            values[name] = list(row.attributes.all())
        elif name != "version":
            values[name] = getattr(row, name)
    return values
