"""Pages of the districts: what they cost, what they say, what the ledger holds."""

from io import BytesIO
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from districts.actions.areas.inspections import find_fault
from districts.models import District, DistrictProject
from districts.roles import Role
from districts.workflow.areas import AreaStatus, Tier
from tests.districts.areas.world import TODAY, core_in, make_area, make_inspection, make_project
from tests.factories import make_township, make_user
from wenming.xlsx import read_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_user(Role.OFFICE))
    return client


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("view", "queries"),
    # session, user, standing, years |
    # count, rows, figures, grid, map, totals, townships | rows, members |
    # count, rows, corrections, totals, kinds, areas, townships | rows, totals |
    # count, rows, counts, townships | rows, counts
    [
        ("area-list", 11),
        ("area-export", 6),
        ("project-list", 11),
        ("project-export", 6),
        ("inspection-list", 8),
        ("inspection-export", 6),
    ],
)
def test_lists_cost_the_same_however_long(
    office: Client, django_assert_num_queries: Any, view: str, queries: int, rows: int
) -> None:
    for _ in range(rows):
        area = make_area()
        area.villages.add(core_in(area.township))
        make_project(area=area)
        find_fault(make_inspection(area=area), text="清理", due_on=TODAY(),
                   by=make_user(Role.OFFICE), at=timezone.now())  # fmt: skip

    ContentType.objects.get_for_model(DistrictProject)

    with django_assert_num_queries(queries):
        response = office.get(reverse(f"districts:{view}"))

    assert response.status_code == 200


def test_a_proposal_without_a_core_village_is_refused_at_the_field(client: Client) -> None:
    township = make_township()
    client.force_login(make_user(Role.TOWNSHIP, township=township))
    typed = {"name": "无核心片区", "year": str(TODAY().year), "planned_tier": Tier.HIGH,
             "core_village": "", "summary": "写好的简介"}  # fmt: skip

    response = client.post(reverse("districts:area-create"), typed)

    assert response.status_code == 422
    assert "没有核心村不能提报片区" in response.context["form"].errors["core_village"][0]
    assert "写好的简介" in response.content.decode()


def test_a_township_proposes_from_the_page(client: Client) -> None:
    township = make_township()
    core, member = core_in(township), core_in(township)
    client.force_login(make_user(Role.TOWNSHIP, township=township))
    typed = {"name": "张堂文明片区", "year": str(TODAY().year), "planned_tier": Tier.HIGH,
             "core_village": str(core.pk), "villages": [str(member.pk)], "villages-shown": "1",
             "team_size": "３０"}  # fmt: skip

    response = client.post(reverse("districts:area-create"), typed)

    area = District.objects.get()
    assert response.status_code == 302
    assert (area.status, area.team_size, area.villages.get()) == ("proposed", 30, member)


def test_the_ledger_reads_back_as_the_list(office: Client) -> None:
    area = make_area(name="=1+1 不是公式")
    response = office.get(reverse("districts:area-export"))

    table = read_table(BytesIO(response.content), required=["片区名称", "核心村", "现梯级", "状态"])

    assert [row.values for row in table.rows] == [
        {
            "片区名称": area.name,
            "核心村": area.core_village.name,
            "现梯级": "高标准",
            "状态": "列入年度计划",
        }
    ]


def test_the_workbench_says_what_waits(client: Client) -> None:
    waiting, returned = make_area(AreaStatus.PROPOSED), make_area(AreaStatus.RETURNED)
    for user, words in (
        (make_user(Role.OFFICE), f"提报片区：{waiting}"),
        (make_user(Role.TOWNSHIP, township=returned.township), f"修改被退回的片区：{returned}"),
    ):
        client.force_login(user)
        assert words in client.get(reverse("assessments:workbench")).content.decode()
