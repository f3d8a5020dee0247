"""The registers: who sees what, changes with both versions, duplicates, lists and their cost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from districts import actions
from districts.actions import ContactLine
from districts.models import Department, Township, Unit, UnitAttribute, UnitType, Village
from districts.policies import standing_of
from districts.roles import Role
from tests.factories import (
    make_contact,
    make_department,
    make_township,
    make_unit,
    make_user,
    make_village,
)
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, DomainError, NotAllowed

pytestmark = pytest.mark.django_db


def visible(model: Any, user: Any) -> set[str]:
    return {row.name for row in model.objects.visible_to(user, standing_of(user))}


@pytest.mark.parametrize(
    ("role", "units", "villages"),
    [
        (Role.OFFICE, "甲乙", "上下"),
        (Role.LEADER, "甲乙", "上下"),
        (Role.ADMIN, "甲乙", "上下"),
        (Role.UNIT, "甲", ""),
        (Role.STAFF, "", ""),
        (Role.TOWNSHIP, "甲", "上"),
        (Role.DEPARTMENT, "甲", ""),
    ],
)
def test_everybody_sees_their_own_part_of_the_registers(
    role: Role, units: str, villages: str
) -> None:
    township, department = make_township(), make_department()
    unit = make_unit("甲", township=township, department=department)
    make_unit("乙", township=make_township())
    make_village("上", township=township)
    make_village("下")
    user = make_user(role, unit=unit, township=township, department=department)

    assert visible(Unit, user) == set(units)
    assert visible(Village, user) == set(villages)


def test_a_disabled_account_sees_nothing() -> None:
    make_unit()

    assert visible(Unit, make_user(Role.OFFICE, is_active=False)) == set()


def test_the_six_types_are_there_and_a_seventh_may_join() -> None:
    codes = list(UnitType.objects.values_list("code", flat=True))

    assert codes == ["township", "agency", "industry", "enterprise", "school", "village"]
    UnitType.objects.create(code="community", name="文明社区", position=7)
    assert make_unit(type="community").type.name == "文明社区"


def test_a_new_unit_is_found_by_name_pinyin_and_initials_and_is_in_the_trail() -> None:
    office = make_user(Role.OFFICE)
    unit = actions.create(
        Unit,
        {"name": "县国土资源局", "type": UnitType.objects.get(pk="agency")},
        by=office,
        at=timezone.now(),
    )

    for words in ("国土", "guotu", "GTZY", "xgtzyj"):
        assert list(Unit.objects.matching(words)) == [unit], words
    assert not Unit.objects.matching("%").exists()
    entry = AuditEntry.objects.get(verb="unit.create")
    assert (entry.actor, entry.target_label) == (office, "县国土资源局")
    assert entry.after == {"名称": "县国土资源局", "单位类型": "文明机关"}


@pytest.mark.parametrize(
    "spelling", ["县国税局（本级）", "县国税局(本级)", "县 国税局（本级）", " 县国税局（本级） "]
)
def test_another_spelling_of_a_name_is_the_same_name(client: Client, spelling: str) -> None:
    """STR-071"""
    make_unit("县国税局（本级）")
    client.force_login(make_user(Role.OFFICE))

    response = client.post(
        reverse("districts:unit-create"), {"name": spelling, "type": UnitType.AGENCY}
    )

    assert response.status_code == 422
    assert "登记册中已有“县国税局（本级）”" in response.content.decode()
    assert Unit.objects.count() == 1


def test_villages_of_one_name_may_lie_in_two_townships_but_not_in_one() -> None:
    office, township = make_user(Role.OFFICE), make_township()
    make_village("张庄", township=township)
    now = timezone.now()

    actions.create(Village, {"name": "张庄", "township": make_township()}, by=office, at=now)
    with pytest.raises(Conflict, match="已经在登记册中"):
        actions.create(Village, {"name": "张 庄", "township": township}, by=office, at=now)


def test_an_edit_writes_what_changed_from_what_to_what() -> None:
    office, unit = make_user(Role.OFFICE), make_unit("县甲单位", address="旧街")
    window = UnitAttribute.objects.get(name="有窗口")

    actions.update(
        unit,
        {"name": "县甲单位", "address": "新街", "attributes": [window]},
        version=1,
        by=office,
        at=timezone.now(),
    )

    unit.refresh_from_db()
    assert (unit.address, unit.version) == ("新街", 2)
    assert list(unit.attributes.all()) == [window]
    entry = AuditEntry.objects.get(verb="unit.update")
    assert entry.before == {"地址": "旧街", "单位属性": ""}
    assert entry.after == {"地址": "新街", "单位属性": "有窗口"}


def test_saving_what_is_stored_changes_nothing() -> None:
    unit = make_unit("县甲单位", address="旧街")

    actions.update(
        unit, {"address": "旧街"}, version=1, by=make_user(Role.OFFICE), at=timezone.now()
    )

    unit.refresh_from_db()
    assert unit.version == 1
    assert not AuditEntry.objects.exists()


def test_a_stale_edit_is_refused_with_both_versions_and_loses_nothing(client: Client) -> None:
    office, unit = make_user(Role.OFFICE), make_unit("县甲单位", address="旧街")
    actions.update(unit, {"address": "先改的街"}, version=1, by=office, at=timezone.now())
    client.force_login(office)
    typed = {"name": "县甲单位", "type": UnitType.AGENCY, "address": "后改的街", "version": 1}

    response = client.post(reverse("districts:unit-edit", args=[unit.pk]), typed)

    page = response.content.decode()
    assert response.status_code == 409
    assert "先改的街" in page
    assert "后改的街" in page
    unit.refresh_from_db()
    assert unit.address == "先改的街"


def test_an_absent_field_stays_as_it_is(client: Client) -> None:
    unit = make_unit("县甲单位", address="旧街", staff_count=12)
    unit.attributes.add(UnitAttribute.objects.get(name="有窗口"))
    client.force_login(make_user(Role.OFFICE))

    client.post(
        reverse("districts:unit-edit", args=[unit.pk]),
        {"name": "县甲新单位", "type": UnitType.AGENCY, "version": 1},
    )

    unit.refresh_from_db()
    assert (unit.name, unit.address, unit.staff_count) == ("县甲新单位", "旧街", 12)
    assert unit.attributes.count() == 1


@pytest.mark.parametrize("count", ["12a", "-1", "1E2", "9_5", "1.5", "99999999999999999999"])
def test_a_wrong_number_is_answered_at_its_field_and_stays_typed(
    client: Client, count: str
) -> None:
    client.force_login(make_user(Role.OFFICE))
    typed = {"name": "县新单位", "type": UnitType.AGENCY, "staff_count": count}

    response = client.post(reverse("districts:unit-create"), typed)

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"staff_count"}
    assert f'value="{count}"' in response.content.decode()


def test_retiring_needs_a_reason_and_hides_the_row_from_the_list(client: Client) -> None:
    office, unit = make_user(Role.OFFICE), make_unit("县甲单位")
    with pytest.raises(DomainError, match="原因"):
        actions.deactivate(unit, by=office, at=timezone.now(), note="")

    actions.deactivate(unit, by=office, at=timezone.now(), note="并入县乙单位")

    client.force_login(office)
    url = reverse("districts:unit-list")
    assert client.get(url).context["page"].object_list == []
    assert client.get(url, {"state": "retired"}).context["page"].object_list == [unit]
    assert AuditEntry.objects.get(verb="unit.deactivate").note == "并入县乙单位"


def test_who_is_not_of_the_office_changes_no_register() -> None:
    unit = make_unit()
    with pytest.raises(NotAllowed):
        actions.update(
            unit,
            {"address": "x"},
            version=1,
            by=make_user(Role.UNIT, unit=unit),
            at=timezone.now(),
        )


def test_a_unit_keeps_its_own_contacts_in_order() -> None:
    unit = make_unit()
    old, gone = make_contact(unit, "旧人"), make_contact(unit, "走的人", position=1)
    reporter = make_user(Role.UNIT, unit=unit)
    lines = [
        ContactLine(None, "新人", phone="0538-5621234"),
        ContactLine(old.pk, "旧人", post="主任"),
        ContactLine(gone.pk, "走的人", is_removed=True),
    ]

    actions.save_contacts(unit, lines, version=1, by=reporter, at=timezone.now())

    assert [(c.name, c.post) for c in unit.contacts.all()] == [("新人", ""), ("旧人", "主任")]
    assert AuditEntry.objects.get(verb="unit.contacts").after == [
        "新人 0538-5621234",
        "旧人 主任",
    ]
    with pytest.raises(Conflict, match="已被别人修改"):
        actions.save_contacts(
            unit, [ContactLine(None, "再一人")], version=1, by=reporter, at=timezone.now()
        )


def test_another_unit_cannot_touch_them() -> None:
    unit = make_unit()
    with pytest.raises(NotAllowed):
        actions.save_contacts(
            unit,
            [ContactLine(None, "外人")],
            version=1,
            by=make_user(Role.UNIT),
            at=timezone.now(),
        )


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("noun", "make", "queries"),
    [
        # session, user, standing; types and their counts; places twice; count, rows,
        # attributes, contacts
        ("unit", make_unit, 11),
        ("village", make_village, 6),
        ("township", make_township, 5),
        ("department", make_department, 5),
    ],
)
def test_a_list_costs_the_same_however_long(  # noqa: PLR0917
    client: Client,
    django_assert_num_queries: Any,
    rows: int,
    noun: str,
    make: Callable[[], Any],
    queries: int,
) -> None:
    made = [make() for _ in range(rows)]
    for unit in made if noun == "unit" else []:
        make_contact(unit)
        unit.attributes.set(UnitAttribute.objects.all()[:2])
    client.force_login(make_user(Role.OFFICE))

    with django_assert_num_queries(queries):
        response = client.get(reverse(f"districts:{noun}-list"))

    assert len(response.context["page"].object_list) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_unit_page_costs_the_same_however_many_contacts(
    client: Client, django_assert_num_queries: Any, rows: int
) -> None:
    unit = make_unit(township=make_township(), department=make_department())
    for _ in range(rows):
        make_contact(unit)
        make_user(Role.UNIT, unit=unit)
    client.force_login(make_user(Role.OFFICE))

    with django_assert_num_queries(11):
        client.get(unit.get_absolute_url())


@pytest.mark.parametrize(
    "query",
    [
        "page=999999",
        "page=x",
        "page=-1",
        "type=nonsense",
        "township=x",
        "township=9999999999999999999999",
        "state=weird",
        "q=%00",
        "q=" + "长" * 500,
        "department=-3",
    ],
)
def test_nonsense_in_the_address_is_no_error(client: Client, query: str) -> None:
    make_unit()
    client.force_login(make_user(Role.OFFICE))

    assert client.get(f"{reverse('districts:unit-list')}?{query}").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_two_who_create_the_same_unit_one_succeeds() -> None:
    """CON-008: the other gets a 409, whichever comes first; without the constraint both would."""
    kind, offices = UnitType.objects.get(pk="agency"), [make_user(Role.OFFICE) for _ in range(4)]
    start, outcomes = threading.Barrier(4), []

    def create(office: Any) -> None:
        start.wait()
        try:
            actions.create(Unit, {"name": "县新单位", "type": kind}, by=office, at=timezone.now())
            outcomes.append("created")
        except Conflict:
            outcomes.append("conflict")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=create, args=[office]) for office in offices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["conflict", "conflict", "conflict", "created"]
    assert Unit.objects.count() == AuditEntry.objects.filter(verb="unit.create").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_its_constraint_the_database_would_keep_two() -> None:
    """The guard of the race above is the constraint: dropping it lets the second unit in."""
    office, kind = make_user(Role.OFFICE), UnitType.objects.get(pk="agency")
    with without_unique_names():
        for _ in range(2):
            actions.create(Unit, {"name": "县新单位", "type": kind}, by=office, at=timezone.now())

        assert Unit.objects.count() == 2
        Unit.objects.all().delete()


@contextmanager
def without_unique_names() -> Iterator[None]:
    """SQLite makes the table anew from the model, so the model has to forget its constraint too."""
    kept = Unit._meta.constraints
    constraint = next(each for each in kept if each.name == "unit_name_once")
    Unit._meta.constraints = [each for each in kept if each is not constraint]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Unit, constraint)
    try:
        yield
    finally:
        Unit._meta.constraints = kept
        with connection.schema_editor() as editor:
            editor.add_constraint(Unit, constraint)


def test_empty_registers_say_what_to_do(client: Client) -> None:
    client.force_login(make_user(Role.OFFICE))

    page = client.get(reverse("districts:department-list")).content.decode()

    assert not Department.objects.exists()
    assert not Township.objects.exists()
    assert "登记册还是空的" in page
    assert reverse("districts:import-start", args=["departments"]) in page
