"""The four registers: their lists, and adding, changing and retiring a row."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts import actions, results
from districts.forms import (
    DepartmentForm,
    LeaderForm,
    RegisterForm,
    StateForm,
    TownshipForm,
    UnitForm,
    VillageForm,
    initial_of,
)
from districts.forms.filters import named_filters, register_filters
from districts.jobs.registers import REGISTER
from districts.models import (
    Department,
    ImportKind,
    Leader,
    RegisterRow,
    Township,
    Unit,
    Village,
)
from districts.policies import can_edit_registers
from districts.requests import standing_for
from districts.results import Filters
from districts.roles import Standing
from wenming.accounts.models import User
from wenming.errors import DomainError, NotAllowed
from wenming.http import UserRequest, render_page
from wenming.jobs.delivery import deliver
from wenming.paging import page_of

FORM_METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class Register:
    """What differs between the registers. `noun` is the English one, as in URLs."""

    noun: str
    model: type[RegisterRow]
    form: type[RegisterForm]
    kind: ImportKind
    title: str
    measure: str
    rows: Callable[[User, Standing, Filters], QuerySet[Any]]

    @property
    def list_url(self) -> str:
        return f"districts:{self.noun}-list"

    @property
    def create_url(self) -> str:
        return f"districts:{self.noun}-create"

    @property
    def edit_url(self) -> str:
        return f"districts:{self.noun}-edit"

    @property
    def state_url(self) -> str:
        return f"districts:{self.noun}-state"

    @property
    def export_url(self) -> str:
        return f"districts:{self.noun}-export"

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)


REGISTERS = {
    register.noun: register
    for register in (
        Register(
            "unit", Unit, UnitForm, ImportKind.UNITS, "文明单位登记册", "家", results.unit_rows
        ),
        Register(
            "village", Village, VillageForm, ImportKind.VILLAGES, "村", "个", results.village_rows
        ),
        Register(
            "township",
            Township,
            TownshipForm,
            ImportKind.TOWNSHIPS,
            "乡镇",
            "个",
            results.township_rows,
        ),
        Register(
            "department",
            Department,
            DepartmentForm,
            ImportKind.DEPARTMENTS,
            "部门",
            "个",
            results.department_rows,
        ),
        Register(
            "leader", Leader, LeaderForm, ImportKind.LEADERS, "联系领导", "位", results.leader_rows
        ),
    )
}


@require_safe
def register_list(request: UserRequest, noun: str) -> HttpResponse:
    """One page of a register, narrowed by the filters."""
    register = REGISTERS[noun]
    standing = standing_for(request)
    filters = register_filters(request.GET.dict())
    rows = register.rows(request.user, standing, filters)
    context: dict[str, Any] = {
        "register": register,
        "filters": filters,
        "is_filtered": filters != Filters(),
        "can_edit": can_edit_registers(standing),
        "reads_all": standing.reads_registers,
    }
    if noun in ("unit", "village"):
        context["townships"] = Township.objects.visible_to(request.user, standing).order_by("name")
    if noun == "unit":
        every_type = register.rows(request.user, standing, replace(filters, type=""))
        context["types"] = results.counted_types(every_type)
        context["departments"] = Department.objects.visible_to(request.user, standing).order_by(
            "name"
        )
    context["page"] = page_of(request, rows)
    page, part = f"districts/{noun}_list.html", f"districts/_{noun}_rows.html"
    return render_page(request, page, part, context)


@require_http_methods(FORM_METHODS)
def register_export(request: UserRequest, noun: str) -> HttpResponseBase:
    """The list as it is filtered now, as a workbook to print."""
    register, given = REGISTERS[noun], request.GET.dict()
    rows = register.rows(request.user, standing_for(request), register_filters(given))
    return deliver(
        request,
        REGISTER,
        rows=rows.count(),
        title=f"{register.label}名册",
        params={"noun": noun, "filters": named_filters(given)},
    )


@require_http_methods(FORM_METHODS)
def register_create(request: UserRequest, noun: str) -> HttpResponse:
    """Add a row by hand."""
    register = REGISTERS[noun]
    _require_editor(request)
    form = register.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        row = actions.create(register.model, form.values, by=request.user, at=timezone.now())
        messages.success(request, f"已新增{register.label}“{row}”。")
        return redirect(row)
    return _form_page(request, register, form, None)


@require_http_methods(FORM_METHODS)
def register_edit(request: UserRequest, noun: str, pk: int) -> HttpResponse:
    """Change a row; a page that has gone stale is refused with both versions."""
    register = REGISTERS[noun]
    row = find(request, register.model, pk)
    _require_editor(request)
    form = register.form(
        request.POST if request.method == "POST" else None,
        row=row,
        initial=initial_of(row, register.form),
    )
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        row = actions.update(row, form.values, version=version, by=request.user, at=timezone.now())
        messages.success(request, f"已保存“{row}”。")
        return redirect(row)
    return _form_page(request, register, form, row)


@require_POST
def register_state(request: UserRequest, noun: str, pk: int) -> HttpResponse:
    """Retire a row with a reason, or take it into use again."""
    row = find(request, REGISTERS[noun].model, pk)
    _require_editor(request)
    form = StateForm(request.POST)
    if not form.is_valid():
        raise DomainError("请选择启用或停用。")
    act = actions.reactivate if form.cleaned_data["active"] else actions.deactivate
    row = act(row, by=request.user, at=timezone.now(), note=form.cleaned_data["note"])
    messages.success(request, f"“{row}”已{'启用' if row.is_active else '停用'}。")
    return redirect(row)


def find(request: UserRequest, model: type[RegisterRow], pk: int) -> Any:
    """The row, if this person may see it; otherwise there is none (404)."""
    rows: Any = model._default_manager
    return get_object_or_404(rows.visible_to(request.user, standing_for(request)), pk=pk)


def _require_editor(request: UserRequest) -> None:
    if not can_edit_registers(standing_for(request)):
        raise NotAllowed("登记册由县文明办维护，您没有修改的权限。")


def _form_page(
    request: UserRequest, register: Register, form: RegisterForm, row: RegisterRow | None
) -> HttpResponse:
    context = {"register": register, "form": form, "row": row}
    status = 422 if form.is_bound else 200
    return render(request, "districts/register_form.html", context, status=status)
