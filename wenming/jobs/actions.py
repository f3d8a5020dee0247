"""Starting and stopping a job. What the worker does to it is in `queue`."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from wenming.accounts.models import User
from wenming.errors import Conflict, NotAllowed
from wenming.jobs.kinds import kind_of
from wenming.jobs.models import MOST_TITLE, Job, JobState
from wenming.jobs.policies import can_stop
from wenming.jobs.queue import run_here

MOST_ACTIVE = 10
NO_RIGHT = "您没有办理这项任务的权限。"


def start(
    kind: str, *, by: User, title: str, params: Mapping[str, Any], at: datetime | None = None
) -> Job:
    """Queue a job; the same one that this person already has under way is given back instead.

    `params` are JSON and become the function's keyword arguments.
    """
    registered = kind_of(kind)
    if registered is None:
        raise ValueError(f"there is no kind of job called {kind}")
    if not registered.may(by, params):
        raise NotAllowed(NO_RIGHT)
    fingerprint = fingerprint_of(kind, params)
    under_way = Job.objects.of(by).active()
    same = under_way.filter(fingerprint=fingerprint)
    if (known := same.first()) is not None:
        return known
    if under_way.count() >= MOST_ACTIVE:
        raise Conflict(f"您已有 {MOST_ACTIVE} 个任务在处理，请等其中一些完成后再发起。")
    try:
        with transaction.atomic():
            made = Job.objects.create(
                kind=kind,
                title=title[:MOST_TITLE],
                owner=by,
                params=dict(params),
                fingerprint=fingerprint,
                queued_at=at or timezone.now(),
            )
    except IntegrityError:  # the second of two quick clicks
        return same.get()
    if settings.JOBS_INLINE:
        run_here(made)
    return made


def again(job: Job, *, by: User, at: datetime | None = None) -> Job:
    """The same work once more, as a job of its own."""
    if job.owner_id != by.pk:
        raise NotAllowed(NO_RIGHT)
    return start(job.kind, by=by, title=job.title, params=job.arguments, at=at)


def cancel(job: Job, *, by: User, at: datetime) -> None:
    """Take a waiting job out of the queue; tell the worker to stop one that runs."""
    if job.owner_id != by.pk:
        raise NotAllowed("只有发起人可以取消任务。")
    if not can_stop(by, job):
        raise Conflict(f"任务{job.get_state_display()}，不能取消。")
    rows = Job.objects.filter(pk=job.pk)
    if rows.filter(state=JobState.QUEUED).update(state=JobState.CANCELLED, finished_at=at):
        return
    if not rows.filter(state=JobState.RUNNING).update(is_cancelled=True):
        raise Conflict("任务已经结束，不能取消。")


def fingerprint_of(kind: str, params: Mapping[str, Any]) -> str:
    """Equal for equal work, in whatever order the parameters are given."""
    content = json.dumps([kind, params], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()
