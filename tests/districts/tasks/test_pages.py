"""Pages of the tasks: what they cost, what they say, what the ledger holds."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from districts.models import ServiceTask
from districts.roles import Role
from districts.workflow.tasks import TaskStatus
from tests.districts.tasks.world import TODAY, findings, make_task
from tests.factories import make_department, make_township, make_user
from wenming.xlsx import read_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_user(Role.OFFICE))
    return client


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("view", "queries"),
    # session, user, standing | years, figures | count, rows | townships
    [("task-list", 8), ("task-wall", 6), ("task-export", 6)],
)
def test_lists_cost_the_same_however_long(
    office: Client, django_assert_num_queries: Any, view: str, queries: int, rows: int
) -> None:
    for _ in range(rows):
        make_task()

    with django_assert_num_queries(queries):
        response = office.get(reverse(f"districts:{view}"))

    assert response.status_code == 200


def test_the_wall_says_how_many_are_done_and_how_many_behind(office: Client) -> None:
    for status in (TaskStatus.ACTIVE, TaskStatus.ACCEPTED, TaskStatus.ACCEPTED):
        make_task(status)
    make_task(township=make_township())

    text = office.get(reverse("districts:task-wall")).content.decode()

    assert "<strong>3</strong> 件实事" in text
    assert "2</strong> 件通过验收" in text


def test_the_ledger_reads_back_as_the_list(office: Client) -> None:
    task = make_task(TaskStatus.ACCEPTED, title="=1+1 不是公式")
    response = office.get(reverse("districts:task-export"))

    heads = ["实事名称", "状态", "进度（%）"]
    table = read_table(BytesIO(response.content), required=heads)

    assert [row.values for row in table.rows] == [
        {"实事名称": task.title, "状态": "通过验收", "进度（%）": 100}
    ]


def test_a_refused_acceptance_keeps_what_was_typed(office: Client) -> None:
    task = make_task(TaskStatus.REQUESTED)
    typed = {**vars_of(findings(satisfied=39, dissatisfied=5)), "verdict": "accept"}

    response = office.post(reverse("districts:task-acceptance", args=[task.pk]), typed)

    assert response.status_code == 422
    text = response.content.decode()
    assert "三类票共 45 张，超过应参加测评的 40 人" in text
    assert typed["opinion"] in text
    task.refresh_from_db()
    assert task.status == TaskStatus.REQUESTED


def test_the_lead_finds_what_is_owed_on_the_workbench(client: Client) -> None:
    department = make_department()
    task = make_task(department=department)
    long_ago = TODAY() - timedelta(days=90)
    ServiceTask.objects.filter(pk=task.pk).update(starts_on=long_ago)
    client.force_login(make_user(Role.DEPARTMENT, department=department))

    text = client.get(reverse("assessments:workbench")).content.decode()

    assert f"报送进展：{task}" in text


def test_a_task_that_has_just_begun_owes_no_report(client: Client) -> None:
    department = make_department()
    make_task(department=department)
    client.force_login(make_user(Role.DEPARTMENT, department=department))

    assert "报送进展" not in client.get(reverse("assessments:workbench")).content.decode()


def test_a_month_is_reported_from_the_page(client: Client) -> None:
    department = make_department()
    task = make_task(department=department)
    client.force_login(make_user(Role.DEPARTMENT, department=department))
    typed = {"month": f"{timezone.localdate():%Y-%m}", "percent": "３５", "text": "灯杆到位",
             "problems": "", "version": "0"}  # fmt: skip

    response = client.post(reverse("districts:task-progress", args=[task.pk]), typed)

    assert response.status_code == 302
    assert task.reports.get().percent == 35


def vars_of(given: Any) -> dict[str, Any]:
    """A dataclass as a form would post it."""
    return {name: str(getattr(given, name)) for name in given.__dataclass_fields__}
