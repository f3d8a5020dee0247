"""The queue: claiming, renewing, performing and ending a job. Plain UPDATEs with their condition
inside, so that both databases let exactly one worker through."""

import logging
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from wenming.errors import DomainError, NotAllowed
from wenming.files.models import StoredFile
from wenming.files.storing import keep_made, uncommitted_removed
from wenming.jobs.kinds import Download, Link, Progress, Result, kind_of
from wenming.jobs.models import MOST_ERROR, Job, JobState

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 3
KILLED = (
    f"处理程序连续 {MOST_ATTEMPTS} 次中断，任务没有完成。"
    "请减少一次处理的数量后重新发起；仍不成功请联系系统管理员。"
)
BROKEN = "系统出错，任务没有完成。请稍后重新发起；仍不成功请把任务号告诉系统管理员。"
RIGHT_LOST = "发起人已没有办理这项任务的权限，任务没有完成。"


class Lost(Exception):
    """The job was taken away meanwhile; what was made of it is thrown away."""


def claim(worker: str, lease: timedelta = LEASE) -> Job | None:
    """The oldest waiting job, now this worker's; None where nothing waits."""
    waiting = Job.objects.filter(state=JobState.QUEUED).order_by("queued_at", "pk")
    for job in waiting.select_related("owner")[:5]:
        if take(job, worker, lease):
            return job
    return None


def take(job: Job, worker: str, lease: timedelta = LEASE) -> bool:
    """Make a waiting job this worker's, unless another was faster."""
    now = timezone.now()
    job.worker, job.lease_until, job.started_at = worker, now + lease, now
    job.state, job.attempts = JobState.RUNNING, job.attempts + 1
    taken = Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(
        state=job.state,
        worker=worker,
        lease_until=job.lease_until,
        started_at=now,
        attempts=job.attempts,
        done=0,
        total=0,
        step="",
    )
    return bool(taken)


def renew(job: Job, progress: Progress, lease: timedelta = LEASE) -> bool:
    """Say that the worker lives and how far it is. False: stop, it is cancelled or taken away."""
    return bool(
        Job.objects.held_by(job.worker)
        .filter(pk=job.pk, is_cancelled=False)
        .update(lease_until=timezone.now() + lease, **_figures(progress))
    )


def perform(job: Job, progress: Progress) -> None:
    """Do the work and store its outcome in one transaction with its file."""
    try:
        with uncommitted_removed():
            _succeed(job, _result_of(job, progress), progress)
    except Lost:
        logger.warning("job %s was taken away before it was done", job.pk)
    except DomainError as refusal:
        _fail(job, refusal.message)
    except Exception:
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        _fail(job, BROKEN)


def run_here(job: Job) -> None:
    """Run a waiting job in this process, through the same steps as a worker does."""
    if take(job, f"here:{uuid4().hex}"):
        perform(job, Progress())
    job.refresh_from_db()


def conclude(job: Job, *, is_stopping: bool = False, reason: str = "") -> None:
    """What becomes of a job whose process has ended without an outcome of its own.

    Cancelled; or back into the queue, which counts as an attempt unless the worker itself was
    asked to stop; or failed, with `reason` or after too many attempts.
    """
    held = Job.objects.held_by(job.worker).filter(pk=job.pk)
    row = held.first()
    if row is None:
        return
    if row.is_cancelled:
        held.update(state=JobState.CANCELLED, finished_at=timezone.now(), lease_until=None)
    elif reason:
        _fail(job, reason)
    elif is_stopping:
        held.update(**_waiting(), attempts=row.attempts - 1)
    elif row.attempts >= MOST_ATTEMPTS:
        _fail(job, KILLED)
    else:
        held.update(**_waiting())


def recover() -> None:
    """Give every job whose lease has run out back to the queue, or end it."""
    expired = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=timezone.now())
    for job in expired.select_related("owner"):
        logger.warning("job %s lost its worker %s", job.pk, job.worker)
        conclude(job)


def _result_of(job: Job, progress: Progress) -> Result:
    kind = kind_of(job.kind)
    if kind is None:
        raise DomainError("系统中已没有这种任务，请重新发起。")
    if not kind.may(job.owner, job.arguments):
        raise NotAllowed(RIGHT_LOST)
    return kind.run(job, progress, **job.arguments)


@transaction.atomic
def _succeed(job: Job, result: Result, progress: Progress) -> None:
    stored = _kept(job, result) if isinstance(result, Download) else None
    progress.done = progress.total = max(progress.total, progress.done)
    _end(
        job,
        JobState.DONE,
        result=stored,
        had_file=stored is not None,
        link=result.url if isinstance(result, Link) else "",
        outcome=dict(result.outcome) if isinstance(result, Link) else {},
        **_figures(progress),
    )


def _kept(job: Job, download: Download) -> StoredFile:
    content = download.content
    file = BytesIO(content) if isinstance(content, bytes) else content
    return keep_made(file, download.name, by=job.owner)


def _fail(job: Job, sentence: str) -> None:
    try:
        _end(job, JobState.FAILED, error=sentence[:MOST_ERROR])
    except Lost:
        logger.warning("job %s was taken away before it failed", job.pk)


def _end(job: Job, state: JobState, **fields: Any) -> None:
    held = Job.objects.held_by(job.worker).filter(pk=job.pk)
    fields |= {"state": state, "finished_at": timezone.now(), "lease_until": None}
    if not held.update(**fields):
        raise Lost


def _waiting() -> dict[str, Any]:
    return {"state": JobState.QUEUED, "worker": "", "lease_until": None}


def _figures(progress: Progress) -> dict[str, Any]:
    return {"done": progress.done, "total": progress.total, "step": progress.step[:100]}
