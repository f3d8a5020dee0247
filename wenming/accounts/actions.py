"""Every write to an account. Whether somebody may do it is asked by the caller.

Who administers accounts follows from memberships, which this app does not know: the actions in
`districts` check that first and then call these inside the same transaction.
"""

from datetime import datetime

from axes.utils import reset as forget_failures
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from wenming.accounts.models import PREVIOUS_PASSWORDS, User
from wenming.accounts.passwords import random_password
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError
from wenming.text import clean_text, clean_username


@transaction.atomic
def create_account(
    *,
    username: str,
    name: str,
    by: User | None,
    phone: str = "",
    at: datetime | None = None,
    password: str = "",
) -> tuple[User, str]:
    """Create an account and return it with its initial password (made here unless given)."""
    name = clean_text(name, single_line=True)
    if not name:
        raise DomainError("请填写姓名。", field="name")
    username = clean_username(username)
    password = password or random_password()
    try:
        with transaction.atomic():
            user = User.objects.create_user(username, password, name=name, phone=phone)
    except IntegrityError as error:
        raise Conflict(f"用户名“{username}”已经有人使用。", field="username") from error
    record("account.create", on=user, by=by, at=at, after={"username": username, "name": name})
    return user, password


@transaction.atomic
def reset_password(
    user: User, *, by: User, at: datetime | None = None, note: str = "", password: str = ""
) -> str:
    """Give a new initial password, end every session of the account and lift its lock-out."""
    user = User.objects.select_for_update().get(pk=user.pk)
    password = password or random_password()
    _remember(user, at)
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    forget_failures(username=user.username)
    record("account.reset_password", on=user, by=by, at=at, note=note)
    return password


@transaction.atomic
def change_password(user: User, password: str, *, at: datetime | None = None) -> User:
    """Set the password that the user has chosen; every other session of the account ends."""
    user = User.objects.select_for_update().get(pk=user.pk)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise DomainError("".join(error.messages), field="new_password") from error
    _remember(user, at)
    user.set_password(password)
    user.must_change_password = False
    user.password_changed_at = at or timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    record("account.change_password", on=user, by=user, at=at)
    return user


@transaction.atomic
def disable_account(user: User, *, by: User, at: datetime | None = None, note: str = "") -> User:
    """Refuse the account from the next request on; its history stays."""
    return _switch(user, active=False, by=by, at=at, note=note)


@transaction.atomic
def enable_account(user: User, *, by: User, at: datetime | None = None, note: str = "") -> User:
    """Let a disabled account in again, with the password it had."""
    return _switch(user, active=True, by=by, at=at, note=note)


@transaction.atomic
def record_sign_in(user: User, *, ip: str, at: datetime) -> None:
    """If the trail cannot be written, nobody signs in."""
    record("account.sign_in", on=user, by=user, at=at, ip=ip)


@transaction.atomic
def record_lock_out(username: str, *, ip: str, at: datetime) -> None:
    """One entry for one lock-out. Names that are no account leave none: a guesser could otherwise
    fill the trail with them."""
    user = User.objects.filter(username=username).first()
    if user is not None:
        record("account.lock_out", on=user, by=None, at=at, ip=ip)


def _switch(user: User, *, active: bool, by: User, at: datetime | None, note: str) -> User:
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active is active:
        raise Conflict(f"账号“{user.username}”已经{'启用' if active else '停用'}。")
    if user.pk == by.pk:
        raise Conflict("不能停用自己的账号。")
    user.is_active = active
    user.save(update_fields=["is_active"])
    verb = "account.enable" if active else "account.disable"
    record(verb, on=user, by=by, at=at, before=not active, after=active, note=note)
    return user


def _remember(user: User, at: datetime | None) -> None:
    """Keep the outgoing password's hash, and no more of them than the rule needs."""
    if not user.has_usable_password():
        return
    user.previous_passwords.create(password=user.password, set_at=at or timezone.now())
    kept = user.previous_passwords.values_list("pk", flat=True)[:PREVIOUS_PASSWORDS]
    user.previous_passwords.exclude(pk__in=list(kept)).delete()
