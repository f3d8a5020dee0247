"""Accounts are the administrator's; to everybody else their pages do not exist."""

from tests.access.cast import Cast
from tests.access.table import Row

ADMIN = "admin → {}; rest → 404"
READ, DONE, REFUSED, MOVED, INVALID = (ADMIN.format(code) for code in (200, 302, 403, 409, 422))


def new_account(cast: Cast) -> dict[str, object]:
    return {"username": "wangmin", "name": "王敏", "role": "unit", "unit": cast.unit1.pk}


def grant(role: str) -> dict[str, object]:
    return {"role": role}


ROWS = [
    Row("districts:account-list", "GET", "", READ),
    Row("districts:account-create", "GET", "", READ),
    Row("districts:account-create", "POST", "", DONE, new_account),
    Row("districts:account-create", "POST", "", INVALID),
    Row("districts:account-sheets", "GET", "", READ),
    Row("districts:account-sheets-export", "POST", "", INVALID),
    Row("districts:signin-log", "GET", "", READ),
    Row("districts:account-detail", "GET", "account-of-reporter1", READ),
    Row("districts:account-detail", "GET", "missing", "rest → 404"),
    Row("districts:account-grant", "POST", "account-of-reporter1", DONE, grant("leader")),
    Row("districts:account-grant", "POST", "account-of-office", MOVED, grant("office")),
    Row("districts:account-grant", "POST", "account-of-office", INVALID, grant("unit")),
    # Nobody gives themselves a role, and a current assessor does not become a reporter.
    Row("districts:account-grant", "POST", "account-of-admin", REFUSED, grant("leader")),
    Row(
        "districts:account-grant",
        "POST",
        "account-of-assessor1",
        MOVED,
        lambda cast: {"role": "unit", "unit": cast.unit2.pk},
    ),
    Row("districts:account-password", "POST", "account-of-reporter1", DONE),
    Row("districts:account-password", "POST", "account-of-admin", REFUSED),
    Row("districts:account-state", "POST", "account-of-reporter1", DONE, {"active": "no"}),
    Row("districts:account-state", "POST", "account-of-reporter1", MOVED, {"active": "yes"}),
    Row("districts:account-state", "POST", "account-of-admin", MOVED, {"active": "no"}),
    Row("districts:account-state", "POST", "account-of-reporter1", INVALID),
    Row("districts:membership-end", "POST", "membership-of-reporter1", DONE),
    Row("districts:membership-end", "POST", "membership-of-admin", REFUSED),
    Row("districts:membership-end", "POST", "missing", "rest → 404"),
]
