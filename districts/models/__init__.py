"""Who and where: the registers, the roles people hold in them, and unfinished imports."""

from districts.models.drafts import DRAFT_LIFETIME, ImportDraft, ImportKind, PasswordSlip
from districts.models.memberships import Membership
from districts.models.registers import (
    Contact,
    Department,
    RegisterQuerySet,
    RegisterRow,
    Township,
    Unit,
    UnitAttribute,
    UnitType,
    Village,
)

__all__ = [
    "DRAFT_LIFETIME",
    "Contact",
    "Department",
    "ImportDraft",
    "ImportKind",
    "Membership",
    "PasswordSlip",
    "RegisterQuerySet",
    "RegisterRow",
    "Township",
    "Unit",
    "UnitAttribute",
    "UnitType",
    "Village",
]
