"""Who somebody is, in one query."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from districts.models import Membership
from districts.roles import NOBODY, Role, Standing
from wenming.accounts.models import User

# A person does not judge a unit they left less than a year ago.
RECUSAL = timedelta(days=365)

SCOPES = ("unit_id", "township_id", "department_id")


def standing_of(user: User, *, on: date | None = None, lock: bool = False) -> Standing:
    """What `user` is on that day (default: today). One query; a disabled account is nobody.

    With `lock` (in an action; one query more) the account is read afresh and held, so that
    nobody can end a role or disable the account between this question and the commit.
    """
    if lock:
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not user.is_active:
        return NOBODY
    return standings_of([user], on=on)[user.pk]


def standings_of(users: Collection[User], *, on: date | None = None) -> dict[int, Standing]:
    """What each of them is on that day, by the person's id. One query for any number."""
    on = on or timezone.localdate()
    held: dict[int, list[Membership]] = {user.pk: [] for user in users if user.is_active}
    rows = Membership.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=on - RECUSAL), user__in=list(held), started_on__lte=on
    ).select_related("unit")
    for row in rows.only("user_id", "role", *SCOPES, "ended_on", "unit__township_id"):
        held[row.user_id].append(row)
    return {user.pk: _standing(held.get(user.pk, []), on) for user in users}


def _standing(rows: list[Membership], on: date) -> Standing:
    current = [row for row in rows if row.ended_on is None or row.ended_on > on]
    homes = [(row.township_id, row.unit.township_id if row.unit else None) for row in current]
    return Standing(
        roles=frozenset(Role(row.role) for row in current),
        unit_ids=frozenset(row.unit_id for row in current if row.unit_id and row.role == Role.UNIT),
        township_ids=frozenset(row.township_id for row in current if row.township_id),
        department_ids=frozenset(row.department_id for row in current if row.department_id),
        recused_unit_ids=frozenset(row.unit_id for row in rows if row.unit_id),
        home_township_ids=frozenset(each for pair in homes for each in pair if each),
    )
