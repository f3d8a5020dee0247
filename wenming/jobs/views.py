"""One's own jobs: the list, one job with its bar, stopping, repeating, fetching the result."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wenming.errors import Conflict, NotAllowed
from wenming.files.serving import serve
from wenming.http import UserRequest, render_page
from wenming.jobs import actions
from wenming.jobs.delivery import WATCHING
from wenming.jobs.kinds import kind_of
from wenming.jobs.models import Job, JobState
from wenming.jobs.policies import can_fetch, can_see, can_stop
from wenming.jobs.retention import FILES_KEPT
from wenming.paging import page_of

SECONDS_UNTIL_DOUBT = 60


@require_safe
def job_list(request: UserRequest) -> HttpResponse:
    """我的任务."""
    page = page_of(request, Job.objects.of(request.user).select_related("result"))
    context = {
        "page": page,
        "days": FILES_KEPT.days,
        "is_running": any(job.is_active for job in page),
    }
    return render_page(request, "jobs/job_list.html", "jobs/_jobs.html", context)


@require_safe
def job_detail(request: UserRequest, pk: int) -> HttpResponse:
    """One job; htmx asks for the card alone, every second while it runs."""
    job = visible(request, pk)
    kind, now = kind_of(job.kind), timezone.now()
    waits = (now - job.queued_at).total_seconds()
    context = {
        "job": job,
        "kind": kind.label if kind else "",
        "seconds": job.seconds(now),
        "is_own": job.owner_id == request.user.pk,
        "can_stop": can_stop(request.user, job),
        "can_fetch": can_fetch(request.user, job),
        "is_doubtful": job.state == JobState.QUEUED and waits > SECONDS_UNTIL_DOUBT,
        "days": FILES_KEPT.days,
    }
    return render_page(request, "jobs/job_detail.html", "jobs/_job.html", context)


@require_POST
def job_cancel(request: UserRequest, pk: int) -> HttpResponse:
    job = visible(request, pk)
    actions.cancel(job, by=request.user, at=timezone.now())
    return redirect(job)


@require_POST
def job_again(request: UserRequest, pk: int) -> HttpResponse:
    """The same work once more."""
    job = actions.again(visible(request, pk), by=request.user)
    request.session[WATCHING] = True
    return redirect(job)


@require_safe
def job_download(request: UserRequest, pk: int) -> HttpResponseBase:
    """The file that the job made, while this person still may have it."""
    job = visible(request, pk)
    if not can_fetch(request.user, job):
        raise NotAllowed("您现在没有下载这个文件的权限。")
    if job.result is None:
        raise Conflict("这项任务现在没有可以下载的文件。")
    return serve(job.result)


def visible(request: UserRequest, pk: int) -> Job:
    job = get_object_or_404(Job.objects.select_related("owner", "result"), pk=pk)
    if not can_see(request.user, job):
        raise Http404
    return job
