"""How a view hands work over: at once where it is small, by a job where it is not."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from wenming.accounts.models import User
from wenming.errors import NotAllowed
from wenming.http import UserRequest, attachment
from wenming.jobs.actions import NO_RIGHT, start
from wenming.jobs.kinds import Download, Progress, kind_of
from wenming.jobs.models import Job

ROWS_AT_ONCE = 2000
# In the session of somebody who has started a job: only they are asked whether one still runs.
WATCHING = "watching_jobs"


def begin(
    request: UserRequest, kind: str, *, title: str, params: Mapping[str, Any]
) -> HttpResponse:
    """Start a job and show its page. For a POST: it writes."""
    job = start(kind, by=request.user, title=title, params=params)
    request.session[WATCHING] = True
    return redirect(job)


def deliver(
    request: UserRequest, kind: str, *, rows: int, title: str, params: Mapping[str, Any]
) -> HttpResponseBase:
    """The file that a kind makes: up to 2,000 rows at once, above that in the background.

    A GET never writes, so a large one is offered: a page with a button, which posts to the same
    address. The view must take GET, HEAD and POST.
    """
    if request.method == "POST":
        return begin(request, kind, title=title, params=params)
    if rows > ROWS_AT_ONCE:
        return render(request, "jobs/job_offer.html", {"title": title, "rows": rows})
    made = _make(kind, request.user, title, params)
    content = made.content if isinstance(made.content, bytes) else made.content.read()
    return attachment(made.name, content)


def _make(kind: str, by: User, title: str, params: Mapping[str, Any]) -> Download:
    registered = kind_of(kind)
    if registered is None or not registered.may(by, params):
        raise NotAllowed(NO_RIGHT)
    job = Job(kind=kind, title=title, owner=by, params=dict(params))
    made = registered.run(job, Progress(), **params)
    if not isinstance(made, Download):
        raise TypeError(f"{kind} makes no file")
    return made
