"""What the inspection group brought back, and slips on paper."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from districts.actions import tasks as acts
from districts.forms.tasks import AcceptanceForm
from districts.models import SupervisionNote
from districts.policies.tasks import can_decide_acceptance
from districts.requests import standing_for
from districts.results.fieldwork import gallery_of
from districts.results.tasks.story import open_request
from districts.views.fieldwork.common import refuse_at_field, today
from districts.views.tasks.detail import task_actors_of, task_of
from districts.workflow.steps import Actor
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.http import UserRequest, posted


@require_http_methods(["GET", "HEAD", "POST"])
def task_acceptance(request: UserRequest, pk: int) -> HttpResponse:
    """The office enters the findings: passed, or sent back."""
    task = task_of(request, pk)
    actors = task_actors_of(request, task)
    if Actor.OFFICE not in actors or Actor.LEAD in actors:
        raise NotAllowed("验收由县文明办组织，承办人员不办理自己承办的实事。")
    made = open_request(task)
    if made is None or not can_decide_acceptance(actors, task):
        raise Conflict(f"“{task}”现为“{task.get_status_display()}”，没有待验收的申请。")
    form = AcceptanceForm(posted(request), initial={"inspected_on": today()})
    if request.method == "POST" and form.is_valid():
        passes = request.POST.get("verdict") == "accept"
        act = acts.accept if passes else acts.send_back
        try:
            act(task, form.findings, by=request.user, at=timezone.now())
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, "已通过验收。" if passes else "已退回整改。")
            return redirect(task)
    gallery = gallery_of(task, standing_for(request))
    context = {"task": task, "form": form, "request_made": made, "gallery": gallery}
    status = 422 if form.is_bound else 200
    return render(request, "districts/tasks/task_acceptance.html", context, status=status)


@require_safe
def slip_print(request: UserRequest, pk: int) -> HttpResponse:
    """A supervision slip on paper, for signature."""
    slips = SupervisionNote.objects.exclude(grade="").select_related("follow_up", "by")
    slip = get_object_or_404(slips, pk=pk)
    task = task_of(request, slip.task_id)
    return render(request, "districts/tasks/slip_print.html", {"slip": slip, "task": task})
