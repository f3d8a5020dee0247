"""What the top bar says of somebody's running jobs."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from wenming.jobs.delivery import WATCHING
from wenming.jobs.models import Job


def jobs(request: HttpRequest) -> dict[str, object]:
    """`running_jobs`: how many of one's own are under way. Asks the database only in a session
    that has started one, and until the last of them has ended."""
    return {"running_jobs": SimpleLazyObject(lambda: _running(request))}


def _running(request: HttpRequest) -> int:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or WATCHING not in request.session:
        return 0
    count = Job.objects.of(user).active().count()
    if not count:
        del request.session[WATCHING]
    return count
