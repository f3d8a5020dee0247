"""Accounts with their roles, and who signed in or was locked out."""

from datetime import datetime

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet

from districts.models import Membership
from districts.results.registers import ACTIVE, RETIRED
from districts.roles import Role
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry

SIGNIN_VERBS = ("account.sign_in", "account.sign_out", "account.lock_out")


def account_rows(q: str, role: str, state: str) -> QuerySet[User]:
    """Accounts with their current memberships, by user name."""
    rows = User.objects.all()
    words = q.strip()
    if words:
        rows = rows.filter(
            Q(name__icontains=words)
            | Q(username__icontains=words)
            | Q(phone__contains=words)
            | Q(memberships__unit__name__icontains=words)
        )
    if role in Role.values:
        rows = rows.filter(memberships__role=role, memberships__ended_on=None)
    if state in (ACTIVE, RETIRED):
        rows = rows.filter(is_active=state == ACTIVE)
    held = Membership.objects.filter(ended_on=None).select_related("unit", "township", "department")
    return (
        rows.distinct()
        .prefetch_related(Prefetch("memberships", held.order_by("pk"), to_attr="held"))
        .order_by("username")
    )


def signin_rows(q: str) -> QuerySet[AuditEntry]:
    """Who signed in, out, or was locked out, from where; newest first."""
    rows = AuditEntry.objects.filter(verb__in=SIGNIN_VERBS)
    words = q.strip()
    if words:
        rows = rows.filter(
            Q(actor_name__icontains=words) | Q(target_label__icontains=words) | Q(ip=words)
        )
    return rows.order_by("-pk")


def locked_attempts(at: datetime) -> list[AccessAttempt]:
    """User names that are locked out at this moment."""
    return list(
        AccessAttempt.objects.filter(
            failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
            attempt_time__gt=at - settings.AXES_COOLOFF_TIME,
        ).order_by("-attempt_time")[:50]
    )
