"""A department's pages: its tasks, one item over many units, one unit; what the office sees."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.actions.sheets import advance_sheet, begin_marking, open_sheet
from assessments.models import BodyMatch, Cycle, Mark, Rubric, ScoreSheet, ScoringDuty
from assessments.roles import DutyStatus, PhaseKind, SheetStatus
from assessments.todos import todos_for
from districts.models import Department
from districts.policies import standing_of
from districts.roles import Role
from tests.assessments.bodies import body_tree
from tests.factories import (
    make_assessment,
    make_cycle,
    make_department,
    make_rubric,
    make_team,
    make_unit,
    make_user,
)
from wenming.accounts.models import User

pytestmark = pytest.mark.django_db

AUTOSAVE = {"HX-Request": "true", "X-Autosave": "1"}


@pytest.fixture
def department() -> Department:
    return make_department("县教育局")


@pytest.fixture
def rubric(department: Department) -> Rubric:
    make_cycle(PhaseKind.FIELD)
    return make_rubric(rows=body_tree(department.name))


@pytest.fixture
def teacher(client: Client, department: Department) -> User:
    user = make_user(Role.DEPARTMENT, department=department, name="彭淑珍")
    client.force_login(user)
    return user


def enrol_units(number: int) -> list[ScoringDuty]:
    for n in range(number):
        make_assessment(make_unit(f"县{n}号单位"))
    return list(ScoringDuty.objects.exclude(department=None).order_by("pk"))


def begin(rubric: Rubric, duties: list[ScoringDuty], by: User) -> None:
    begin_marking(rubric, duties, by=by, at=timezone.now())


def marking(rubric: Rubric, department: Department, query: str = "") -> str:
    return reverse("assessments:marking", args=[rubric.pk, department.pk]) + query


def mark_of(item: str) -> Mark:
    return Mark.objects.select_related("sheet").get(indicator__code=item)


@pytest.mark.parametrize("units", [1, 3])
def test_the_list_of_tasks_costs_seven_queries(
    client: Client,
    rubric: Rubric,
    teacher: User,
    units: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    enrol_units(units)
    # session, user, standing; tasks, rubrics, years, whom names mean
    with django_assert_num_queries(7):
        page = client.get(reverse("assessments:my-duties"))
    (task,) = page.context["tasks"]
    assert (task.owed.units, task.owed.done) == (units, 0)
    assert [item.code for item in task.items] == ["2", "3", "6"]


@pytest.mark.parametrize("units", [1, 3])
def test_one_item_over_all_units_costs_ten_queries(
    client: Client,
    rubric: Rubric,
    teacher: User,
    units: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    duties = enrol_units(units)
    begin(rubric, duties, teacher)
    department = duties[0].department
    assert department is not None
    # session, user, standing; count, units, whom names mean; sheets, marks, self-marks (and the
    # evidence of those that are in), phases
    with django_assert_num_queries(10):
        page = client.get(marking(rubric, department, "?item=3"))
    assert page.text.count("data-autosave-for") == units


def test_saving_a_row_costs_eight_queries_at_most(
    client: Client,
    rubric: Rubric,
    teacher: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    begin(rubric, enrol_units(1), teacher)
    mark = mark_of("3")
    data = {"value": "7.5", "reason": "材料不全", "go": "list"} | saved(mark)

    with django_assert_max_num_queries(8):
        answer = client.post(save_url(mark), data, headers=AUTOSAVE)

    assert answer.status_code == 200
    assert f'id="version-{mark.pk}" value="2"' in answer.text
    assert mark_of("3").answer == {"value": "7.5"}


def test_handing_in_a_body_s_sheet_costs_twelve_queries_at_most(
    rubric: Rubric, teacher: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    begin(rubric, enrol_units(1), teacher)
    sheet = ScoreSheet.objects.get()
    for item, value in (("2", "20"), ("3", "10"), ("6", "100")):
        sheet.marks.filter(indicator__code=item).update(answer={"value": value})

    with django_assert_max_num_queries(14):  # two of them open and close the savepoint
        sheet = advance_sheet(sheet, "submit", by=teacher, at=timezone.now())

    assert sheet.status == SheetStatus.SUBMITTED
    assert sheet.total == 40


def test_the_scoring_form_of_a_body_costs_fifteen_queries_at_most(
    client: Client,
    rubric: Rubric,
    teacher: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    begin(rubric, enrol_units(1), teacher)

    with django_assert_max_num_queries(15):
        page = client.get(ScoreSheet.objects.get().get_absolute_url() + "?head=all")

    assert [card.line.code for card in page.context["cards"]] == ["2", "3", "6"]
    assert "部门评分" in page.text


def save_url(mark: Mark) -> str:
    return reverse("assessments:mark-save", args=[mark.pk])


def saved(mark: Mark) -> dict[str, Any]:
    return {"version": mark.version, "save_key": str(uuid4())}


def test_without_scripts_a_saved_row_leads_back_to_the_list(
    client: Client, rubric: Rubric, department: Department, teacher: User
) -> None:
    begin(rubric, enrol_units(1), teacher)
    mark = mark_of("3")

    answer = client.post(save_url(mark), {"value": "10", "go": "list"} | saved(mark))

    assert answer["Location"] == marking(rubric, department, "?item=3")


def test_a_department_begins_scores_and_hands_in_from_one_page(
    client: Client, rubric: Rubric, department: Department, teacher: User
) -> None:
    enrol_units(2)
    begin_url = reverse("assessments:marking-begin", args=[rubric.pk, department.pk])
    client.post(begin_url)
    full = {"2": "20", "3": "10", "6": "100"}
    first = ScoreSheet.objects.order_by("pk")[0]
    for mark in first.marks.select_related("indicator"):
        client.post(save_url(mark), {"value": full[mark.indicator.code]} | saved(mark))

    submit_url = reverse("assessments:marking-submit", args=[rubric.pk, department.pk])
    page = client.post(submit_url, follow=True)

    assert "已提交 1 家。还有 1 家没有评完。" in page.text
    states = ScoreSheet.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == [SheetStatus.SUBMITTED, SheetStatus.DRAFT]


@pytest.mark.parametrize("item", ["", "1", "4", "x", "二"])
def test_only_the_body_s_own_items_are_shown(
    client: Client, rubric: Rubric, department: Department, teacher: User, item: str
) -> None:
    enrol_units(1)

    page = client.get(marking(rubric, department), {"item": item, "page": "x"})

    assert page.context["marking"].item.code == "2"


@pytest.mark.parametrize("units", [1, 3])
def test_one_unit_s_page_costs_the_same_for_any_number_of_colleagues(
    client: Client,
    rubric: Rubric,
    teacher: User,
    units: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    duty = enrol_units(1)[0]
    for _ in range(units):
        begin(rubric, [duty], make_user(Role.DEPARTMENT, department=duty.department))
    begin(rubric, [duty], teacher)
    ScoreSheet.objects.update(status=SheetStatus.SUBMITTED, submitted_at=timezone.now())
    # session, user, standing; duty with unit, sheets, scorers, departments; whom names mean,
    # duties, their sheets, phases, marks, notes
    with django_assert_num_queries(13):
        page = client.get(reverse("assessments:duty-detail", args=[duty.pk]))
    assert len(page.context["sheets"]) == units + 1
    assert [row.item.code for row, _ in page.context["rows"]] == ["2", "3", "6"]


def test_marks_of_others_wait_for_one_s_own(
    client: Client, rubric: Rubric, department: Department, teacher: User
) -> None:
    duty = enrol_units(1)[0]
    begin(rubric, [duty], make_user(Role.DEPARTMENT, department=department))
    ScoreSheet.objects.update(status=SheetStatus.SUBMITTED, submitted_at=timezone.now())

    page = client.get(reverse("assessments:duty-detail", args=[duty.pk]))

    assert page.context["sheets"] is None
    assert "提交自己的考核表以后" in page.text


def titles(user: User, seats: Mapping[int, bool] | None = None) -> list[str]:
    cycle = Cycle.objects.get()
    todos = todos_for(user, standing_of(user), cycle, timezone.now(), seats=seats or {})
    return [todo.title for todo in todos.rows]


def test_everybody_finds_what_waits_on_the_desk(
    rubric: Rubric, department: Department, teacher: User
) -> None:
    duties = enrol_units(2)
    office = make_user(Role.OFFICE)
    assert titles(teacher) == ["2 家文明机关等待县教育局评分"]
    assert {"有评分主体还没有确定由谁评分", "2 家单位等待县文明办评分"} <= set(titles(office))

    begin(rubric, duties[:1], teacher)
    ScoreSheet.objects.update(status=SheetStatus.SUBMITTED)

    assert titles(teacher) == ["1 家文明机关等待县教育局评分"]
    assert titles(make_user(Role.DEPARTMENT)) == []


def test_a_leader_is_asked_to_confirm_once_every_body_is_in(rubric: Rubric, teacher: User) -> None:
    leader, clerk = make_user(), make_user(Role.OFFICE)
    team = make_team(leader)
    unit = make_assessment(make_unit("县甲单位"), team=team)
    for user in (leader, clerk):
        open_sheet(unit, by=user, at=timezone.now())
    ScoreSheet.objects.update(status=SheetStatus.SUBMITTED)
    seats = {team.pk: True}
    assert titles(leader, seats) == []

    open_sheet(unit, by=teacher, at=timezone.now())
    ScoreSheet.objects.update(status=SheetStatus.SUBMITTED)

    assert titles(leader, seats) == ["县甲单位 考核表已交齐"]


# The office


def test_the_year_shows_bodies_and_names_that_mean_nobody(client: Client, rubric: Rubric) -> None:
    enrol_units(2)
    client.force_login(make_user(Role.OFFICE))
    match = BodyMatch.objects.get(kind="")

    page = client.get(match.cycle.get_absolute_url())

    assert "县教育局：0 / 2 家已提交" in page.text
    assert f"“{match.name}”没有同名的部门" in page.text
    assert reverse("assessments:body-decide", args=[match.pk]) in page.text


def test_a_refused_decision_keeps_what_was_typed(client: Client, rubric: Rubric) -> None:
    enrol_units(1)
    client.force_login(make_user(Role.OFFICE))
    match = BodyMatch.objects.get(kind="")
    url = reverse("assessments:body-decide", args=[match.pk])

    page = client.post(url, {"kind": "department", "note": "先放着", "version": "1"})
    assert page.status_code == 422
    assert "请选择部门" in page.text
    assert "先放着" in page.text

    page = client.post(url, {"kind": "office", "note": "并入", "version": "1"}, follow=True)
    assert "的评分已确定" in page.text


def test_a_release_is_written_on_the_unit_s_page(client: Client, rubric: Rubric) -> None:
    duty = enrol_units(1)[0]
    client.force_login(make_user(Role.OFFICE))

    url = reverse("assessments:duty-step", args=[duty.pk, "release"])
    page = client.post(url, {"note": "该部门无此业务"}, follow=True)

    duty.refresh_from_db()
    assert duty.status == DutyStatus.RELEASED
    assert "已免除：该部门无此业务" in page.text
