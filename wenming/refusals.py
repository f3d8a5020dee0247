"""The answers when something is not done: a toast for htmx, a page with everything typed otherwise.

The views at the end stand in `wenming.urls` as handlers and in the settings as CSRF_FAILURE_VIEW.
"""

import logging
import sys
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string

from wenming.errors import Conflict, DomainError, ImportRejected
from wenming.http import is_htmx

logger = logging.getLogger(__name__)

TOAST_AREA = "#toasts"
RETRY_SECONDS = 20
BUSY = "系统正忙，刚才的操作没有完成，请稍后再试。"
# What SQLite says when our own code or migrations are at fault, which waiting does not mend.
CODE_FAULTS = ("no such table", "no such column", "has no column", "syntax error")
NOT_SHOWN_BACK = ("csrfmiddlewaretoken", "save_key", "version", "next")
SECRETS = ("password", "token", "secret")
MOST_TYPED = 200_000


def answer_refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The answer to a DomainError that left a view."""
    context = {
        "field": error.field,
        "versions": error.versions if isinstance(error, Conflict) else [],
        "errors": [str(each) for each in error.errors] if isinstance(error, ImportRejected) else [],
    }
    return refuse(request, error.message, status=error.status, context=context)


def refuse(
    request: HttpRequest,
    message: str,
    *,
    status: int,
    page: str = "refused.html",
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """A toast or a page that says `message`; nothing typed is lost in either."""
    context = {"message": message, "status": status, **(context or {})}
    if is_htmx(request):
        return _toast("_toast.html", context, status, request)
    context["typed"] = typed_text(request)
    return HttpResponse(render_to_string(page, context, request), status=status)


def ask_to_sign_in(request: HttpRequest, login_url: str) -> HttpResponse:
    """401 instead of a login page that would replace the form and what was typed in it."""
    message = "登录已过期，您填写的内容还在这个页面上。"
    if is_htmx(request):
        context = {"message": message, "login_url": login_url}
        return _toast("_signed_out.html", context, 401, request)
    message = "登录已过期，刚才的内容没有保存。请先复制下面的内容，重新登录后再填写。"
    return refuse(request, message, status=401)


def is_database_trouble(error: BaseException | None) -> bool:
    """The database is locked, full or out of reach; the same request may succeed later."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    return not any(fault in str(error) for fault in CODE_FAULTS)


def answer_database_trouble(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After. Rendered without the request, whose context would ask the database."""
    context = {"message": BUSY, "status": 503, "retry_after": RETRY_SECONDS}
    if is_htmx(request):
        response = _toast("_toast.html", context, 503, None)
    else:
        context["typed"] = typed_text(request)
        response = HttpResponse(render_to_string("refused.html", context), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def typed_text(request: HttpRequest) -> str:
    """What the user had typed into the refused form, a line each in the form's own order, to copy.

    No passwords and no machinery; no field names, which mean nothing to the reader.
    """
    if request.method != "POST":
        return ""
    try:
        posted = [values for name, values in request.POST.lists() if _is_typed(name)]
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        return ""
    except (UnreadablePostError, MultiPartParserError):
        return ""
    lines = [value for values in posted for value in values if value.strip()]
    return "\n".join(lines)[:MOST_TYPED]


def _is_typed(name: str) -> bool:
    return name not in NOT_SHOWN_BACK and not any(word in name for word in SECRETS)


def _toast(
    template: str, context: Mapping[str, Any], status: int, request: HttpRequest | None
) -> HttpResponse:
    response = HttpResponse(render_to_string(template, dict(context), request), status=status)
    response["HX-Retarget"] = TOAST_AREA
    response["HX-Reswap"] = "beforeend"
    response["Vary"] = "HX-Request"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 where the request was too big."""
    if isinstance(exception, RequestDataTooBig):
        return refuse(request, "提交的内容太多，没有保存。", status=413, page="413.html")
    if isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        return refuse(request, "一次提交的项目太多，没有保存，请分几次提交。", status=400)
    message = "浏览器发来的内容不完整，没有保存，请返回重试。"
    return refuse(request, message, status=400, page="400.html")


def permission_denied(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    return refuse(request, "您没有办理这件事的权限。", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same words for what is not there and for what this user may not see."""
    return refuse(request, "没有找到这个页面或这条记录。", status=404, page="404.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """500 without any context; 503 when it was the database that failed before the view."""
    if is_database_trouble(sys.exc_info()[1]):
        return answer_database_trouble(request)
    if is_htmx(request):
        message = "系统出了点问题，刚才的操作没有完成，请稍后再试。"
        return _toast("_toast.html", {"message": message, "status": 500}, 500, None)
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was opened before the last sign-in, or the form is not ours."""
    logger.warning("CSRF check failed at %s: %s", request.path, reason)
    message = (
        "这个页面打开太久，或者中间重新登录过，没有保存。请先复制您填写的内容，刷新页面后再提交。"
    )
    return refuse(request, message, status=403)
