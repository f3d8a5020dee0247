"""Reporters' accounts for many units at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from districts.imports.rows import NEW, SAME, AccountRow, ImportRow, Known, Planned, known_rows
from districts.imports.specs import Asker, ImportSpec, RowPlanner
from districts.models import ImportKind, Membership, PasswordSlip, Unit
from districts.policies import can_manage_accounts
from districts.roles import Role, Standing
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError
from wenming.text import clean_username, name_key

LONGEST_STEM = 24


class AccountPlanner:
    """Plans one row after another; remembers the user names it has given away. Two queries."""

    def __init__(self) -> None:
        self.taken = set(User.objects.values_list("username", flat=True))
        reporters = Membership.objects.filter(role=Role.UNIT, ended_on=None)
        self.reporters = {
            f"{unit}:{name_key(name)}": username
            for unit, name, username in reporters.values_list(
                "unit_id", "user__name", "user__username"
            )
        }

    def __call__(self, row: ImportRow) -> Planned:
        """New, or unchanged where this person already reports for this unit."""
        unit, name = row.cleaned_data["unit"], row.cleaned_data["name"]
        planned: Planned = {"name": f"{unit}：{name}", "changes": []}
        if username := self.reporters.get(row.key):
            return planned | {"state": SAME, "changes": [["用户名", "", username]]}
        try:
            username = self._username(row.cleaned_data["username"], unit)
        except DomainError as error:
            return planned | {"state": NEW, "problem": ("username", error.message)}
        self.taken.add(username)
        values = {
            "unit": unit.pk,
            "name": name,
            "phone": row.cleaned_data["phone"],
            "username": username,
        }
        return planned | {"state": NEW, "values": values, "changes": [["用户名", "", username]]}

    def _username(self, typed: str, unit: Unit) -> str:
        """The name typed, or one made from the unit's initials that nobody has yet."""
        if typed:
            username = clean_username(typed)
            if username in self.taken:
                raise DomainError(f"用户名“{username}”已经有人使用，请换一个或留空由系统生成。")
            return username
        stem = unit.initials[:LONGEST_STEM]
        number = 0
        while True:
            number += 1
            candidate = stem if number == 1 and len(stem) > 1 else f"{stem or 'unit'}{number}"
            try:
                if clean_username(candidate) not in self.taken:
                    return candidate
            except DomainError:
                continue  # reserved, such as "sys": the number makes it another one


def prepare_accounts(rows: Sequence[Planned]) -> list[tuple[User, PasswordSlip, Any]]:
    """Users with hashed passwords, not saved. Slow on purpose, so done before any lock is held."""
    prepared = []
    for values in (row["values"] for row in rows if row["state"] == NEW):
        slip = PasswordSlip(nonce=get_random_string(43))
        slip.hashed = make_password(slip.password)
        user = User(
            username=values["username"],
            name=values["name"],
            phone=values["phone"],
            password=slip.hashed,
        )
        prepared.append((user, slip, values["unit"]))
    return prepared


def write_accounts(
    rows: Sequence[tuple[User, PasswordSlip, Any]],
    *,
    standing: Standing,
    by: User,
    at: datetime,
) -> None:
    """Save them all or none, each with the role of a reporter; one entry in the trail."""
    units = Unit.objects.filter(is_active=True).in_bulk([unit for _, _, unit in rows])
    if gone := len({unit for _, _, unit in rows} - units.keys()):
        raise Conflict(f"有 {gone} 家单位在预览之后已停用，请重新上传文件。")
    try:
        with transaction.atomic():
            User.objects.bulk_create([user for user, _, _ in rows])
    except IntegrityError as error:
        raise Conflict("有用户名在预览之后被别人用了，请重新上传文件。") from error
    for user, slip, _ in rows:
        slip.user, slip.issued_by, slip.issued_at = user, by, at
    PasswordSlip.objects.bulk_create([slip for _, slip, _ in rows])
    day = timezone.localdate(at)
    Membership.objects.bulk_create(
        Membership(user=user, role=Role.UNIT, unit=units[unit], started_on=day)
        for user, _, unit in rows
    )
    names = [f"{user.username}（{units[unit]} {user.name}）" for user, _, unit in rows]
    record("account.import", on=None, by=by, at=at, after={"新建": len(names), "账号": names})


ACCOUNT_RULES = (
    "带“示例”的一行不会导入，可以删除。",
    "一行建立一个填报账号；这位填报人已有该单位账号的，不再建立。",
    "用户名可以留空，由系统按单位名称的拼音首字母生成。",
    "初始密码由系统生成，导入后可以打印账号单，只显示一次。",
)


def _known(asker: Asker) -> Mapping[str, Known]:
    return known_rows(AccountRow)


def _planner(asker: Asker) -> RowPlanner:
    return AccountPlanner()


SPEC = ImportSpec(
    code=ImportKind.ACCOUNTS,
    label="账号",
    form=AccountRow,
    example=("示例：县国土资源局", "王敏", "13800000000", "wangmin"),
    rules=ACCOUNT_RULES,
    list_view="districts:account-sheets",
    may=can_manage_accounts,
    known=_known,
    planner=_planner,
    write=write_accounts,
    prepare=prepare_accounts,
)
