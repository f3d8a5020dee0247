"""Pages that raise, to see what the middleware makes of it."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from wenming.errors import Conflict, DomainError, ImportRejected, NotAllowed, RowError, StorageFull
from wenming.http import UserRequest

handler400 = "wenming.refusals.bad_request"
handler403 = "wenming.refusals.permission_denied"
handler404 = "wenming.refusals.page_not_found"
handler500 = "wenming.refusals.server_error"

ERRORS: dict[str, Exception] = {
    "rule": DomainError("得分不能超过 5 分。", field="points"),
    "rights": NotAllowed("您没有“提交”的权限。"),
    "plain-rights": PermissionDenied(),
    "stale": Conflict("已被改动。", current={"得分": "4"}, typed={"得分": "5"}),
    "workbook": ImportRejected(
        [RowError("表", 3, "单位", "没有"), RowError("表", 4, "单位", "重复")]
    ),
    "full": StorageFull("存储空间已满。"),
    "locked": OperationalError("database is locked"),
    "fault": OperationalError("no such table: x"),
}


def home(request: UserRequest) -> HttpResponse:
    return HttpResponse(f"{request.user.name}")


def fail(request: HttpRequest, name: str) -> HttpResponse:
    len(request.POST)
    raise ERRORS[name]


def one(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(str(pk))


urlpatterns = [
    path("accounts/", include("wenming.accounts.urls")),
    path("", home, name="home"),
    path("open/", login_not_required(lambda request: HttpResponse("open"))),
    path("fail/<str:name>/", fail),
    path("report/<id:pk>/", login_not_required(one)),
]
