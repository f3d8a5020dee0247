"""How long a job and its file are kept. The worker sweeps every hour."""

from datetime import datetime, timedelta

from django.db import transaction

from wenming.files.storing import discard
from wenming.jobs.models import ACTIVE, Job

FILES_KEPT = timedelta(days=30)
JOBS_KEPT = timedelta(days=365)
AT_ONCE = 100


def sweep(now: datetime) -> int:
    """Discard files of jobs that ended a month ago, and jobs of a year ago. How many files."""
    old = Job.objects.filter(finished_at__lt=now - FILES_KEPT, result__isnull=False)
    swept = 0
    for pk in list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        swept += _discard_file(pk)
    Job.objects.exclude(state__in=ACTIVE).filter(
        finished_at__lt=now - JOBS_KEPT, result__isnull=True
    ).delete()
    return swept


@transaction.atomic
def _discard_file(pk: int) -> bool:
    job = Job.objects.select_for_update().get(pk=pk)
    stored = job.result
    if stored is None:
        return False
    Job.objects.filter(pk=pk).update(result=None)
    discard(stored)
    return True
