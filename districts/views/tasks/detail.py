"""One task's page, and the steps, reports and notes that are made from it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from districts.actions import tasks as acts
from districts.actions.media import add_media_report
from districts.forms.follow_ups import StepNoteForm
from districts.forms.tasks import (
    MediaForm,
    MilestoneDoneForm,
    ProgressForm,
    ReplyForm,
    SuperviseForm,
)
from districts.models import Milestone, ProgressReport, ServiceTask
from districts.policies import tasks as rules
from districts.requests import standing_for
from districts.results.fieldwork import gallery_of, history_of
from districts.results.tasks.lights import judged_on, light_of_task, with_lights
from districts.results.tasks.story import lookalikes, months_to_report, story_of
from districts.views.fieldwork.common import answer_form, find_record, take_step, today
from districts.workflow.steps import Actor, Step, open_steps
from districts.workflow.tasks import TASK_STEPS
from wenming.http import UserRequest

RELATED = ("township", "lead_department", "leader", "merged_into")


@require_safe
def task_detail(request: UserRequest, pk: int) -> HttpResponse:
    """What was promised, how far it is, what was said, what may be done now."""
    return _page(request, task_of(request, pk))


@require_POST
def task_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    task = task_of(request, pk)

    def again(form: forms.Form, verb: str, status: int) -> HttpResponse:
        return _page(request, task, form=form, verb=verb, status=status)

    return take_step(request, task, verb, steps=TASK_STEPS, act=acts.advance_task, again=again)


@require_POST
def task_progress(request: UserRequest, pk: int) -> HttpResponse:
    """A month's report by the lead or a co-department."""
    task = task_of(request, pk)
    form = ProgressForm(request.POST, months=_months(task))

    def report() -> Model:
        version = form.cleaned_data["version"]
        return acts.report_progress(task, form.progress, version=version, **_who(request))

    done = "进展已报送，可以继续上传照片。"
    return _answer(request, task, form, report, progress_form=form, done=done)


@require_POST
def task_milestone(request: UserRequest, pk: int) -> HttpResponse:
    """The day on which a milestone was reached; left blank it is taken back."""
    milestone = get_object_or_404(Milestone, pk=pk)
    task = task_of(request, milestone.task_id)
    form = MilestoneDoneForm(request.POST)

    def reach() -> Model:
        done_on = form.cleaned_data["done_on"]
        return acts.reach_milestone(milestone, done_on=done_on, **_who(request)).task

    typed = {"milestone_form": form, "milestone": milestone}
    return _answer(request, task, form, reach, **typed, done="节点已更新。")


@require_POST
def progress_reply(request: UserRequest, pk: int) -> HttpResponse:
    """The office's word on a month's report."""
    report = get_object_or_404(ProgressReport, pk=pk)
    task = task_of(request, report.task_id)
    form = ReplyForm(request.POST)

    def reply() -> Model:
        return acts.reply_to_progress(report, text=form.cleaned_data["reply"], **_who(request))

    return _answer(request, task, form, reply, reply_form=form, replied=report, done="已答复。")


@require_POST
def task_supervise(request: UserRequest, pk: int) -> HttpResponse:
    """A note of what the office saw, or a slip."""
    task = task_of(request, pk)
    form = SuperviseForm(request.POST)

    def supervise() -> Model:
        return acts.supervise(task, **form.cleaned_data, **_who(request))

    done = "督导情况已记录。"
    return _answer(request, task, form, supervise, supervise_form=form, done=done)


@require_POST
def task_media(request: UserRequest, pk: int) -> HttpResponse:
    """What the press said."""
    task = task_of(request, pk)
    form = MediaForm(request.POST)

    def add() -> Model:
        return add_media_report(task, **form.cleaned_data, **_who(request)).about

    return _answer(request, task, form, add, media_form=form, done="媒体报道已登记。")


@require_POST
def task_example(request: UserRequest, pk: int) -> HttpResponse:
    """Mark or unmark a typical example for the annual summary."""
    task = task_of(request, pk)
    wanted = request.POST.get("example") == "yes"
    acts.mark_example(task, is_example=wanted, **_who(request))
    messages.success(request, "已列为典型事例。" if wanted else "已取消典型事例。")
    return redirect(task)


def task_of(request: UserRequest, pk: int) -> ServiceTask:
    """The task, for whoever sees it."""
    return find_record(request, ServiceTask, pk, *RELATED)


def task_actors_of(request: UserRequest, task: ServiceTask) -> frozenset[Actor]:
    helpers = frozenset(task.helpers.values_list("pk", flat=True))
    return rules.task_actors(standing_for(request), task, helpers)


def _who(request: UserRequest) -> dict[str, Any]:
    return {"by": request.user, "at": timezone.now()}


def _answer(
    request: UserRequest,
    task: ServiceTask,
    form: forms.Form,
    act: Callable[[], Model],
    *,
    done: str,
    **typed: Any,
) -> HttpResponse:
    """`typed` are the forms that the page shows again where something is refused."""

    def again() -> HttpResponse:
        return _page(request, task, status=422, **typed)

    return answer_form(request, form, act, done=done, again=again)


def _page(
    request: UserRequest, task: ServiceTask, *, status: int = 200, **typed: Any
) -> HttpResponse:
    """The task's page; `typed` are forms that came back with errors."""
    actors = task_actors_of(request, task)
    day = judged_on(task.year, today())
    lit = with_lights(ServiceTask.objects.filter(pk=task.pk), day).get()
    light, why = light_of_task(lit, day)
    context = {
        "row": task,
        "task": task,
        "light": light,
        "why": why,
        "story": story_of(task, day),
        "gallery": gallery_of(task, standing_for(request)),
        "history": history_of(task),
        "steps": _steps(actors, task),
        "step_url": "districts:task-step",
        "alike": lookalikes(task) if rules.can_merge(actors, task) else [],
        "may": _may(actors, task),
        **_blank_forms(task),
        **typed,
    }
    return render(request, "districts/tasks/task_detail.html", context, status=status)


def _steps(actors: frozenset[Actor], task: ServiceTask) -> dict[str, Step]:
    """What may be done next. Work that has been reported on cannot be called back any more."""
    steps = open_steps(TASK_STEPS, actors, task.status)
    if "recall" in steps and not rules.can_recall(task):
        del steps["recall"]
    return steps


def _may(actors: frozenset[Actor], task: ServiceTask) -> dict[str, bool]:
    """What the page offers; each action asks again."""
    return {
        "edit": rules.can_edit_task(actors, task),
        "report": rules.can_report_progress(actors, task),
        "reach": rules.can_reach_milestones(actors, task),
        "supervise": rules.can_supervise(actors, task),
        "decide": rules.can_decide_acceptance(actors, task),
        "merge": rules.can_merge(actors, task),
        "media": rules.can_add_media(actors, task),
        "example": rules.can_mark_example(actors),
    }


def _blank_forms(task: ServiceTask) -> dict[str, Any]:
    latest = {"version": 0, "percent": task.percent}
    return {
        "form": StepNoteForm(),
        "verb": "",
        "progress_form": ProgressForm(months=_months(task), initial=latest),
        "reply_form": ReplyForm(),
        "supervise_form": SuperviseForm(initial={"on": today()}),
        "media_form": MediaForm(),
        "media_url": "districts:task-media",
    }


def _months(task: ServiceTask) -> list[date]:
    reported = task.reports.values_list("month", flat=True)
    return months_to_report(task, list(reported), today())
