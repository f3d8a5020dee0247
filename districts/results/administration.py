"""Dictionaries with how many rows each has, and sign-ins that failed."""

from collections.abc import Iterable
from ipaddress import ip_address

from axes.models import AccessFailureLog
from django.db.models import Model, Q, QuerySet


def dictionary_counts(models: Iterable[type[Model]]) -> list[tuple[type[Model], int]]:
    """One query each; there are a handful."""
    return [(model, model._default_manager.count()) for model in models]


def failure_rows(q: str) -> QuerySet[AccessFailureLog]:
    """Passwords that were wrong, from where; newest first."""
    rows: QuerySet[AccessFailureLog] = AccessFailureLog.objects.all()
    words = q.strip()
    if words:
        rows = rows.filter(Q(username__icontains=words) | _from_address(words))
    return rows.order_by("-pk")


def _from_address(words: str) -> Q:
    """What came from that address; PostgreSQL compares addresses with addresses only."""
    try:
        return Q(ip_address=str(ip_address(words)))
    except ValueError:
        return Q(pk__in=())
