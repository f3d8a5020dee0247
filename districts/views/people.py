"""Accounts, for the administrator alone: to everybody else these pages do not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts import actions, exports, results
from districts.forms import AccountForm, NoteForm, RoleForm
from districts.forms.filters import number_of
from districts.models import Membership, PasswordSlip, Unit
from districts.policies import can_manage_accounts
from districts.requests import standing_for
from districts.roles import Role
from districts.views.registers import FORM_METHODS
from wenming.accounts.models import User
from wenming.audit.trail import trail_of
from wenming.errors import DomainError
from wenming.http import UserRequest, attachment, render_page
from wenming.paging import page_of

View = Callable[..., HttpResponseBase]
RECENT = 20
MOST_SHEETS = 300


def for_administrator(view: View) -> View:
    """404 for everybody who does not manage accounts."""

    @wraps(view)
    def guarded(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_manage_accounts(standing_for(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@for_administrator
def account_list(request: UserRequest) -> HttpResponse:
    q = request.GET.get("q", "").replace("\0", "").strip()[:50]
    role, state = request.GET.get("role", ""), request.GET.get("state", results.ACTIVE)
    context = {
        "page": page_of(request, results.account_rows(q, role, state)),
        "q": q,
        "role": role,
        "state": state,
        "roles": Role.choices,
        "is_filtered": bool(q or role or state != results.ACTIVE),
    }
    return render_page(
        request, "districts/account_list.html", "districts/_account_rows.html", context
    )


@require_http_methods(FORM_METHODS)
@for_administrator
def account_create(request: UserRequest) -> HttpResponse:
    """A new account with a first role; `?unit=` fills in a reporter's account for that unit."""
    if request.method != "POST":
        unit = Unit.objects.filter(pk=number_of(request.GET.get("unit")) or 0).first()
        initial = {"role": Role.UNIT, "unit": unit, "username": unit.initials[:30]} if unit else {}
        return _create_page(request, AccountForm(initial=initial))
    form = AccountForm(request.POST)
    if not form.is_valid():
        return _create_page(request, form)
    role, scope = form.role_and_scope
    user = actions.create_account(
        username=form.cleaned_data["username"],
        name=form.cleaned_data["name"],
        phone=form.cleaned_data["phone"],
        role=role,
        scope=scope,
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, f"已为{user.name}建立账号“{user.username}”，请打印账号单交给本人。")
    return redirect("districts:account-detail", user.pk)


@require_safe
@for_administrator
def account_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _account_page(request, get_object_or_404(User, pk=pk), RoleForm())


@require_POST
@for_administrator
def account_grant(request: UserRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _account_page(request, user, form, status=422)
    role, scope = form.role_and_scope
    membership = actions.grant(user, role, scope=scope, by=request.user, at=timezone.now())
    messages.success(request, f"{user.name}现在是“{membership}”。")
    return redirect("districts:account-detail", user.pk)


@require_POST
@for_administrator
def membership_end(request: UserRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(
        Membership.objects.select_related("user", "unit", "township", "department"), pk=pk
    )
    note = _note(request)
    actions.end_membership(membership, by=request.user, at=timezone.now(), note=note)
    messages.success(request, f"{membership.user.name}的“{membership}”已经结束。")
    return redirect("districts:account-detail", membership.user_id)


@require_POST
@for_administrator
def account_password(request: UserRequest, pk: int) -> HttpResponse:
    """Issue a new initial password."""
    user = get_object_or_404(User, pk=pk)
    actions.reset_password(user, by=request.user, at=timezone.now(), note=_note(request))
    messages.success(request, f"已重置{user.name}的密码，请打印账号单交给本人。")
    return redirect("districts:account-detail", user.pk)


@require_POST
@for_administrator
def account_state(request: UserRequest, pk: int) -> HttpResponse:
    """Disable or enable; the form says which, so that a second click changes nothing."""
    user = get_object_or_404(User, pk=pk)
    wanted = request.POST.get("active")
    if wanted not in ("yes", "no"):
        raise DomainError("请选择启用或停用。")
    act = actions.enable_account if wanted == "yes" else actions.disable_account
    user = act(user, by=request.user, at=timezone.now(), note=_note(request))
    messages.success(request, f"账号“{user.username}”已{'启用' if user.is_active else '停用'}。")
    return redirect("districts:account-detail", user.pk)


@require_safe
@for_administrator
def account_sheets(request: UserRequest) -> HttpResponse:
    """Account sheets to print, one A4 page each: `?user=` one, else all issued a moment ago."""
    slips = _slips(request)
    context = {
        "slips": slips,
        "address": request.build_absolute_uri("/"),
        "list_url": reverse("districts:account-list"),
    }
    return render(request, "districts/account_sheets.html", context)


@require_POST
@for_administrator
def account_sheets_export(request: UserRequest) -> HttpResponseBase:
    """The same as one workbook, to hand out by post; noted in the trail."""
    slips = _slips(request)
    if not slips:
        raise DomainError("没有可以下载的初始密码：它们只在发放后 30 分钟内显示，且只给发放人。")
    at = timezone.now()
    actions.record_sheets([slip.user for slip in slips], by=request.user, at=at)
    book = exports.slips_xlsx(slips, request.build_absolute_uri("/"))
    return attachment(f"账号清单{timezone.localdate():%Y%m%d}.xlsx", book)


def _slips(request: UserRequest) -> list[PasswordSlip]:
    slips = PasswordSlip.objects.readable_by(request.user, timezone.now())
    if user := number_of(request.GET.get("user")):
        slips = slips.filter(user=user)
    return list(slips.with_scope().order_by("user__username")[:MOST_SHEETS])


def _note(request: UserRequest) -> str:
    form = NoteForm(request.POST)
    if not form.is_valid():
        raise DomainError("说明不能超过 200 字。", field="note")
    return str(form.cleaned_data["note"])


def _create_page(request: UserRequest, form: AccountForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "districts/account_form.html", {"form": form}, status=status)


def _account_page(
    request: UserRequest, user: User, form: RoleForm, *, status: int = 200
) -> HttpResponse:
    held = user.memberships.select_related("unit", "township", "department")
    context = {
        "account": user,
        "memberships": held.order_by("ended_on", "-started_on", "pk"),
        "form": form,
        "is_self": user.pk == request.user.pk,
        "slip": PasswordSlip.objects.readable_by(request.user, timezone.now())
        .filter(user=user)
        .first(),
        "entries": trail_of(user)[:RECENT],
    }
    return render(request, "districts/account_detail.html", context, status=status)
