"""What the tests of 公示 share: a confirmed year, its notice, and who objects."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from assessments.actions.public_objections import file_public_objection
from assessments.actions.publicity import advance_publication, create_publication
from assessments.models import Cycle, Publication, PublicObjection
from districts.roles import Role
from tests.factories import make_user
from wenming.accounts.models import User

VALUES: dict[str, Any] = {
    "title": "关于考核结果的公示",
    "intro": "现将结果公示如下。",
    "contact": "县文明办，电话 0538-1234567",
    "shows": ["unit", "type", "total"],
    "working_days": 5,
    "without_result": "",
}


def at_noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def make_publication(
    cycle: Cycle, *, by: User | None = None, opens_on: date | None = None, **values: Any
) -> Publication:
    """A draft that opens today."""
    opens_on = opens_on or timezone.localdate()
    by = by or make_user(Role.OFFICE)
    given = VALUES | {"opens_on": opens_on} | values
    return create_publication(cycle, given, by=by, at=at_noon(opens_on) - timedelta(days=1))


def approve(publication: Publication, *, by: User, second: User) -> Publication:
    """Through both pairs of eyes, the day before it opens."""
    at = at_noon(publication.opens_on) - timedelta(days=1)
    publication = advance_publication(publication, "prepare", by=by, at=at)
    return advance_publication(publication, "approve", by=second, at=at)


def object_to(publication: Publication, text: str = "材料不实", **given: Any) -> PublicObjection:
    usual: dict[str, Any] = {"address_key": "a" * 64, "at": at_noon(publication.opens_on)}
    return file_public_objection(publication, text=text, **usual | given)
