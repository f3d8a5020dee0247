"""The part of the trail that a person may read, narrowed by filters."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from districts.roles import Standing
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry


@dataclass(frozen=True, slots=True)
class TrailFilters:
    person: int | None = None
    verb: str = ""
    object: str = ""
    since: date | None = None
    until: date | None = None
    q: str = ""


def trail_rows(user: User, standing: Standing, filters: TrailFilters) -> QuerySet[AuditEntry]:
    """The entries that this person may read, newest first (see `settings.TRAIL_SCOPE`)."""
    scope = import_string(settings.TRAIL_SCOPE)
    rows = cast("QuerySet[AuditEntry]", scope(AuditEntry.objects.all(), user, standing))
    if filters.person:
        rows = rows.filter(actor=filters.person)
    if filters.verb:
        rows = rows.filter(verb=filters.verb)
    if filters.object:
        rows = rows.filter(target_type=filters.object)
    if filters.since:
        rows = rows.filter(at__gte=_midnight(filters.since))
    if filters.until:
        rows = rows.filter(at__lt=_midnight(filters.until + timedelta(days=1)))
    if filters.q:
        rows = rows.filter(target_label__icontains=filters.q)
    return rows.order_by("-pk")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
