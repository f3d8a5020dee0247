"""A lock-out for the administrator to end, and years of the calendar."""

from axes.models import AccessAttempt

from tests.access.cast import Cast


def add(cast: Cast) -> None:
    attempt = AccessAttempt.objects.create(
        username="wangmin", ip_address="10.0.0.9", failures_since_start=5
    )
    cast.objects["locked-out"] = (attempt.pk,)
    cast.objects["calendar-2027"] = (2027,)
    cast.objects["calendar-1999"] = (1999,)
