"""The year's list of tasks, the live wall, the ledger."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from districts.exports.tasks import task_ledger
from districts.models import ServiceTask
from districts.policies.tasks import can_create_task, can_see_tasks
from districts.requests import standing_for
from districts.results.tasks.lights import TASK_LIGHTS, judged_on
from districts.results.tasks.lists import (
    TaskFilters,
    county_tasks,
    lit,
    task_figures,
    task_rows,
)
from districts.results.years import chosen_year
from districts.roles import Standing
from districts.views.fieldwork.common import today, township_choices
from districts.workflow.tasks import TaskLevel, TaskStatus
from wenming.http import UserRequest, attachment, render_page
from wenming.paging import page_of


@require_safe
def task_list(request: UserRequest) -> HttpResponse:
    """The year's tasks that the person sees, with their lights and the counts above."""
    standing, day = _standing(request), today()
    visible = ServiceTask.objects.visible_to(request.user, standing)
    years = chosen_year(request.GET.get("year"), visible, day)
    filters, day = TaskFilters.read(request.GET.dict(), years.year), judged_on(years.year, day)
    page = page_of(request, task_rows(request.user, standing, filters, day), is_wide=True)
    context = {
        "page": page,
        "rows": lit(page.object_list, day),
        "filters": filters,
        "years": years,
        "figures": task_figures(visible.of_year(years.year), day),
        "levels": TaskLevel.choices,
        "statuses": [each for each in TaskStatus.choices if each[0] != TaskStatus.MERGED],
        "lights": TASK_LIGHTS.items(),
        "townships": township_choices(request),
        "standing": standing,
        "may_create": {
            level: can_create_task(standing, level)
            for level in (TaskLevel.COUNTY, TaskLevel.TOWNSHIP)
        },
    }
    return render_page(
        request, "districts/tasks/task_list.html", "districts/tasks/_task_table.html", context
    )


@require_safe
def task_wall(request: UserRequest) -> HttpResponse:
    """The county's tasks on one screen, drawn anew every minute."""
    standing, day = _standing(request), today()
    if not standing.sees_whole_county:
        raise Http404
    visible = ServiceTask.objects.visible_to(request.user, standing)
    years = chosen_year(request.GET.get("year"), visible, day)
    tasks, day = county_tasks(years.year), judged_on(years.year, day)
    filters = TaskFilters(years.year, level=TaskLevel.COUNTY)
    rows = task_rows(request.user, standing, filters, day).exclude(status=TaskStatus.DRAFT)
    context = {
        "years": years,
        "figures": task_figures(tasks, day),
        "rows": lit(rows, day),
        "now": timezone.now(),
    }
    return render_page(
        request, "districts/tasks/task_wall.html", "districts/tasks/_task_wall.html", context
    )


@require_safe
def task_export(request: UserRequest) -> HttpResponseBase:
    """The ledger of the year as the list is filtered."""
    standing, day = _standing(request), today()
    visible = ServiceTask.objects.visible_to(request.user, standing)
    years = chosen_year(request.GET.get("year"), visible, day)
    filters, day = TaskFilters.read(request.GET.dict(), years.year), judged_on(years.year, day)
    rows = task_rows(request.user, standing, filters, day).prefetch_related("helpers")
    name = f"{filters.year}年为民办实事台账.xlsx"
    return attachment(name, task_ledger(filters.year, lit(rows, day)))


def _standing(request: UserRequest) -> Standing:
    standing = standing_for(request)
    if not can_see_tasks(standing):
        raise Http404
    return standing
