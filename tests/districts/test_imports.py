"""Registers from Excel: every bad row at once, all or nothing, twice is once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from districts import actions, exports, imports
from districts.imports.specs import Asker
from districts.models import ImportDraft, ImportKind, Membership, Township, Unit, Village
from districts.policies import standing_of
from districts.results import Filters, unit_rows
from districts.roles import Role
from tests.factories import (
    make_contact,
    make_department,
    make_township,
    make_unit,
    make_user,
    make_village,
)
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, ImportRejected, NotAllowed

pytestmark = pytest.mark.django_db

UNIT_HEAD = [
    "单位名称",
    "单位类型",
    "主管部门",
    "所在乡镇",
    "单位属性",
    "职工人数",
    "联系人",
    "联系电话",
]


def book(*rows: Sequence[object], formats: dict[str, str] | None = None) -> BytesIO:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for place, number_format in (formats or {}).items():
        sheet[place].number_format = number_format
    file = BytesIO()
    workbook.save(file)
    file.seek(0)
    return file


def preview(file: BytesIO, by: User | None = None, kind: str = ImportKind.UNITS) -> ImportDraft:
    by = by or make_user(Role.ADMIN if kind == ImportKind.ACCOUNTS else Role.OFFICE)
    return imports.preview(kind, file, filename="名册.xlsx", by=by, at=timezone.now())


def errors_of(draft: ImportDraft) -> list[tuple[int, str, str]]:
    return [(row, column, text) for _, row, column, text in draft.payload["errors"]]


def template(kind: str) -> bytes:
    office = make_user(Role.OFFICE)
    asker = Asker(office, standing_of(office))
    return exports.template_xlsx(imports.SPECS[kind], asker)


def states(draft: ImportDraft) -> list[str]:
    return [row["state"] for row in draft.payload["rows"]]


def read_back(content: bytes) -> list[tuple[Any, ...]]:
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("单位名称", None, "不能为空"),
        ("单位名称", "？？", "至少要有一个汉字"),
        ("单位名称", "县" * 61, "60"),
        ("单位名称", "#REF!", "错误值"),
        ("单位类型", "机关", "“文明机关”"),
        ("单位类型", None, "不能为空"),
        ("主管部门", "县教委", "是不是“县教育局”"),
        ("所在乡镇", "伏山真", "“伏山镇”"),
        ("单位属性", "有窗口、有飞机", "有飞机"),
        ("职工人数", "95 人", "95 人"),
        ("职工人数", 1.5, "1.5"),
        ("职工人数", -1, "-1"),
        ("职工人数", "1E2", "1E2"),
        ("联系电话", 1.1e17, "过长"),
        ("联系电话", "138", "11 位手机号"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column_with_what_would_be_right(
    column: str, cell: object, says: str
) -> None:
    make_township("伏山镇")
    make_department("县教育局")
    good = dict.fromkeys(UNIT_HEAD) | {"单位名称": "县新单位", "单位类型": "文明机关"}
    bad = good | {"单位名称": "县坏单位", "联系人": "王敏", column: cell}

    draft = preview(book(UNIT_HEAD, list(good.values()), list(bad.values())))

    assert [(row, name) for row, name, _ in errors_of(draft)] == [(3, column)]
    assert says in errors_of(draft)[0][2]


def test_every_bad_row_is_listed_and_nothing_is_imported(client: Client) -> None:
    """XLS-039"""
    rows: list[list[object]] = [[f"县第{n}单位", "文明机关"] for n in range(300)]
    rows[249][1] = rows[120][1] = "不知道"
    office = make_user(Role.OFFICE)
    draft = preview(book(UNIT_HEAD, *rows), office)
    client.force_login(office)

    confirmed = client.post(reverse("districts:import-confirm", args=[draft.pk]))

    assert [row for row, _, _ in errors_of(draft)] == [122, 251]
    assert confirmed.status_code == 422
    assert not Unit.objects.exists()
    listed = client.get(reverse("districts:import-errors", args=[draft.pk]))
    assert [line[1] for line in read_back(listed.content) if isinstance(line[1], int)] == [122, 251]


def test_the_same_unit_twice_is_an_error_on_both_rows() -> None:
    """XLS-037"""
    draft = preview(
        book(UNIT_HEAD, ["县甲（本级）", "文明机关"], ["乙", "文明机关"], ["县 甲(本级)", "机关"])
    )

    twice = [(row, text) for row, _, text in errors_of(draft) if "重复" in text]
    assert twice == [
        (2, "与第 4 行重复，请只保留一行。"),
        (4, "与第 2 行重复，请只保留一行。"),
    ]


@pytest.mark.parametrize(
    "head",
    [["单位类型", "联系人"], ["单位名称", "名称"]],
    ids=["no-name", "no-type"],
)
def test_a_missing_column_refuses_the_file(head: list[str]) -> None:
    """XLS-022"""
    with pytest.raises(ImportRejected, match="缺少此列"):
        preview(book(head, ["县甲单位", "文明机关"]))

    assert not ImportDraft.objects.exists()


def test_heads_may_stand_in_any_order_and_unknown_columns_are_named_and_ignored() -> None:
    """XLS-022, XLS-023, XLS-043"""
    draft = preview(
        book(["单位\n类型 ", "is_active", "单位名称*", "version"], ["文明机关", 0, "县甲单位", 9])
    )

    imports.confirm(draft, by=draft.owner, at=timezone.now())

    unit = Unit.objects.get()
    assert (unit.name, unit.is_active, unit.version) == ("县甲单位", True, 1)
    assert [warning for warning in draft.payload["warnings"] if "is_active" in warning]


def test_a_file_adds_changes_and_leaves_and_one_entry_says_so() -> None:
    office, township = make_user(Role.OFFICE), make_township("伏山镇")
    changed = make_unit("县乙单位", staff_count=10, address="旧街")
    make_unit("县丙单位")
    make_contact(changed, "王敏", phone="0538-1111111")
    draft = preview(
        book(
            UNIT_HEAD,
            ["县甲单位", "文明企业", None, "伏山镇", "有窗口、有庭院", 12, "刘洋", "13800000000"],
            ["县乙单位", "文明机关", None, None, None, 11, "王敏", "0538-2222222"],
            ["县丙单位", "文明机关"],
        ),
        office,
    )
    assert states(draft) == [imports.NEW, imports.CHANGED, imports.SAME]
    assert draft.payload["rows"][1]["changes"] == [
        ["职工人数", "10", "11"],
        ["联系电话", "0538-1111111", "0538-2222222"],
    ]

    assert imports.confirm(draft, by=office, at=timezone.now())

    new = Unit.objects.get(name="县甲单位")
    assert (new.township, new.staff_count, new.initials) == (township, 12, "xjdw")
    assert sorted(map(str, new.attributes.all())) == ["有庭院", "有窗口"]
    assert new.contacts.get().phone == "13800000000"
    changed.refresh_from_db()
    assert (changed.staff_count, changed.address, changed.version) == (11, "旧街", 2)
    assert changed.contacts.get().phone == "0538-2222222"
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor) == ("unit.import", office)
    assert (entry.after["新增"], entry.after["不变"]) == (["县甲单位"], 1)
    assert entry.before == [{"名称": "县乙单位", "职工人数": "10", "联系电话": "0538-1111111"}]


def test_the_same_file_again_changes_nothing() -> None:
    rows = (UNIT_HEAD, ["县甲单位", "文明企业", None, None, "有窗口", 12, "刘洋", "13800000000"])
    first = preview(book(*rows))
    imports.confirm(first, by=first.owner, at=timezone.now())

    second = preview(book(*rows))
    imports.confirm(second, by=second.owner, at=timezone.now())

    assert states(second) == [imports.SAME]
    assert Unit.objects.get().version == 1
    assert AuditEntry.objects.count() == 1


def test_an_export_can_be_imported_again_and_changes_nothing() -> None:
    unit = make_unit("=HYPERLINK(1)", township=make_township("伏山镇"), staff_count=7)
    make_contact(unit, "王敏", phone="0538-5621234", post="主任")
    office = make_user(Role.OFFICE)
    rows = unit_rows(office, standing_of(office), Filters())
    content = exports.register_xlsx(ImportKind.UNITS, rows, timezone.localdate())

    assert states(preview(BytesIO(content))) == [imports.SAME]


def test_a_second_click_imports_nothing_more(client: Client) -> None:
    """XLS-045"""
    office = make_user(Role.OFFICE)
    draft = preview(book(["乡镇名称"], ["伏山镇"]), office, ImportKind.TOWNSHIPS)
    client.force_login(office)
    url = reverse("districts:import-confirm", args=[draft.pk])

    answers = [client.post(url).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert (
        Township.objects.count() == AuditEntry.objects.filter(verb="township.import").count() == 1
    )


def test_a_row_that_changed_after_the_preview_refuses_the_whole_file(client: Client) -> None:
    """XLS-041"""
    office, unit = make_user(Role.OFFICE), make_unit("县乙单位", staff_count=10)
    draft = preview(
        book(UNIT_HEAD, ["县甲单位", "文明机关"], ["县乙单位", "文明机关", None, None, None, 11]),
        office,
    )
    colleague = make_user(Role.OFFICE)
    actions.update(unit, {"staff_count": 99}, version=1, by=colleague, at=timezone.now())
    client.force_login(office)

    response = client.post(reverse("districts:import-confirm", args=[draft.pk]))

    assert response.status_code == 409
    assert "县乙单位" in response.content.decode()
    assert list(Unit.objects.values_list("name", "staff_count")) == [("县乙单位", 99)]


def test_a_name_taken_after_the_preview_refuses_the_whole_file() -> None:
    """CON-011: without the unique key both imports would have written the unit."""
    drafts = [preview(book(UNIT_HEAD, ["县甲单位", "文明机关"])) for _ in range(2)]
    imports.confirm(drafts[0], by=drafts[0].owner, at=timezone.now())

    with pytest.raises(Conflict, match="刚被别人登记"):
        imports.confirm(drafts[1], by=drafts[1].owner, at=timezone.now())

    assert Unit.objects.count() == 1


def test_who_lost_the_role_after_the_preview_imports_nothing() -> None:
    """CON-010"""
    office = make_user(Role.OFFICE)
    draft = preview(book(["乡镇名称"], ["伏山镇"]), office, ImportKind.TOWNSHIPS)
    actions.end_membership(office.memberships.get(), by=make_user(Role.ADMIN), at=timezone.now())

    with pytest.raises(NotAllowed):
        imports.confirm(draft, by=office, at=timezone.now())

    assert not Township.objects.exists()
    draft.refresh_from_db()
    assert draft.done_at is None


def test_a_preview_is_seen_by_its_owner_until_it_expires() -> None:
    office = make_user(Role.OFFICE)
    draft = preview(book(["乡镇名称"], ["伏山镇"]), office, ImportKind.TOWNSHIPS)
    now = timezone.now()

    assert list(ImportDraft.objects.visible_to(office, now)) == [draft]
    assert not ImportDraft.objects.visible_to(make_user(Role.OFFICE), now).exists()
    assert not ImportDraft.objects.visible_to(office, now + timedelta(hours=2)).exists()


def test_villages_belong_to_a_township_that_must_be_known() -> None:
    township = make_township("伏山镇")
    make_village("施家村", township=township, households=100)
    head = ["村名", "所属乡镇", "核心村", "户数"]
    draft = preview(
        book(head, ["张堂村", "伏山镇", "是", 320], ["施家村", "伏山镇", "否", 110]),
        kind=ImportKind.VILLAGES,
    )

    imports.confirm(draft, by=draft.owner, at=timezone.now())

    rows = Village.objects.order_by("pk").values_list("name", "is_core", "households", "version")
    assert list(rows) == [("施家村", False, 110, 2), ("张堂村", True, 320, 1)]


@pytest.mark.parametrize("kind", ImportKind.values)
def test_a_template_comes_back_empty_of_errors(kind: str) -> None:
    """The example row is not imported, so a template alone says: nothing to do."""
    draft = preview(BytesIO(template(kind)), kind=kind)

    assert (errors_of(draft), draft.payload["rows"], draft.payload["warnings"]) == ([], [], [])


def test_accounts_for_many_units_come_with_names_roles_and_slips(client: Client) -> None:
    admin = make_user(Role.ADMIN)
    for name in ("县国土资源局", "县国税局"):
        make_unit(name)
    make_user(username="xgsj")
    rows = (
        ["单位名称", "填报人姓名", "用户名", "手机"],
        ["县国土资源局", "王敏", "WangMin", "13800000000"],
        ["县国税局", "李强", None, None],
    )
    draft = preview(book(*rows), admin, ImportKind.ACCOUNTS)

    imports.confirm(draft, by=admin, at=timezone.now())

    made = User.objects.filter(username__in=["wangmin", "xgsj2"]).order_by("username")
    assert [user.username for user in made] == ["wangmin", "xgsj2"]
    assert all(user.must_change_password for user in made)
    assert all(user.check_password(user.password_slip.password) for user in made)
    assert Membership.objects.filter(role=Role.UNIT, user__in=made).count() == 2
    client.force_login(admin)
    sheet = client.get(reverse("districts:account-sheets")).content.decode()
    assert all(user.password_slip.password in sheet for user in made)
    again = preview(book(*rows), admin, ImportKind.ACCOUNTS)
    assert states(again) == [imports.SAME, imports.SAME]


@pytest.mark.parametrize(
    ("unit", "username", "says"),
    [
        ("县国土资源局", "taken", "已经有人使用"),
        ("县国土资源局", "admin", "保留"),
        ("县国土资源局", "王敏", "英文字母"),
        ("县国土局", "wangmin", "是不是“县国土资源局”"),
    ],
)
def test_a_bad_account_row_refuses_the_file(unit: str, username: str, says: str) -> None:
    make_unit("县国土资源局")
    make_user(username="taken")
    head = ["单位名称", "填报人姓名", "用户名"]

    draft = preview(book(head, [unit, "王敏", username]), kind=ImportKind.ACCOUNTS)

    assert says in errors_of(draft)[0][2]


@pytest.mark.parametrize(
    "content",
    [b"", b"<html></html>PK\x03\x04", b"PK\x03\x04 broken", "单位名称\n县甲".encode("gb18030")],
    ids=["empty", "polyglot", "broken", "csv"],
)
def test_a_file_that_is_no_workbook_is_refused_in_chinese(client: Client, content: bytes) -> None:
    client.force_login(make_user(Role.OFFICE))
    upload = SimpleUploadedFile("名册.xlsx", content)

    response = client.post(reverse("districts:import-start", args=["units"]), {"file": upload})

    assert response.status_code == 422
    assert not ImportDraft.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_confirming_costs_the_same_however_many_rows(
    django_assert_num_queries: Any, rows: int
) -> None:
    office = make_user(Role.OFFICE)
    for number in range(rows):
        make_unit(f"县旧{number}单位", staff_count=1)
    draft = preview(
        book(
            UNIT_HEAD,
            *(
                [f"县新{n}单位", "文明机关", None, None, "有窗口", 5, "王敏", "13800000000"]
                for n in range(rows)
            ),
            *([f"县旧{n}单位", "文明机关", None, None, "有窗口", 2] for n in range(rows)),
        ),
        office,
    )

    with django_assert_num_queries(20):
        imports.confirm(draft, by=office, at=timezone.now())

    assert Unit.objects.filter(attributes__name="有窗口").count() == 2 * rows
