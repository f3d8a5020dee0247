"""The trail's only writer, and the way to read one object's entries."""

import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections, models, router
from django.dispatch import Signal
from django.utils import timezone

from wenming.accounts.models import User
from wenming.audit.models import AuditEntry, AuditHead
from wenming.text import clean_text

# Sent after each entry, in the transaction of the act: `entry` and the object itself, `on`.
recorded = Signal()


def record(
    verb: str,
    *,
    on: models.Model | None,
    by: User | None,
    at: datetime | None = None,
    before: Any = None,
    after: Any = None,
    note: str = "",
    ip: str = "",
) -> AuditEntry:
    """Add one sealed entry; three queries. Call it last in the action's own transaction.

    From here until that transaction ends no other act can be recorded, so what comes after must
    be short. If the entry cannot be written the act fails with it. `by` is None for acts of the
    system itself; `on` is None where no object exists (a sign-in under an unknown name).
    """
    alias = router.db_for_write(AuditEntry)
    if not connections[alias].in_atomic_block:
        raise RuntimeError("record() belongs inside the transaction of the act it records")
    head, _ = AuditHead.objects.using(alias).select_for_update().get_or_create(pk=1)
    entry = AuditEntry(
        pk=head.sequence + 1,
        at=at or timezone.now(),
        actor=by,
        actor_name=(by.name or by.username)[:64] if by else "",
        verb=verb,
        target_type=on._meta.label_lower if on else "",
        target_id=str(on.pk) if on else "",
        target_label=clean_text(str(on), single_line=True)[:200] if on else "",
        before=_plain(before),
        after=_plain(after),
        note=clean_text(note),
        ip=ip[:45],
        previous_hash=head.hash,
    )
    entry.hash = entry.computed_hash()
    entry.save(using=alias)
    head.sequence, head.hash = entry.pk, entry.hash
    head.mac = head.computed_mac()
    head.save(using=alias, update_fields=["sequence", "hash", "mac"])
    recorded.send(sender=AuditEntry, entry=entry, on=on)
    return entry


def trail_of(target: models.Model) -> models.QuerySet[AuditEntry]:
    """Everything recorded about one object, newest first; filter and page it like any queryset."""
    return AuditEntry.objects.about(target)


def _plain(value: Any) -> Any:
    """JSON that reads back identically from both databases.

    Dates and Decimals become text; so do floats, which PostgreSQL's jsonb would rewrite (1e5 comes
    back as 100000) and thereby break the seal. NUL, which jsonb cannot hold, is dropped.
    """
    return _without_floats(json.loads(json.dumps(value, cls=DjangoJSONEncoder)))


def _without_floats(value: Any) -> Any:
    if isinstance(value, dict):
        return {_storable(key): _without_floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_floats(item) for item in value]
    if isinstance(value, float):
        return repr(value)
    return _storable(value) if isinstance(value, str) else value


def _storable(text: str) -> str:
    return text.replace("\0", "")
