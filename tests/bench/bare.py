"""The yardstick: plain views as somebody would write them who had nothing else to care for.

Each reads its rows with one query and renders them with one flat template under Django's own
session and sign-in. No menu, no permissions beyond that, no versions, no trail.
"""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path
from django.views.decorators.cache import cache_page

from assessments.models import Assessment, Mark, SelfMark, SelfReport
from assessments.roles import ReportStatus
from districts.models import Unit

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
PAGE = 50
SHOWN = 200
ENGINE = Engine()
TABLE = ENGINE.from_string(
    "<!doctype html><title>{{ title }}</title><table>{% for row in rows %}<tr>"
    "{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
)
FORM = ENGINE.from_string(
    "<!doctype html><title>{{ title }}</title>{% for mark in rows %}<form method=post action=.>"
    "<h2>{{ mark.indicator.code }} {{ mark.indicator.title }}</h2>"
    "<p>{{ mark.indicator.standard }}</p><p>{{ mark.indicator.points }}</p>"
    "<label>A <input type=radio name=level value=A></label>"
    "<label>B <input type=radio name=level value=B></label>"
    "<label>C <input type=radio name=level value=C></label>"
    "<label>D <input type=radio name=level value=D></label>"
    "<label>听汇报 <input type=checkbox name=method value=听汇报></label>"
    "<label>查资料 <input type=checkbox name=method value=查资料></label>"
    "<label>实地查看 <input type=checkbox name=method value=实地查看></label>"
    "<label>测试 <input type=checkbox name=method value=测试></label>"
    "<p>{{ mark.own_answer }}</p><p>{{ mark.own_statement }}</p>"
    "<input type=hidden name=version value={{ mark.version }}><input type=file name=photo>"
    "<textarea name=reason>{{ mark.reason }}</textarea></form>{% endfor %}"
)


def page(template: Any, rows: Any) -> HttpResponse:
    return HttpResponse(template.render(Context({"title": "表", "rows": rows})))


@login_required
def units(request: HttpRequest) -> HttpResponse:
    rows = Unit.objects.order_by("name", "pk").values_list(
        "name", "type__name", "township__name", "staff_count", "is_active"
    )
    return page(TABLE, list(rows[:PAGE]))


@login_required
def queue(request: HttpRequest) -> HttpResponse:
    rows = SelfReport.objects.order_by("submitted_at", "pk").values_list(
        "assessment__unit__name",
        "assessment__unit_type__name",
        "status",
        "round",
        "submitted_at",
        "self_total",
    )
    return page(TABLE, list(rows[:PAGE]))


@login_required
def ranking(request: HttpRequest) -> HttpResponse:
    rows = Assessment.objects.order_by("rank", "pk").values_list(
        "rank",
        "unit__name",
        "team__name",
        "report__self_total",
        *(f"breakdown__nodes__{head}" for head in range(1, 6)),
        "total",
    )
    return page(TABLE, list(rows[:PAGE]))


@login_required
def todos(request: HttpRequest) -> HttpResponse:
    rows = (
        SelfReport.objects.filter(status=ReportStatus.SUBMITTED)
        .order_by("submitted_at", "pk")
        .values_list("pk", "assessment__unit__name", "assessment__unit_type__name", "round")
    )
    return page(TABLE, list(rows[:SHOWN]))


@login_required
def form(request: HttpRequest, pk: int) -> HttpResponse:
    own = SelfMark.objects.filter(report__assessment__sheets=pk, indicator=OuterRef("indicator"))
    rows = (
        Mark.objects.filter(sheet=pk, sheet__scorer=request.user.pk)
        .select_related("indicator")
        .annotate(
            own_answer=Subquery(own.values("answer")),
            own_statement=Subquery(own.values("statement")),
        )
        .order_by("indicator__code")
    )
    return page(FORM, list(rows))


@login_required
def save(request: HttpRequest, pk: int) -> HttpResponse:
    saved = Mark.objects.filter(pk=pk, sheet__scorer=request.user.pk).update(
        reason=request.POST["reason"]
    )
    return HttpResponse(str(saved))


@login_required
def save_summary(request: HttpRequest, pk: int) -> HttpResponse:
    saved = SelfReport.objects.filter(pk=pk).update(summary=request.POST["summary"])
    return HttpResponse(str(saved))


@cache_page(3600)
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """What Django keeps by itself: after the first reader the database is not asked."""
    rows = Assessment.objects.filter(cycle=pk, total__isnull=False).order_by("rank", "pk")
    return page(TABLE, list(rows.values_list("unit__name", "total", "rank")))


urlpatterns = [
    path("notice/<int:pk>/", notice),
    path("units/", units),
    path("queue/", queue),
    path("ranking/", ranking),
    path("todos/", todos),
    path("form/<int:pk>/", form),
    path("save/<int:pk>/", save),
    path("summary/<int:pk>/", save_summary),
]
