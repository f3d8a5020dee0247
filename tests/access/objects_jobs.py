"""The office has had something done once, and has another job waiting. No file is written: a
module's cast outlives the file store of one test."""

from django.utils import timezone

from assessments.jobs.tables import RANKING, SUMMARY
from tests.access.cast import Cast
from wenming.jobs.models import Job, JobState


def add(cast: Cast) -> None:
    for name, kind, state in (
        ("job-done", RANKING, JobState.DONE),
        ("job-queued", SUMMARY, JobState.QUEUED),
    ):
        job = Job.objects.create(
            kind=kind,
            title="导出表格",
            owner=cast["office"],
            params={"cycle": cast.cycle.pk},
            fingerprint=name,
            state=state,
            queued_at=timezone.now(),
        )
        cast.objects[name] = (job.pk,)
