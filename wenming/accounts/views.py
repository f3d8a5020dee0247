"""In, out, and a new password."""

from datetime import timedelta
from math import ceil
from typing import Any

from axes.helpers import get_client_ip_address
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from wenming.accounts import actions
from wenming.accounts.forms import LoginForm, PasswordForm
from wenming.accounts.models import User
from wenming.accounts.passwords import MAX_LENGTH
from wenming.dates import cn_datetime
from wenming.http import UserRequest
from wenming.middleware import SIGNED_IN_AT
from wenming.text import username_key

WRONG = "用户名或密码不正确，请重新输入。"


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """The same text, status and work for an unknown name and for a wrong password."""
    target = _safe_target(request)
    if request.method != "POST":
        if request.user.is_authenticated:
            return redirect(target)
        return _login_page(request, LoginForm(), target)
    form = LoginForm(request.POST)
    if not form.is_valid():
        return _login_page(request, form, target, status=422)
    user = _authenticate(request, form.cleaned_data["username"], form.cleaned_data["password"])
    if user is None:
        username = username_key(form.cleaned_data["username"])
        if getattr(request, "axes_locked_out", False):
            return _locked_page(request, username)
        form.add_error(None, WRONG)
        return _login_page(request, form, target, status=422)
    return _let_in(request, user, target)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    auth.logout(request)
    return redirect("accounts:login")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: UserRequest) -> HttpResponse:
    """A wrong current password counts against the lock-out like one at the door."""
    user = request.user
    form = PasswordForm(request.POST if request.method == "POST" else None, user=user)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "accounts/password.html", {"form": form}, status=status)
    current = form.cleaned_data.get("current_password")
    if current is not None and _authenticate(request, user.username, current) is None:
        if getattr(request, "axes_locked_out", False):
            return _locked_page(request, user.username)
        form.add_error("current_password", "现在的密码不正确。")
        return render(request, "accounts/password.html", {"form": form}, status=422)
    user = actions.change_password(user, form.cleaned_data["new_password"], at=timezone.now())
    auth.update_session_auth_hash(request, user)
    messages.success(request, "密码已修改，其他地方的登录已全部退出。")
    return redirect("/")


def locked(request: HttpRequest, response: HttpResponse, credentials: Any) -> HttpResponse:
    """AXES_LOCKOUT_CALLABLE: the views above have answered already, in their own words."""
    return response


def _authenticate(request: HttpRequest, username: str, password: str) -> User | None:
    if len(password) > MAX_LENGTH:
        password = ""  # refused like any wrong one, without hashing a megabyte
    user = auth.authenticate(request, username=username_key(username), password=password)
    failures = getattr(request, "axes_failures_since_start", None) or 0
    if user is None and failures >= settings.AXES_FAILURE_LIMIT:
        ip = get_client_ip_address(request) or ""
        actions.record_lock_out(username_key(username), ip=ip, at=timezone.now())
    return user if isinstance(user, User) else None


def _let_in(request: HttpRequest, user: User, target: str) -> HttpResponse:
    now, last_login = timezone.now(), user.last_login
    actions.record_sign_in(user, ip=get_client_ip_address(request) or "", at=now)
    auth.login(request, user)
    request.session[SIGNED_IN_AT] = now.isoformat()
    if last_login:
        messages.info(
            request, f"上次登录：{cn_datetime(last_login)}。如果不是您本人，请立即修改密码。"
        )
    return redirect(target)


def _safe_target(request: HttpRequest) -> str:
    """Where to go after signing in: a page of this site, whatever `next` says."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if is_ours else resolve_url(settings.LOGIN_REDIRECT_URL)


def _login_page(
    request: HttpRequest, form: LoginForm, target: str, *, status: int = 200
) -> HttpResponse:
    return render(request, "accounts/login.html", {"form": form, "next": target}, status=status)


def _locked_page(request: HttpRequest, username: str) -> HttpResponse:
    """Says how long to wait."""
    cool_off: timedelta = settings.AXES_COOLOFF_TIME
    attempts = AccessAttempt.objects.filter(
        username=username, ip_address=get_client_ip_address(request)
    )
    last = attempts.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    wait = cool_off - (timezone.now() - last) if last else cool_off
    minutes = max(1, ceil(wait.total_seconds() / 60))
    response = render(
        request,
        "accounts/locked.html",
        {"minutes": minutes},
        status=settings.AXES_HTTP_RESPONSE_CODE,
    )
    response["Retry-After"] = str(minutes * 60)
    return response
