"""Who may see, stop and fetch a job."""

from wenming.accounts.models import User
from wenming.jobs.kinds import kind_of
from wenming.jobs.models import Job


def can_see(user: User, job: Job) -> bool:
    """The owner; of a shared kind everybody who might have started it."""
    kind = kind_of(job.kind)
    if job.owner_id == user.pk:
        return True
    return kind is not None and kind.is_shared and kind.may(user, job.arguments)


def can_stop(user: User, job: Job) -> bool:
    return job.owner_id == user.pk and job.is_active


def can_fetch(user: User, job: Job) -> bool:
    """Asked anew each time: whoever has lost the right since then gets nothing."""
    kind = kind_of(job.kind)
    return kind is not None and can_see(user, job) and kind.may(user, job.arguments)
