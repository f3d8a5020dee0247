"""我的工作台: for everybody the parts of their roles, and only what they can do now."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.models import Assessment, Cycle, SelfReport
from assessments.results.desks import seats_in
from assessments.roles import CycleStatus, PhaseKind, ReportStatus
from assessments.todos import todos_for
from assessments.views.workbench import greeting
from districts.policies import standing_of
from districts.results.desk import Todo
from districts.roles import Role
from tests.factories import (
    make_assessment,
    make_assigned,
    make_confirmed,
    make_cycle,
    make_membership,
    make_sheet,
    make_team,
    make_unit,
    make_user,
)
from wenming.accounts.models import User
from wenming.workdays.models import CalendarDay, DayKind

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def next_year_is_entered(db: None) -> None:
    """From November on the administrator would be asked for its holidays."""
    year = timezone.localdate().year + 1
    fields = {"kind": DayKind.HOLIDAY, "name": "元旦", "year": year}
    CalendarDay.objects.get_or_create(date=date(year, 1, 1), defaults=fields)


def todos(user: User, *, limit: int = 6) -> list[Todo]:
    return list(_todos(user, limit).rows)


def _todos(user: User, limit: int = 6):
    cycle = Cycle.objects.order_by("-year").first()
    standing = standing_of(user)
    seats = seats_in(cycle, user, standing)
    return todos_for(user, standing, cycle, timezone.now(), seats=seats, limit=limit)


def acts(user: User) -> list[tuple[str, str]]:
    return [(todo.title, todo.act) for todo in todos(user)]


def set_report(assessment: Assessment, **fields: object) -> None:
    SelfReport.objects.filter(assessment=assessment).update(**fields)


@pytest.fixture
def office() -> User:
    return make_user(Role.OFFICE)


# A unit's reporter


def test_a_reporter_is_told_of_the_report_the_unit_owes() -> None:
    assessment = make_assessment()
    reporter = make_user(Role.UNIT, unit=assessment.unit)
    other = make_user(Role.UNIT)

    (todo,) = todos(reporter)

    assert (todo.act, todo.url) == ("去填报", assessment.report.get_absolute_url())
    assert assessment.unit.name in todo.detail
    assert todos(other) == []


def test_a_returned_report_says_why() -> None:
    assessment = make_assessment()
    set_report(assessment, status=ReportStatus.RETURNED, return_note="缺少会议记录")

    (todo,) = todos(make_user(Role.UNIT, unit=assessment.unit))

    assert "修改被退回的" in todo.title
    assert todo.detail == "缺少会议记录"


@pytest.mark.parametrize("status", ["submitted", "in-review", "accepted"])
def test_what_is_handed_in_waits_for_the_unit_no_more(status: str) -> None:
    assessment = make_assessment()
    set_report(assessment, status=status)

    assert todos(make_user(Role.UNIT, unit=assessment.unit)) == []


def test_a_late_reporter_asks_for_a_deadline_once() -> None:
    make_cycle(PhaseKind.FIELD)
    assessment = make_assessment()
    reporter = make_user(Role.UNIT, unit=assessment.unit)

    (todo,) = todos(reporter)
    set_report(assessment, extension_asked_at=timezone.now(), extension_reason="换人")

    assert (todo.kind, todo.act) == ("red", "申请延期")
    assert todo.when.startswith("逾期")
    assert todos(reporter) == []


def test_a_unit_with_a_deadline_of_its_own_goes_on_filling_in() -> None:
    make_cycle(PhaseKind.FIELD)
    assessment = make_assessment(self_check_until=timezone.now() + 3 * DAY)

    (todo,) = todos(make_user(Role.UNIT, unit=assessment.unit))

    assert (todo.kind, todo.act) == ("amber", "去填报")


def test_before_the_self_check_nothing_is_owed() -> None:
    cycle = make_cycle()
    cycle.phases.update(opens_at=timezone.now() + DAY, closes_at=timezone.now() + 9 * DAY)
    assessment = make_assessment(cycle=cycle)

    assert todos(make_user(Role.UNIT, unit=assessment.unit)) == []


# The office


def test_the_office_reviews_what_is_handed_in_the_longest_waiting_first(office: User) -> None:
    now = timezone.now()
    for name, days, times in (("甲局", 1, 1), ("乙局", 3, 2)):
        assessment = make_assessment(make_unit(name))
        sent = {"status": "submitted", "round": times, "submitted_at": now - days * DAY}
        set_report(assessment, **sent)

    found = [todo for todo in todos(office) if todo.act == "审核"]

    assert [todo.title for todo in found] == [
        "乙局 补充材料已重新报送",
        "甲局 自查报告已报送",
    ]


def test_nobody_is_asked_to_decide_about_their_own_unit(office: User) -> None:
    make_cycle(PhaseKind.FIELD)
    sent, late = make_assigned(make_user()), make_assigned(make_user())
    set_report(sent, status=ReportStatus.SUBMITTED, submitted_at=timezone.now())
    for assessment in (sent, late):
        make_membership(office, Role.STAFF, unit=assessment.unit)

    assert todos(office) == []


def test_late_units_are_extended_and_requests_answered(office: User) -> None:
    make_cycle(PhaseKind.FIELD)
    team = make_team()
    late, asking, extended, handed_in = (
        make_assessment(make_unit(name), team=team) for name in ("甲局", "乙局", "丙局", "丁局")
    )
    set_report(asking, extension_asked_at=timezone.now(), extension_reason="经办人住院")
    Assessment.objects.filter(pk=extended.pk).update(self_check_until=timezone.now() + DAY)
    set_report(handed_in, status=ReportStatus.ACCEPTED)

    assert acts(office) == [("甲局 自查报告未报送", "延期"), ("乙局 申请延期", "答复")]
    urls = [todo.url for todo in todos(office)]
    assert urls[0] == reverse("assessments:assessment-extend", args=[late.pk])
    assert urls[1] == reverse("assessments:report-review", args=[asking.report.pk])


def test_while_self_check_is_open_nobody_is_late(office: User) -> None:
    make_cycle()
    make_assigned(make_user())

    assert todos(office) == []


def test_units_without_a_team_are_one_matter(office: User) -> None:
    cycle = make_cycle()
    make_assessment()
    make_assessment()

    (todo,) = todos(office)

    assert todo.title == "2 家单位还没有分配考核组"
    assert todo.url == reverse("assessments:team-assign", args=[cycle.pk])


# Assessors


def test_an_assessor_scores_the_teams_units_in_visiting_order() -> None:
    scorer = make_user()
    second = make_assigned(scorer, unit=make_unit("甲局"), visiting_order=2)
    make_assessment(make_unit("乙局"), team=second.team, visiting_order=1)
    make_assigned(make_user(), unit=make_unit("丙局"))

    assert acts(scorer) == [("乙局 等待打分", "去打分"), ("甲局 等待打分", "去打分")]


def test_a_begun_sheet_is_opened_where_it_was_left() -> None:
    scorer = make_user()
    sheet = make_sheet(make_assigned(scorer, make_user()), scorer)

    (todo,) = todos(scorer)

    assert todo.url == sheet.get_absolute_url()
    assert "继续打分" in todo.title


def test_who_has_handed_in_waits_for_the_others_and_the_leader_confirms() -> None:
    leader, mate = make_user(), make_user()
    assessment = make_assigned(leader, mate, unit=make_unit("甲局"))
    make_sheet(assessment, leader, is_submitted=True)
    assert todos(leader) == []

    make_sheet(assessment, mate, is_submitted=True)

    assert acts(leader) == [("甲局 考核表已交齐", "确认")]
    assert todos(mate) == []


def test_a_member_who_must_stay_away_is_not_waited_for() -> None:
    leader, mate = make_user(), make_user()
    assessment = make_assigned(leader, mate)
    make_membership(mate, Role.STAFF, unit=assessment.unit)
    make_sheet(assessment, leader, is_submitted=True)

    assert [todo.act for todo in todos(leader)] == ["确认"]
    assert todos(mate) == []


def test_outside_the_field_phase_nothing_is_scored() -> None:
    scorer = make_user()
    make_cycle(PhaseKind.PUBLICITY)
    make_assigned(scorer)

    assert todos(scorer) == []


# Everybody


@pytest.mark.parametrize("role", [Role.ADMIN, Role.LEADER, Role.TOWNSHIP, Role.STAFF, None])
def test_whoever_decides_nothing_has_nothing_waiting(role: Role | None) -> None:
    make_cycle(PhaseKind.FIELD)
    set_report(make_assessment(), status=ReportStatus.SUBMITTED)

    assert todos(make_user(role)) == []


@pytest.mark.parametrize("status", [CycleStatus.PREPARING, CycleStatus.ARCHIVED])
def test_a_year_that_is_not_open_asks_nothing(office: User, status: str) -> None:
    make_assessment(cycle=make_cycle())
    Cycle.objects.update(status=status)

    assert todos(office) == []


def test_more_than_fits_is_counted(office: User) -> None:
    for _ in range(4):
        set_report(make_assessment(), status="submitted", submitted_at=timezone.now())

    found = _todos(office, limit=2)

    assert len([todo for todo in found.rows if todo.act == "审核"]) == 2
    assert found.count == 4 + 1  # and the units without a team


def test_every_to_do_leads_to_a_page_that_lets_one_act(client: Client) -> None:
    """No link of the list is refused to the person it is shown to."""
    make_cycle(PhaseKind.FIELD)
    leader, mate, office = make_user(), make_user(), make_user(Role.OFFICE)
    ready = make_assigned(leader, mate)
    for member in (leader, mate):
        make_sheet(ready, member, is_submitted=True)
    make_assessment(team=ready.team)
    asking, sent = make_assessment(), make_assessment()
    set_report(asking, extension_asked_at=timezone.now(), extension_reason="换人")
    set_report(sent, status=ReportStatus.SUBMITTED, submitted_at=timezone.now(), round=1)
    reporter = make_user(Role.UNIT, unit=ready.unit)

    opened = 0
    for user in (leader, mate, office, reporter):
        client.force_login(user)
        for todo in todos(user):
            assert client.get(todo.url).status_code == 200, todo
            opened += 1

    assert opened == 9


# The page


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("who", "queries"),
    [
        # session, user, who one is, years, phases, seats; in the list reports to review, late
        # ones, units without a team; follow-ups to verify, activities and boards to confirm; public
        # service
        # tasks to accept and overdue, contributions to confirm,
        # public objections, titles that end,
        # districts to review, opinions to sum up, campaigns to handle; the year's progress
        ("office", 22),
        ("leader", 7),  # the six; progress
        # the first five (a reporter has no seat); what is owed; one's reports, how much of each
        # is answered; earlier results; and of fieldwork follow-ups to do, activities unfinished,
        # contributions unfinished, pairings gone silent, nominations unfinished
        ("reporter", 14),
        ("assessor", 8),  # the six; units to score; visits
        # the six; follow-ups, activities, boards, tasks to report on, districts returned, opinions
        # owed,
        # nominations and votes
        ("township", 14),
        ("admin", 7),  # the six; next year's holidays
    ],
)
def test_the_workbench_costs_the_same_however_much_waits(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    who: str,
    queries: int,
    count: int,
) -> None:
    people = {
        "office": make_user(Role.OFFICE),
        "leader": make_user(Role.LEADER),
        "township": make_user(Role.TOWNSHIP),
        "admin": make_user(Role.ADMIN),
        "assessor": make_user(),
        "reporter": make_user(),
    }
    make_cycle(PhaseKind.FIELD)
    for _ in range(count):
        make_confirmed()
        set_report(make_assessment(), status="submitted", submitted_at=timezone.now())
        assigned = make_assigned(people["assessor"])
        make_membership(people["reporter"], Role.UNIT, unit=assigned.unit)
    client.force_login(people[who])

    with django_assert_num_queries(queries):
        response = client.get(reverse("assessments:workbench"))

    assert response.status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_whole_list_costs_the_same_however_long(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, office: User, count: int
) -> None:
    for _ in range(count):
        set_report(make_assessment(), status="submitted", submitted_at=timezone.now())
    client.force_login(office)

    # session, user, who one is, years, phases, seats; to review, without a team; nobody is late;
    # follow-ups, activities, boards, contributions, districts, opinions, campaigns
    with django_assert_num_queries(20):
        response = client.get(reverse("assessments:todo-list"))

    assert response.context["todos"].count == count + 1


def test_a_reporter_first_sees_the_one_thing_owed_and_earlier_results(client: Client) -> None:
    past = make_confirmed(unit=make_unit("县水泥厂"))
    Cycle.objects.update(year=past.cycle.year - 1, status=CycleStatus.ARCHIVED)
    present = make_assessment(past.unit, cycle=make_cycle())
    client.force_login(make_user(Role.UNIT, unit=past.unit))

    response = client.get(reverse("assessments:workbench"))

    (desk,) = response.context["own"]
    assert (desk.report, desk.act) == (present.report, "去填报")
    (result,) = response.context["past"]
    assert (result.total, result.rank, result.of) == (past.total, 1, 1)


def test_the_countys_figures_are_for_those_who_see_the_whole_county(client: Client) -> None:
    make_confirmed()
    set_report(make_assessment(), status=ReportStatus.ACCEPTED)
    client.force_login(make_user(Role.LEADER))

    progress = client.get(reverse("assessments:workbench")).context["all"]

    assert (progress.enrolled, progress.sent, progress.confirmed) == (2, 1, 1)
    assert (progress.unassigned, progress.owed, progress.scoring) == (1, 1, 0)
    client.force_login(make_user(Role.TOWNSHIP))
    assert "all" not in client.get(reverse("assessments:workbench")).context


@pytest.mark.parametrize(
    ("hour", "words"), [(2, "您好"), (8, "上午好"), (15, "下午好"), (20, "晚上好")]
)
def test_the_workbench_greets_by_the_clock(hour: int, words: str) -> None:
    moment = timezone.localtime().replace(hour=hour)

    assert greeting(moment) == words
