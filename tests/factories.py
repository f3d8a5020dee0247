"""Plain factory functions: each makes one valid row, unique unless told otherwise."""

from datetime import date
from itertools import count

from districts.models import Contact, Department, Membership, Township, Unit, UnitType, Village
from districts.roles import SCOPE_OF, Role
from wenming.accounts.models import User
from wenming.text import name_key, pinyin_of

PASSWORD = "qianshan-7Jingming"  # noqa: S105  a fake one
LONG_AGO = date(2020, 1, 1)
_numbers = count(1)


def make_user(
    role: Role | None = None,
    *,
    unit: Unit | None = None,
    township: Township | None = None,
    department: Department | None = None,
    name: str = "",
    username: str = "",
    password: str | None = None,
    is_active: bool = True,
) -> User:
    """Somebody who has changed their first password; with `role`, one membership (scope made up).

    `password=None` leaves it unusable, which is quicker: tests sign in with `force_login`.
    """
    number = next(_numbers)
    user = User.objects.create_user(
        username or f"user{number}",
        password,
        name=name or f"人员{number}",
        must_change_password=False,
        is_active=is_active,
    )
    if role is not None:
        make_membership(user, role, unit=unit, township=township, department=department)
    return user


def make_membership(
    user: User,
    role: Role,
    *,
    unit: Unit | None = None,
    township: Township | None = None,
    department: Department | None = None,
    started_on: date = LONG_AGO,
    ended_on: date | None = None,
) -> Membership:
    scope = SCOPE_OF[role]
    return Membership.objects.create(
        user=user,
        role=role,
        unit=(unit or make_unit()) if scope == "unit" else None,
        township=(township or make_township()) if scope == "township" else None,
        department=(department or make_department()) if scope == "department" else None,
        started_on=started_on,
        ended_on=ended_on,
    )


def make_township(name: str = "", **fields: object) -> Township:
    return Township.objects.create(**_named(name or f"第{next(_numbers)}镇"), **fields)


def make_village(name: str = "", *, township: Township | None = None, **fields: object) -> Village:
    return Village.objects.create(
        **_named(name or f"第{next(_numbers)}村"), township=township or make_township(), **fields
    )


def make_department(name: str = "", **fields: object) -> Department:
    return Department.objects.create(**_named(name or f"县第{next(_numbers)}局"), **fields)


def make_unit(name: str = "", *, type: str = UnitType.AGENCY, **fields: object) -> Unit:
    """A unit of one of the six seeded types; `type` is the type's code."""
    return Unit.objects.create(**_named(name or f"第{next(_numbers)}单位"), type_id=type, **fields)


def make_contact(unit: Unit, name: str = "", **fields: object) -> Contact:
    return Contact.objects.create(unit=unit, name=name or f"联系人{next(_numbers)}", **fields)


def _named(name: str) -> dict[str, str]:
    """A register row's name with what is derived from it."""
    spelled = pinyin_of(name)
    return {
        "name": name,
        "name_key": name_key(name),
        "pinyin": spelled.full,
        "initials": spelled.initials,
    }
