"""The 活动台账: typed into, read from Excel, and read back from the export."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from districts import exports, imports
from districts.imports.specs import Asker
from districts.models import Activity, ImportDraft
from districts.policies import standing_of
from districts.roles import EntryStatus, Role
from tests.districts.test_imports import book, errors_of
from tests.factories import (
    make_activity,
    make_department,
    make_series,
    make_township,
    make_unit,
    make_user,
    make_village,
)

pytestmark = pytest.mark.django_db
HEAD = [
    "活动名称",
    "类别",
    "主办单位",
    "日期",
    "地点",
    "所在村",
    "场次",
    "参加人次",
    "人次怎么得来",
]


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(client: Client) -> None:
    unit = make_unit()
    client.force_login(make_user(Role.UNIT, unit=unit))
    typed = {
        "title": "讲座", "kind": "lecture", "owner": f"unit:{unit.pk}", "held_on": "2126-01-01",
        "place": "大院", "sessions": "0", "attendance": "-5", "counted_by": "",
    }  # fmt: skip

    response = client.post(reverse("districts:activity-create"), typed)

    form = response.context["form"]
    assert response.status_code == 422
    assert set(form.errors) == {"held_on", "sessions", "attendance"}
    assert 'value="-5"' in response.content.decode()
    right = typed | {
        "held_on": timezone.localdate().isoformat(),
        "sessions": "2",
        "attendance": "7",
    }
    assert client.post(reverse("districts:activity-create"), right).context[
        "form"
    ].errors.keys() == {"counted_by"}
    saved = client.post(reverse("districts:activity-create"), right | {"counted_by": "gate"})
    row = Activity.objects.get()
    assert (saved.status_code, row.owner, row.status) == (302, unit, EntryStatus.DRAFT)


def test_a_ledger_is_imported_all_or_nothing_and_only_once() -> None:
    village = make_village("张堂村", township=make_township("伏山镇"))
    make_village("张堂村", township=make_township("华丰镇"))
    department = make_department("县农业局")
    office = make_user(Role.OFFICE)
    good = [
        "大棚种植讲座",
        "讲座",
        "县农业局",
        "2020-03-12",
        "大院",
        "伏山镇张堂村",
        1,
        120,
        "签到",
    ]
    bad = ["放映", "电影", "县文化局", "2020-13-01", None, "张堂村", 0, 50, None]
    now = timezone.now()
    draft = imports.preview("activities", book(HEAD, good, bad), filename="台账", by=office, at=now)
    assert {column for _, column, _ in errors_of(draft)} == {
        "类别", "主办单位", "日期", "地点", "所在村", "场次", "人次怎么得来",
    }  # fmt: skip

    for turn in (1, 2):
        draft = imports.preview("activities", book(HEAD, good), filename="台账", by=office, at=now)
        imports.confirm(draft, by=office, at=now)
        row = Activity.objects.get()
        assert (row.year, row.village, row.department, turn) == (2020, village, department, turn)
    assert row.status == EntryStatus.CONFIRMED


def test_a_unit_imports_its_own_activities_and_no_others() -> None:
    unit = make_unit("县水泥厂")
    make_unit("县化肥厂")
    reporter = make_user(Role.UNIT, unit=unit)
    row = ["讲座", "讲座", "县化肥厂", "2020-03-12", "厂区", None, 1, None, None]

    draft = imports.preview(
        "activities", book(HEAD, row), filename="台账", by=reporter, at=timezone.now()
    )

    assert [column for _, column, _ in errors_of(draft)] == ["主办单位"]
    asker = Asker(reporter, standing_of(reporter))
    names = load_workbook(BytesIO(exports.template_xlsx(imports.SPECS["activities"], asker)))
    said = [cell.value for row in names["填写说明"].iter_rows() for cell in row]
    assert "县水泥厂" in said
    assert "县化肥厂" not in said


def test_an_activity_joins_the_series_of_its_own_year_by_name(client: Client) -> None:
    """The name alone is not enough; and the export's column is the import's."""
    office, now = make_user(Role.OFFICE), timezone.now()
    make_department("县文化局")
    of_2019, of_2020 = (
        make_series(name="文化惠民季", starts_on=date(year, 6, 1)) for year in (2019, 2020)
    )
    head = [*HEAD, "所属系列"]

    def sent(day: str, series: str) -> ImportDraft:
        row = ["合唱", "演出", "县文化局", day, "广场", None, 1, None, None, series]
        return imports.preview("activities", book(head, row), filename="台账", by=office, at=now)

    faults = errors_of(sent("2021-06-06", "文化惠民季")) + errors_of(sent("2020-06-06", "惠民"))
    assert [column for _, column, words in faults if "系列活动" in words] == ["所属系列"] * 2
    assert len(faults) == 2
    for year, series in ((2019, of_2019), (2020, of_2020)):
        imports.confirm(sent(f"{year}-06-06", " 文化惠民季"), by=office, at=now)
        assert Activity.objects.get(year=year).series == series

    client.force_login(office)
    content = client.get(reverse("districts:activity-export"), {"year": 2020}).content
    again = imports.preview("activities", BytesIO(content), filename="台账", by=office, at=now)
    assert ([row["state"] for row in again.payload["rows"]], errors_of(again)) == (["same"], [])


def test_the_ledger_reads_back_equal(client: Client) -> None:
    client.force_login(make_user(Role.OFFICE))
    row = make_activity(sessions=3, attendance=90, counted_by="gate", village=make_village("甲村"))

    content = client.get(reverse("districts:activity-export")).content

    lines = list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))
    assert lines[0][0] == f"{row.year}年度精神文明建设活动台账"
    assert (lines[3][1], lines[3][4].date(), lines[3][9:11]) == (row.title, row.held_on, (3, 90))
    assert lines[4][9:11] == (3, 90)
    assert str(lines[-1][0]).startswith("填表人")
