"""What somebody does with notices. Of one's own, and no record: reading is not an act."""

from datetime import datetime
from typing import Any

from django.db import transaction

from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.notices.models import Notice, NoticeSettings


def read_all(user: User, *, at: datetime) -> int:
    return Notice.objects.of(user).filter(read_at=None).update(read_at=at)


def read(notice: Notice, *, at: datetime) -> None:
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)


def choose(user: User, values: dict[str, Any], *, at: datetime) -> NoticeSettings:
    """Keep one's wishes; the address itself is nobody's business in the trail."""
    with transaction.atomic():
        wishes, _ = NoticeSettings.objects.update_or_create(user=user, defaults=values)
        said = {name: value for name, value in values.items() if name != "email"}
        record("noticesettings.choose", on=user, by=user, at=at, after=said)
    return wishes
