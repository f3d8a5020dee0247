"""Who somebody is, and every "may this user …?"."""

from districts.policies.registers import (
    can_edit_contacts,
    can_edit_dictionaries,
    can_edit_registers,
    can_manage_accounts,
    can_read_trail,
    may_use_admin,
)
from districts.policies.standing import RECUSAL, standing_of, standings_of
from districts.roles import Standing

__all__ = [
    "RECUSAL",
    "Standing",
    "can_edit_contacts",
    "can_edit_dictionaries",
    "can_edit_registers",
    "can_manage_accounts",
    "can_read_trail",
    "may_use_admin",
    "standing_of",
    "standings_of",
]
