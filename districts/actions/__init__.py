"""Every write that means something in the registers and to accounts."""

from districts.actions.accounts import (
    create_account,
    create_first_administrator,
    disable_account,
    enable_account,
    end_membership,
    grant,
    record_sheets,
    refuse_if_objected,
    reset_password,
    scope_fields,
)
from districts.actions.registers import (
    ContactLine,
    create,
    deactivate,
    reactivate,
    save_contacts,
    spelling,
    update,
)

__all__ = [
    "ContactLine",
    "create",
    "create_account",
    "create_first_administrator",
    "deactivate",
    "disable_account",
    "enable_account",
    "end_membership",
    "grant",
    "reactivate",
    "record_sheets",
    "refuse_if_objected",
    "reset_password",
    "save_contacts",
    "scope_fields",
    "spelling",
    "update",
]
