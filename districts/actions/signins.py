"""Ending a lock-out before its time."""

from datetime import datetime

from axes.models import AccessAttempt
from axes.utils import reset as forget_failures
from django.db import transaction

from districts.policies import can_manage_accounts, standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, NotAllowed


@transaction.atomic
def unlock(attempt: int, *, by: User, at: datetime) -> str:
    """Forget the wrong passwords of one name from one place; the name."""
    if not can_manage_accounts(standing_of(by)):
        raise NotAllowed("只有系统管理员可以解除锁定。")
    found = AccessAttempt.objects.select_for_update().filter(pk=attempt).first()
    if found is None:
        raise Conflict("这个锁定已经解除。")
    username = found.username or ""
    forget_failures(username=username, ip=found.ip_address)
    # a name that is no account was locked out as well
    account = User.objects.filter(username=username).first()
    note = f"{username}，来自 {found.ip_address or '未知地址'}"
    record("account.unlock", on=account, by=by, at=at, note=note)
    return username
