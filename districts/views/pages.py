"""One page per unit, village, township and department, and the contacts of a unit."""

from typing import cast

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from districts import actions, results
from districts.forms import ContactForm, ContactFormSet, ContactLines, StateForm
from districts.forms.filters import number_of
from districts.models import Department, Leader, Township, Unit, Village
from districts.policies import can_edit_contacts, can_edit_registers
from districts.requests import standing_for
from districts.results import Filters
from districts.results.honours import honours_of
from districts.views.registers import FORM_METHODS, REGISTERS, find
from wenming.errors import DomainError, NotAllowed
from wenming.http import UserRequest


@require_safe
def unit_detail(request: UserRequest, pk: int) -> HttpResponse:
    """What the unit is, where it belongs, whom to call, who reports for it."""
    unit: Unit = find(request, Unit, pk)
    standing = standing_for(request)
    context = {
        "register": REGISTERS["unit"],
        "row": unit,
        "contacts": list(unit.contacts.all()),
        "attributes": list(unit.attributes.all()),
        "memberships": results.reporters_of(unit),
        "honours": honours_of(unit, timezone.localdate()),
        "can_edit": can_edit_registers(standing),
        "can_edit_contacts": can_edit_contacts(standing, unit),
        "can_open_accounts": standing.is_admin,
        "can_open_history": standing.sees_whole_county or unit.pk in standing.unit_ids,
        "state_form": StateForm(),
    }
    return render(request, "districts/unit_detail.html", context)


@require_safe
def village_detail(request: UserRequest, pk: int) -> HttpResponse:
    village: Village = find(request, Village, pk)
    context = {
        "register": REGISTERS["village"],
        "row": village,
        "can_edit": can_edit_registers(standing_for(request)),
        "state_form": StateForm(),
    }
    return render(request, "districts/village_detail.html", context)


@require_safe
def township_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Its villages and the units in it."""
    township: Township = find(request, Township, pk)
    standing = standing_for(request)
    filters = Filters(township=township.pk)
    context = {
        "register": REGISTERS["township"],
        "row": township,
        "villages": results.village_rows(request.user, standing, filters),
        "units": results.unit_rows(request.user, standing, filters),
        "can_edit": can_edit_registers(standing),
        "state_form": StateForm(),
    }
    return render(request, "districts/township_detail.html", context)


@require_safe
def department_detail(request: UserRequest, pk: int) -> HttpResponse:
    """The units in its charge."""
    department: Department = find(request, Department, pk)
    standing = standing_for(request)
    context = {
        "register": REGISTERS["department"],
        "row": department,
        "units": results.unit_rows(request.user, standing, Filters(department=department.pk)),
        "can_edit": can_edit_registers(standing),
        "state_form": StateForm(),
    }
    return render(request, "districts/department_detail.html", context)


@require_safe
def leader_detail(request: UserRequest, pk: int) -> HttpResponse:
    leader: Leader = find(request, Leader, pk)
    context = {
        "register": REGISTERS["leader"],
        "row": leader,
        "can_edit": can_edit_registers(standing_for(request)),
        "state_form": StateForm(),
    }
    return render(request, "districts/leader_detail.html", context)


@require_http_methods(FORM_METHODS)
def unit_contacts(request: UserRequest, pk: int) -> HttpResponse:
    """Add, change and remove contacts; a unit keeps its own."""
    unit: Unit = find(request, Unit, pk)
    if not can_edit_contacts(standing_for(request), unit):
        raise NotAllowed("只有县文明办和本单位可以修改联系人。")
    if request.method != "POST":
        shown = [
            {"pk": line.pk, "name": line.name, "post": line.post, "phone": line.phone}
            for line in unit.contacts.all()
        ]
        return _contacts_page(request, unit, ContactFormSet(initial=shown), unit.version)
    version = number_of(request.POST.get("version"))
    formset = cast(ContactLines, ContactFormSet(request.POST))
    if version is None or not formset.management_form.is_valid():
        raise DomainError("提交的内容不完整，请刷新页面后再试。")
    if not formset.is_valid():
        return _contacts_page(request, unit, formset, version, status=422)
    actions.save_contacts(unit, formset.lines, version=version, by=request.user, at=timezone.now())
    messages.success(request, f"已保存“{unit}”的联系人。")
    return redirect(unit)


def _contacts_page(
    request: UserRequest,
    unit: Unit,
    formset: BaseFormSet[ContactForm],
    version: int,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"unit": unit, "formset": formset, "version": version}
    return render(request, "districts/unit_contacts.html", context, status=status)
