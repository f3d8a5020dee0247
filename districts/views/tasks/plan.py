"""Adding, changing and merging tasks."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from districts.actions import tasks as acts
from districts.forms.tasks import (
    MergeForm,
    MilestoneFormSet,
    TaskForm,
    milestone_initial,
    task_initial,
)
from districts.models import Township
from districts.policies.tasks import can_create_task, can_edit_task, can_merge
from districts.requests import standing_for
from districts.results.tasks.lists import next_number
from districts.results.tasks.story import lookalikes
from districts.views.fieldwork.common import number_in, refuse_at_field, today
from districts.views.tasks.detail import task_actors_of, task_of
from districts.workflow.tasks import TaskLevel
from wenming.errors import DomainError, NotAllowed
from wenming.http import UserRequest, posted

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
def task_create(request: UserRequest, level: str) -> HttpResponse:
    """A new draft on the county's list, or on that of the person's own township."""
    standing = standing_for(request)
    if level not in TaskLevel.values:
        raise Http404
    if not can_create_task(standing, level):
        raise NotAllowed("县级实事由县文明办编制，乡镇实事由本乡镇编制。")
    township = _own_township(request) if level == TaskLevel.TOWNSHIP else None
    number = next_number(today().year, level, township)
    initial = {"batch": 1, "number": number, "starts_on": today()}
    form = TaskForm(posted(request), level=level, initial=initial)
    lines = MilestoneFormSet(posted(request), prefix="steps")
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        try:
            task = acts.create_task(
                form.values,
                year=form.values.starts_on.year,
                level=level,
                township=township,
                milestones=lines.lines,
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, f"已登记“{task}”，核对后请下达。")
            return redirect(task)
    context = {"form": form, "lines": lines, "level": TaskLevel(level), "township": township}
    return _form_page(request, context)


@require_http_methods(FORM_METHODS)
def task_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Change what the list says of a task."""
    task = task_of(request, pk)
    if not can_edit_task(task_actors_of(request, task), task):
        raise NotAllowed("实事由编制单位在通过验收前修改。")
    form = TaskForm(posted(request), level=task.level, task=task, initial=task_initial(task))
    lines = MilestoneFormSet(
        posted(request), prefix="steps", initial=milestone_initial(list(task.milestones.all()))
    )
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        try:
            acts.edit_task(
                task,
                form.values,
                milestones=lines.lines,
                version=form.cleaned_data["version"] or 0,
                by=request.user,
                at=timezone.now(),
                note=form.cleaned_data.get("note", ""),
            )
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect(task)
    level = TaskLevel(task.level)
    context = {
        "form": form,
        "lines": lines,
        "task": task,
        "level": level,
        "township": task.township,
    }
    return _form_page(request, context)


@require_http_methods(FORM_METHODS)
def task_merge(request: UserRequest, pk: int) -> HttpResponse:
    """Put a task that stands on two lists into the other one."""
    task = task_of(request, pk)
    if not can_merge(task_actors_of(request, task), task):
        raise NotAllowed("合并由县文明办办理，且只能合并未通过验收的实事。")
    form = MergeForm(posted(request), task=task, initial={"into": request.GET.get("into")})
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        note = form.cleaned_data["note"]
        acts.merge_task(task, into, by=request.user, at=timezone.now(), note=note)
        messages.success(request, f"已合并到“{into}”。")
        return redirect(into)
    context = {"task": task, "form": form, "alike": lookalikes(task)}
    status = 422 if form.is_bound else 200
    return render(request, "districts/tasks/task_merge.html", context, status=status)


def _own_township(request: UserRequest) -> Township:
    """The township whose list it is; with several the address says which."""
    own = Township.objects.filter(pk__in=standing_for(request).township_ids).order_by("name")
    wanted = number_in(request, "township")
    chosen = own.filter(pk=wanted).first() if wanted else own.first()
    if chosen is None:
        raise Http404
    return chosen


def _form_page(request: UserRequest, context: dict[str, Any]) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "districts/tasks/task_form.html", context, status=status)
