"""荣誉称号: the list of all, and entering, mending and revoking one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.actions import honours as actions
from districts.exports.honours import honours_xlsx
from districts.forms.honours import HonourForm, RenewForm, RevokeForm
from districts.models import Honour, HonourLevel, Unit, UnitType
from districts.policies import can_edit_registers
from districts.requests import standing_for
from districts.results.honours import STATES, HonourFilters, honour_list, honour_rows
from districts.views.registers import FORM_METHODS, find
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.http import UserRequest, attachment
from wenming.paging import page_of


@require_safe
def honours(request: UserRequest) -> HttpResponse:
    """Every title of the units that somebody sees."""
    today, filters = timezone.localdate(), _filters(request)
    standing = standing_for(request)
    page = page_of(request, honour_list(request.user, standing, filters, today))
    found: Any = page.object_list
    context = {
        "filters": filters,
        "page": page,
        "rows": honour_rows(found, today),
        "types": UnitType.objects.all(),
        "levels": HonourLevel.choices,
        "states": STATES,
        "can_edit": can_edit_registers(standing),
    }
    return render(request, "districts/honour_list.html", context)


@require_safe
def honour_export(request: UserRequest) -> HttpResponseBase:
    """The list as it is filtered now."""
    today = timezone.localdate()
    rows = honour_list(request.user, standing_for(request), _filters(request), today)
    book = honours_xlsx(honour_rows(rows, today), today)
    return attachment(f"荣誉称号{today:%Y%m%d}.xlsx", book)


def _filters(request: UserRequest) -> HonourFilters:
    asked = {name: request.GET.get(name, "") for name in ("q", "type", "level", "state")}
    return HonourFilters(**{name: text.replace("\0", "")[:50] for name, text in asked.items()})


@require_http_methods(FORM_METHODS)
def honour_renew(request: UserRequest, pk: int) -> HttpResponse:
    """Another term of the same title, with its document."""
    honour = _find(request, pk)
    _require_office(request)
    form = RenewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.renew_honour(honour, form.values, by=request.user, at=timezone.now())
        except DomainError as refusal:
            _into(form, refusal)
        else:
            messages.success(request, f"“{honour.title}”已续期。")
            return redirect(f"{honour.get_absolute_url()}#honours")
    return _form_page(request, honour.unit, form, f"续期：{honour.title}", renewed=honour)


@require_http_methods(FORM_METHODS)
def honour_create(request: UserRequest, pk: int) -> HttpResponse:
    """A title of this unit."""
    unit: Unit = find(request, Unit, pk)
    _require_office(request)
    form = HonourForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.create_honour(unit, _all(form), by=request.user, at=timezone.now())
        except DomainError as refusal:
            _into(form, refusal)
        else:
            messages.success(request, "已登记。")
            return redirect(f"{unit.get_absolute_url()}#honours")
    return _form_page(request, unit, form, "登记荣誉称号")


@require_http_methods(FORM_METHODS)
def honour_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Mend what was entered."""
    honour = _find(request, pk)
    _require_office(request)
    initial = {name: getattr(honour, name) for name in (*actions.FIELDS, "version")}
    form = HonourForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.update_honour(
                honour, form.values, version=version, by=request.user, at=timezone.now()
            )
        except DomainError as refusal:
            _into(form, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect(f"{honour.get_absolute_url()}#honours")
    revoke = RevokeForm(initial={"version": honour.version, "day": timezone.localdate()})
    return _form_page(request, honour.unit, form, "修改荣誉称号", honour=honour, revoke_form=revoke)


@require_POST
def honour_revoke(request: UserRequest, pk: int) -> HttpResponse:
    """Take a title away, with the reason."""
    honour = _find(request, pk)
    _require_office(request)
    revoke = RevokeForm(request.POST)
    if revoke.is_valid():
        try:
            actions.revoke_honour(honour, by=request.user, at=timezone.now(), **revoke.cleaned_data)
        except DomainError as refusal:
            _into(revoke, refusal)
        else:
            messages.success(request, f"已撤销“{honour.title}”。")
            return redirect(f"{honour.get_absolute_url()}#honours")
    initial = {name: getattr(honour, name) for name in (*actions.FIELDS, "version")}
    form = HonourForm(initial=initial)
    return _form_page(request, honour.unit, form, "修改荣誉称号", honour=honour, revoke_form=revoke)


def _all(form: HonourForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in actions.FIELDS}


def _into(form: Any, refusal: DomainError) -> None:
    """A refusal at its field; two versions, or no right, get the page that says so."""
    if isinstance(refusal, NotAllowed) or (isinstance(refusal, Conflict) and not refusal.field):
        raise refusal
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def _form_page(
    request: UserRequest, unit: Unit, form: HonourForm, heading: str, **context: Any
) -> HttpResponse:
    refused = form.errors or (context.get("revoke_form") and context["revoke_form"].errors)
    shown = {"unit": unit, "form": form, "heading": heading, **context}
    status = 422 if refused else 200
    return render(request, "districts/honour_form.html", shown, status=status)


def _find(request: UserRequest, pk: int) -> Honour:
    visible = Honour.objects.visible_to(request.user, standing_for(request))
    return get_object_or_404(visible.select_related("unit"), pk=pk)


def _require_office(request: UserRequest) -> None:
    if not can_edit_registers(standing_for(request)):
        raise NotAllowed("荣誉称号由县文明办登记，您可以查看，不能修改。")
