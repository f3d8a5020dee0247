"""Nothing that cannot be acted on stays unread for ever."""

from datetime import datetime, timedelta

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from wenming.audit.models import AuditEntry
from wenming.notices.models import Notice, NoticeKind

TOLD_LONG_ENOUGH = timedelta(days=60)
KEPT = timedelta(days=730)


def settle_moved_on(at: datetime) -> int:
    """Notices whose matter has moved on since: the trail has a later entry about it. What only
    says how something was decided settles itself after two months."""
    later = AuditEntry.objects.filter(
        target_type=OuterRef("target_type"),
        target_id=Cast(OuterRef("target_id"), CharField()),
        pk__gt=OuterRef("entry"),
    )
    open_ones = Notice.objects.filter(settled_at=None, entry__isnull=False)
    moved = open_ones.filter(Exists(later)).settle(at)
    old = open_ones.filter(kind=NoticeKind.DECIDED, made_at__lt=at - TOLD_LONG_ENOUGH)
    return moved + old.settle(at)


def drop_old(at: datetime) -> int:
    """Notices of years ago; what happened stands in the trail."""
    removed, _ = Notice.objects.filter(made_at__lt=at - KEPT).delete()
    return removed
