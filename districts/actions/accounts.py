"""Accounts and the roles their holders have: granted and ended by an administrator only.

Nobody changes their own roles, whatever they are: a second administrator has to.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import cast

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string

from districts.models import Department, Membership, PasswordSlip, Township, Unit
from districts.policies import can_manage_accounts, standing_of
from districts.roles import SCOPE_OF, Role
from wenming.accounts import actions as accounts
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed

GrantCheck = Callable[[Membership], None]
Scope = Unit | Township | Department
SCOPE_NAMES = {"unit": "单位", "township": "乡镇", "department": "部门"}


@transaction.atomic
def create_account(
    *,
    username: str,
    name: str,
    phone: str = "",
    role: Role,
    scope: Scope | None = None,
    by: User,
    at: datetime,
) -> User:
    """Create somebody with a first role; their initial password is on their slip."""
    _require_admin(by)
    nonce = get_random_string(43)
    user, _ = accounts.create_account(
        username=username,
        name=name,
        phone=phone,
        by=by,
        at=at,
        password=PasswordSlip(nonce=nonce).password,
    )
    _keep_slip(user, nonce, by, at)
    grant(user, role, scope=scope, by=by, at=at)
    return user


@transaction.atomic
def create_first_administrator(*, username: str, name: str, at: datetime) -> tuple[User, str]:
    """The account that a new installation starts with; refused once there is an administrator.

    The person at the server's keyboard is the only one who can call this: nobody is asked.
    """
    held = Membership.objects.filter(role=Role.ADMIN, ended_on=None, user__is_active=True)
    if held.exists():
        raise Conflict("系统中已有系统管理员，请由管理员在“账号”页面建立新的账号。")
    user, password = accounts.create_account(username=username, name=name, by=None, at=at)
    membership = Membership.objects.create(user=user, role=Role.ADMIN, started_on=_day(at))
    record("membership.grant", on=user, by=None, at=at, after=str(membership))
    return user, password


@transaction.atomic
def reset_password(user: User, *, by: User, at: datetime, note: str = "") -> User:
    """Issue a new initial password; it can be printed for a short while (see PasswordSlip)."""
    _require_admin(by)
    if user.pk == by.pk:
        raise NotAllowed("请在“修改密码”中修改自己的密码。")
    nonce = get_random_string(43)
    accounts.reset_password(
        user, by=by, at=at, note=note, password=PasswordSlip(nonce=nonce).password
    )
    user.refresh_from_db()
    _keep_slip(user, nonce, by, at)
    return user


@transaction.atomic
def disable_account(user: User, *, by: User, at: datetime, note: str = "") -> User:
    """Refuse the account from the next request on."""
    _require_admin(by)
    return accounts.disable_account(user, by=by, at=at, note=note)


@transaction.atomic
def enable_account(user: User, *, by: User, at: datetime, note: str = "") -> User:
    """Let a disabled account in again."""
    _require_admin(by)
    return accounts.enable_account(user, by=by, at=at, note=note)


@transaction.atomic
def grant(
    user: User, role: Role, *, scope: Scope | None = None, by: User, at: datetime
) -> Membership:
    """Give `user` a role from today on, unless a rule of `settings.GRANT_CHECKS` objects."""
    _require_admin(by)
    _require_somebody_else(user, by)
    user = User.objects.select_for_update().get(pk=user.pk)
    membership = Membership(user=user, role=role, started_on=_day(at), **scope_fields(role, scope))
    refuse_if_objected(membership)
    try:
        with transaction.atomic():
            membership.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(f"{user.name}已经是“{membership}”。", field="role") from error
    record("membership.grant", on=user, by=by, at=at, after=str(membership))
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: User, at: datetime, note: str = "") -> Membership:
    """End a role today. It is kept: who left a unit does not judge it for a year."""
    _require_admin(by)
    _require_somebody_else(membership.user, by)
    User.objects.select_for_update().get(pk=membership.user_id)
    ended = Membership.objects.filter(pk=membership.pk, ended_on=None).update(
        ended_on=max(_day(at), membership.started_on)
    )
    if not ended:
        raise Conflict("这一角色已经结束。")
    membership.refresh_from_db()
    record("membership.end", on=membership.user, by=by, at=at, before=str(membership), note=note)
    return membership


def refuse_if_objected(membership: Membership) -> None:
    """Ask every rule that another app brings; each raises a DomainError to object."""
    for dotted in settings.GRANT_CHECKS:
        cast(GrantCheck, import_string(dotted))(membership)


def scope_fields(role: Role, scope: Scope | None) -> dict[str, Scope]:
    """The field of Membership that the role's scope fills, or a sentence saying what is missing."""
    field = SCOPE_OF[role]
    if field is None:
        if scope is not None:
            raise DomainError(f"“{role.label}”是全县角色，不指定单位、乡镇或部门。", field="role")
        return {}
    if scope is None or scope._meta.model_name != field:
        raise DomainError(f"“{role.label}”须指定{SCOPE_NAMES[field]}。", field=field)
    return {field: scope}


@transaction.atomic
def record_sheets(users: Sequence[User], *, by: User, at: datetime) -> None:
    """Note in the trail whose initial passwords were printed or downloaded."""
    _require_admin(by)
    names = [f"{user.name}（{user.username}）" for user in users]
    record("account.print_sheets", on=None, by=by, at=at, after={"人数": len(names), "账号": names})


def _keep_slip(user: User, nonce: str, by: User, at: datetime) -> None:
    PasswordSlip.objects.update_or_create(
        user=user,
        defaults={"nonce": nonce, "hashed": user.password, "issued_by": by, "issued_at": at},
    )


def _day(at: datetime) -> date:
    return timezone.localdate(at)


def _require_admin(by: User) -> None:
    if not can_manage_accounts(standing_of(by, lock=True)):
        raise NotAllowed("账号和角色由系统管理员管理，您没有这项权限。")


def _require_somebody_else(user: User, by: User) -> None:
    if user.pk == by.pk:
        raise NotAllowed("不能给自己授予或结束角色，请由另一名系统管理员办理。")
