"""What somebody may see or do in the registers, with accounts, the trail and dictionaries."""

from districts.models import Unit
from districts.policies.standing import standing_of
from districts.roles import Standing
from wenming.accounts.models import User


def can_edit_registers(standing: Standing) -> bool:
    """Townships, villages, departments and units are kept by the office."""
    return standing.is_office


def can_edit_contacts(standing: Standing, unit: Unit) -> bool:
    """The office keeps every unit's contacts, a unit its own."""
    return standing.is_office or unit.pk in standing.unit_ids


def can_manage_accounts(standing: Standing) -> bool:
    return standing.is_admin


def can_read_trail(standing: Standing) -> bool:
    """Office and administrator; what of it each may read is told by `results.trail_rows`."""
    return standing.is_office or standing.is_admin


def can_edit_dictionaries(standing: Standing) -> bool:
    """Unit types and attributes: the administrator keeps them, the office may add to them."""
    return standing.is_admin or standing.is_office


def may_use_admin(user: User) -> bool:
    """The Django admin holds dictionaries and rubrics: administrator and office open it."""
    return can_edit_dictionaries(standing_of(user))
