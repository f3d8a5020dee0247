"""Accounts and the roles of their holders."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError

from districts.forms.fields import PhoneField, offer
from districts.models import Department, Township, Unit
from districts.roles import SCOPE_OF, Role
from wenming.accounts.models import User
from wenming.errors import DomainError
from wenming.text import CleanCharField, clean_username


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
