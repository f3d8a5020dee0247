"""Who somebody is, and what they may see or do in the registers."""

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from districts.models import Membership, Unit
from districts.roles import NOBODY, Role
from districts.roles import Standing as Standing  # noqa: PLC0414  policies speak of it, callers too
from wenming.accounts.models import User

# A person does not judge a unit they left less than a year ago.
RECUSAL = timedelta(days=365)


def standing_of(user: User, *, on: date | None = None) -> Standing:
    """What `user` is on that day (default: today). One query; a disabled account is nobody."""
    if not user.is_active:
        return NOBODY
    on = on or timezone.localdate()
    rows = list(
        Membership.objects.filter(
            Q(ended_on=None) | Q(ended_on__gt=on - RECUSAL), user=user, started_on__lte=on
        ).values_list(
            "role", "unit_id", "township_id", "department_id", "unit__township_id", "ended_on"
        )
    )
    current = [row for row in rows if row[5] is None or row[5] > on]
    return Standing(
        roles=frozenset(Role(row[0]) for row in current),
        unit_ids=frozenset(row[1] for row in current if row[0] == Role.UNIT),
        township_ids=frozenset(row[2] for row in current if row[2]),
        department_ids=frozenset(row[3] for row in current if row[3]),
        recused_unit_ids=frozenset(row[1] for row in rows if row[1]),
        home_township_ids=frozenset(
            township for row in current for township in (row[2], row[4]) if township
        ),
    )


def can_edit_registers(standing: Standing) -> bool:
    """Townships, villages, departments and units are kept by the office."""
    return standing.is_office


def can_edit_contacts(standing: Standing, unit: Unit) -> bool:
    return standing.is_office or unit.pk in standing.unit_ids


def can_manage_accounts(standing: Standing) -> bool:
    return standing.is_admin


def can_edit_dictionaries(standing: Standing) -> bool:
    """Unit types and attributes: the administrator keeps them, the office may add to them."""
    return standing.is_admin or standing.is_office


def may_use_admin(user: User) -> bool:
    """The Django admin holds dictionaries and rubrics: administrator and office open it."""
    return can_edit_dictionaries(standing_of(user))
