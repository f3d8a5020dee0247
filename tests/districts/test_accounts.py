"""Accounts, roles and the trail: granted by somebody else, printed once, read by few."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from assessments.models import TeamMember
from assessments.roles import CycleStatus
from districts import actions, results
from districts.models import Membership, PasswordSlip
from districts.policies import standing_of
from districts.results import TrailFilters
from districts.roles import Role
from tests.factories import (
    make_membership,
    make_team,
    make_township,
    make_unit,
    make_user,
)
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed

pytestmark = pytest.mark.django_db


def make_account(admin: User, **fields: Any) -> User:
    given = {"username": "wangmin", "name": "王敏", "role": Role.OFFICE, "scope": None}
    return actions.create_account(**given | fields, by=admin, at=timezone.now())


def test_a_new_account_has_a_role_a_slip_and_three_entries() -> None:
    admin, unit = make_user(Role.ADMIN), make_unit("县国税局")

    user = make_account(admin, role=Role.UNIT, scope=unit)

    assert standing_of(user).unit_ids == {unit.pk}
    assert user.check_password(user.password_slip.password)
    assert user.must_change_password
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["account.create", "membership.grant"]
    assert user.password_slip.password not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_only_the_administrator_manages_accounts(role: Role) -> None:
    somebody, other = make_user(role), make_user()
    now = timezone.now()

    for act in (
        lambda: make_account(somebody),
        lambda: actions.grant(other, Role.OFFICE, by=somebody, at=now),
        lambda: actions.reset_password(other, by=somebody, at=now),
        lambda: actions.disable_account(other, by=somebody, at=now),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_new_installation_gets_one_administrator_from_the_keyboard() -> None:
    said = StringIO()
    call_command("create_administrator", username="sysop", name="管理员", stdout=said)

    admin = User.objects.get(username="sysop")
    assert standing_of(admin).is_admin
    assert admin.check_password(said.getvalue().split("：")[-1].strip())
    with pytest.raises(CommandError, match="已有系统管理员"):
        call_command("create_administrator", username="second", name="另一人")
    Membership.objects.all().delete()
    with pytest.raises(CommandError, match="保留"):
        call_command("create_administrator", username="admin", name="另一人")


def test_nobody_changes_their_own_roles() -> None:
    """INT-012"""
    admin, now = make_user(Role.ADMIN), timezone.now()

    with pytest.raises(NotAllowed, match="另一名系统管理员"):
        actions.grant(admin, Role.OFFICE, by=admin, at=now)
    with pytest.raises(NotAllowed, match="另一名系统管理员"):
        actions.end_membership(admin.memberships.get(), by=admin, at=now)
    with pytest.raises(NotAllowed):
        actions.reset_password(admin, by=admin, at=now)

    assert not AuditEntry.objects.exists()
    assert standing_of(admin).roles == {Role.ADMIN}


def test_a_current_assessor_does_not_become_a_reporter() -> None:
    """INT-009: not while the cycle lives; belonging to a unit, which only recuses, is allowed."""
    admin, unit, assessor = make_user(Role.ADMIN), make_unit(), make_user(name="赵评")
    team, now = make_team(assessor), timezone.now()

    with pytest.raises(Conflict, match=r"赵评是.*考核员.*单位职工"):
        actions.grant(assessor, Role.UNIT, scope=unit, by=admin, at=now)
    actions.grant(assessor, Role.STAFF, scope=unit, by=admin, at=now)
    team.cycle.status = CycleStatus.ARCHIVED
    team.cycle.save()
    actions.grant(assessor, Role.UNIT, scope=unit, by=admin, at=now)

    assert standing_of(assessor).roles == {Role.STAFF, Role.UNIT}
    assert TeamMember.objects.filter(user=assessor).exists()


@pytest.mark.parametrize(
    ("role", "scope", "says"),
    [
        (Role.UNIT, None, "须指定单位"),
        (Role.UNIT, "township", "须指定单位"),
        (Role.TOWNSHIP, "unit", "须指定乡镇"),
        (Role.OFFICE, "unit", "不指定"),
    ],
)
def test_a_role_fits_what_it_is_held_towards(role: Role, scope: str | None, says: str) -> None:
    places = {"unit": make_unit(), "township": make_township(), None: None}

    with pytest.raises(DomainError, match=says):
        actions.grant(
            make_user(), role, scope=places[scope], by=make_user(Role.ADMIN), at=timezone.now()
        )


def test_a_role_is_held_once_and_ends_once_and_is_kept() -> None:
    admin, user, now = make_user(Role.ADMIN), make_user(), timezone.now()
    membership = actions.grant(user, Role.OFFICE, by=admin, at=now)
    with pytest.raises(Conflict, match="已经是"):
        actions.grant(user, Role.OFFICE, by=admin, at=now)

    actions.end_membership(membership, by=admin, at=now, note="调离")
    with pytest.raises(Conflict, match="已经结束"):
        actions.end_membership(membership, by=admin, at=now)

    assert standing_of(user).roles == set()
    assert Membership.objects.filter(user=user).count() == 1
    actions.grant(user, Role.OFFICE, by=admin, at=now)
    assert standing_of(user).is_office


def test_whoever_left_a_unit_is_recused_for_a_year() -> None:
    unit, today = make_unit(), timezone.localdate()
    user = make_user()
    make_membership(user, Role.STAFF, unit=unit, ended_on=today - timedelta(days=364))

    assert standing_of(user).recused_unit_ids == {unit.pk}
    assert standing_of(user, on=today + timedelta(days=1)).recused_unit_ids == set()


def test_a_slip_is_read_by_who_issued_it_for_half_an_hour_until_the_password_changes() -> None:
    admin, now = make_user(Role.ADMIN), timezone.now()
    user = make_account(admin)
    slips = PasswordSlip.objects

    assert slips.readable_by(admin, now).exists()
    assert not slips.readable_by(make_user(Role.ADMIN), now).exists()
    assert not slips.readable_by(admin, now + timedelta(minutes=31)).exists()
    user.set_password("ziji-Gai-de-7")
    user.save()
    assert not slips.readable_by(admin, now).exists()


def test_a_reset_password_is_another_and_the_sheet_shows_it(client: Client) -> None:
    admin = make_user(Role.ADMIN)
    user = make_account(admin)
    first = user.password_slip.password
    client.force_login(admin)

    client.post(reverse("districts:account-password", args=[user.pk]))

    slip = PasswordSlip.objects.get(user=user)
    page = client.get(reverse("districts:account-sheets"), {"user": user.pk}).content.decode()
    user.refresh_from_db()
    assert slip.password != first
    assert user.check_password(slip.password)
    assert slip.password in page
    assert first not in page


def test_the_downloaded_list_of_passwords_is_noted_in_the_trail(client: Client) -> None:
    admin = make_user(Role.ADMIN)
    user = make_account(admin)
    client.force_login(admin)

    response = client.post(reverse("districts:account-sheets-export"))

    sheet = load_workbook(BytesIO(response.content)).active
    assert sheet is not None
    assert user.password_slip.password in {cell.value for row in sheet.rows for cell in row}
    entry = AuditEntry.objects.get(verb="account.print_sheets")
    assert entry.after == {"人数": 1, "账号": ["王敏（wangmin）"]}


@pytest.mark.parametrize("username", ["admin", "王敏", "a", "a b", "x" * 31, "\u0430" * 5, "taken"])
def test_a_user_name_that_cannot_be_is_refused_and_stays_typed(
    client: Client, username: str
) -> None:
    make_user(username="taken")
    client.force_login(make_user(Role.ADMIN))
    count = User.objects.count()

    response = client.post(
        reverse("districts:account-create"),
        {"username": username, "name": "王敏", "role": Role.OFFICE},
    )

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"username"}
    assert f'value="{username}"' in response.content.decode()
    assert User.objects.count() == count


def test_the_administrator_reads_nothing_of_the_assessments_in_the_trail() -> None:
    admin, office = make_user(Role.ADMIN), make_user(Role.OFFICE)
    team = make_team()
    record("team.create", on=team, by=office)
    record("unit.create", on=make_unit(), by=office)

    def verbs(user: User) -> list[str]:
        rows = results.trail_rows(user, standing_of(user), TrailFilters())
        return [entry.verb for entry in rows]

    assert verbs(office) == ["unit.create", "team.create"]
    assert verbs(admin) == ["unit.create"]


def test_the_trail_is_narrowed_by_person_verb_object_and_date(client: Client) -> None:
    office, other = make_user(Role.OFFICE), make_user(Role.OFFICE)
    now = timezone.now()
    record("unit.create", on=make_unit("县甲单位"), by=office, at=now - timedelta(days=3))
    record("unit.update", on=make_unit("县乙单位"), by=other, at=now)
    record("township.create", on=make_township(), by=office, at=now)
    client.force_login(office)
    url, today = reverse("districts:trail"), timezone.localdate()

    def found(**query: Any) -> list[str]:
        return [entry.verb for entry in client.get(url, query).context["page"].object_list]

    assert found(person=other.pk) == ["unit.update"]
    assert found(verb="unit.create") == ["unit.create"]
    assert found(object="districts.township") == ["township.create"]
    assert found(until=today - timedelta(days=1)) == ["unit.create"]
    assert found(since=today) == ["township.create", "unit.update"]
    assert found(q="县乙") == ["unit.update"]
    assert len(found(since="昨天", person="x", verb="nonsense")) == 3


def test_the_exported_trail_says_in_words_what_was_done(client: Client) -> None:
    office, unit = make_user(Role.OFFICE, name="赵敏"), make_unit("县甲单位")
    record("unit.update", on=unit, by=office, before={"地址": "旧街"}, after={"地址": "=1+1"})
    client.force_login(office)

    response = client.get(reverse("districts:trail-export"))

    sheet = load_workbook(BytesIO(response.content)).active
    assert sheet is not None
    line = list(sheet.iter_rows(values_only=True))[-1]
    assert line[2:8] == ("赵敏", "修改单位", "县甲单位", "文明单位", "地址：旧街", "地址：=1+1")


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("view", "queries"), [("account-list", 6), ("trail", 6)])
def test_lists_cost_the_same_however_long(
    client: Client, django_assert_num_queries: Any, rows: int, view: str, queries: int
) -> None:
    for _ in range(rows):
        user = make_user(Role.UNIT)
        record("account.create", on=user, by=user)
    client.force_login(make_user(Role.ADMIN))

    with django_assert_num_queries(queries):
        client.get(reverse(f"districts:{view}"))
