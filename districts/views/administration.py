"""What keeps the system running: its health, its dictionaries and the working-day calendar."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.actions.signins import unlock
from districts.actions.workdays import enter_notice, stamp_of, stored_notice
from districts.forms.filters import number_of
from districts.forms.workdays import NoticeForm
from districts.policies.workdays import can_edit_calendar
from districts.requests import standing_for
from districts.results.administration import dictionary_counts
from districts.results.workdays import next_year_is_missing, year_view
from districts.views.people import for_administrator
from districts.views.registers import FORM_METHODS
from wenming.dates import FIRST_DAY, YEARS_AHEAD
from wenming.errors import DomainError
from wenming.http import UserRequest
from wenming.upkeep.health import Fact, facts, task_facts

View = Callable[..., HttpResponseBase]


def for_calendar_keepers(view: View) -> View:
    """404 for everybody who does not keep the calendar."""

    @wraps(view)
    def guarded(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_edit_calendar(standing_for(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@for_administrator
def health(request: UserRequest) -> HttpResponse:
    """Everything that the administrator looks after, with what to do where it is not well."""
    now = timezone.now()
    found = facts(now)
    if missing := next_year_is_missing(timezone.localdate(now)):
        advice = "期限只按周末推算，请录入放假安排。"
        found.append(Fact("工作日历", f"{missing}年放假安排还没有录入", advice))
    tasks = task_facts()
    faults = sum(bool(fact.advice) for fact in found)
    faults += sum(task.row is not None and not task.row.is_sound for task in tasks)
    context = {"facts": found, "tasks": tasks, "faults": faults, "now": now}
    return render(request, "districts/administration/health.html", context)


@require_safe
@for_administrator
def dictionaries(request: UserRequest) -> HttpResponse:
    """The lists of words that forms offer, each with where it is kept."""
    models = [model for model in admin.site._registry if model._meta.app_label == "districts"]
    rows = [
        {
            "name": model._meta.verbose_name,
            "count": count,
            "url": reverse(f"admin:districts_{model._meta.model_name}_changelist"),
        }
        for model, count in dictionary_counts(models)
    ]
    return render(request, "districts/administration/dictionaries.html", {"rows": rows})


@require_safe
@for_calendar_keepers
def calendar(request: UserRequest) -> HttpResponse:
    """The year that `?year=` names, else this one."""
    return redirect("districts:calendar-year", number_of(request.GET.get("year")) or _this_year())


@require_http_methods(FORM_METHODS)
@for_calendar_keepers
def calendar_year(request: UserRequest, year: int) -> HttpResponse:
    """One year: its notice as a form, and all its days."""
    if not FIRST_DAY.year <= year <= _this_year() + YEARS_AHEAD:
        raise Http404
    if request.method != "POST":
        notice = stored_notice(year)
        form = NoticeForm(initial={"notice": notice, "stamp": stamp_of(notice)}, year=year)
        return _calendar_page(request, form)
    form = NoticeForm(request.POST, year=year)
    if not form.is_valid():
        return _calendar_page(request, form, status=422)
    stamp = form.cleaned_data["stamp"]
    try:
        enter_notice(year, form.days, stamp=stamp, by=request.user, at=timezone.now())
    except DomainError as error:
        if error.field != "notice":
            raise
        form.add_error("notice", error.message)
        return _calendar_page(request, form, status=422)
    messages.success(request, f"{year}年的放假安排已保存，期限即按它计算。")
    return redirect("districts:calendar-year", year)


@require_POST
@for_administrator
def signin_unlock(request: UserRequest, pk: int) -> HttpResponse:
    username = unlock(pk, by=request.user, at=timezone.now())
    messages.success(request, f"已解除“{username}”的锁定，可以重新登录。")
    return redirect("districts:signin-log")


def _calendar_page(request: UserRequest, form: NoticeForm, *, status: int = 200) -> HttpResponse:
    this_year = _this_year()
    context = {
        "form": form,
        "year": form.year,
        "years": range(this_year - 1, this_year + 3),
        "view": year_view(form.year, timezone.localdate()),
        "weekdays": "一二三四五六日",
    }
    return render(request, "districts/administration/calendar.html", context, status=status)


def _this_year() -> int:
    return timezone.localdate().year
