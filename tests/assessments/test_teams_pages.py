"""The office's pages about teams: what they show, what they refuse, what they cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.models import Assessment, Cycle, Team, TeamMember
from assessments.roles import PhaseKind
from districts.models import UnitType
from districts.roles import Role
from tests.factories import (
    make_assessment,
    make_assigned,
    make_cycle,
    make_membership,
    make_sheet,
    make_team,
    make_township,
    make_unit,
    make_user,
    team_of,
)
from wenming.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client) -> User:
    user = make_user(Role.OFFICE)
    client.force_login(user)
    return user


@pytest.fixture
def cycle() -> Cycle:
    return make_cycle(PhaseKind.FIELD)


def url(name: str, pk: int) -> str:
    return reverse(f"assessments:{name}", args=[pk])


@pytest.mark.usefixtures("office")
def test_units_without_a_team_come_first_with_the_way_to_assign_them(
    client: Client, cycle: Cycle
) -> None:
    make_assessment(make_unit("县甲单位"), cycle=cycle)
    make_team(cycle=cycle, name="第一考核组")

    page = client.get(url("team-list", cycle.pk))

    assert "还有 1 家单位没有考核组" in page.text
    assert page.text.index("县甲单位") < page.text.index("第一考核组")
    assert url("team-assign", cycle.pk) in page.text


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("teams", [1, 3])
def test_the_list_of_teams_costs_ten_queries(
    client: Client, cycle: Cycle, teams: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(teams):
        assessment = make_assigned(make_user(), make_user())
        make_sheet(assessment, team_of(assessment).members.first().user, is_submitted=True)
    # session, user, standing, year, teams, members, units, sheets, coverage, units without team
    with django_assert_num_queries(10):
        page = client.get(url("team-list", cycle.pk))
    rows = page.context["rows"]
    assert [(row.units, row.handed_in, row.owed) for row in rows] == [(1, 1, 2)] * teams


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("units", [1, 3])
def test_a_teams_page_costs_eleven_queries(
    client: Client, cycle: Cycle, units: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    team = make_team(make_user(), make_user(), cycle=cycle)
    for _ in range(units):
        make_assessment(cycle=cycle, team=team)
    for _ in range(units):
        make_user(Role.STAFF, name="李同志")
    # session, user, standing, team with year, units (count and page), members, their standings,
    # units for conflicts, people found, their memberships
    with django_assert_num_queries(11):
        page = client.get(url("team-detail", team.pk), {"person": "李"})
    assert len(page.context["visits"].rows) == units
    assert len(page.context["people"]) == units


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("units", [1, 3])
def test_the_assign_page_costs_nine_queries(
    client: Client, cycle: Cycle, units: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_team(cycle=cycle)
    for _ in range(units):
        make_assessment(make_unit(township=make_township()), cycle=cycle)
    # session, user, standing, year, units (count and page), types, townships, teams
    with django_assert_num_queries(9):
        page = client.get(url("team-assign", cycle.pk))
    assert len(page.context["page"].object_list) == units


@pytest.mark.usefixtures("office")
def test_a_team_is_made_renamed_and_filled(client: Client, cycle: Cycle) -> None:
    person = make_user(name="赵敏")

    made = client.post(url("team-create", cycle.pk), {"name": " 第一考核组 "})
    team = Team.objects.get(name="第一考核组")
    assert made["Location"] == url("team-detail", team.pk)
    client.post(url("team-rename", team.pk), {"name": "一组"})
    found = client.get(url("team-detail", team.pk), {"person": "赵"})
    assert [row.user for row in found.context["people"]] == [person]
    client.post(url("member-add", team.pk), {"person": person.pk})

    seat = team.members.get()
    assert (seat.user, seat.is_leader) == (person, True)
    other = TeamMember.objects.create(team=team, user=make_user())
    client.post(url("member-lead", other.pk))
    client.post(url("member-remove", seat.pk))
    assert [(each.user, each.is_leader) for each in team.members.all()] == [(other.user, True)]


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("name", ["", "   ", "组" * 31, "\u200b"])
def test_a_bad_name_comes_back_with_its_message(client: Client, cycle: Cycle, name: str) -> None:
    page = client.post(url("team-create", cycle.pk), {"name": name})

    assert page.status_code == 422
    assert "考核组名称" in page.text
    assert not cycle.teams.exists()


@pytest.mark.usefixtures("office")
def test_every_conflict_of_a_person_is_shown_on_the_page(client: Client) -> None:
    one = make_assigned(unit=make_unit("县甲单位"))
    two = make_assessment(make_unit("县乙单位"), team=team_of(one))
    person = make_user(name="赵敏")
    for assessment in (one, two):
        make_membership(person, Role.STAFF, unit=assessment.unit)

    page = client.post(f"{url('member-add', team_of(one).pk)}?person=赵", {"person": person.pk})

    assert page.status_code == 422
    assert "赵敏不能考核县甲单位" in page.text
    assert "赵敏不能考核县乙单位" in page.text
    assert 'value="赵"' in page.text


def test_an_office_person_cannot_seat_themselves(client: Client, office: User) -> None:
    team = make_team()

    page = client.post(url("member-add", team.pk), {"person": office.pk})

    assert page.status_code == 422
    assert "不能把自己加入考核组" in page.text


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("person", ["", "abc", "-1", "9" * 30, "\x00"])
def test_a_person_that_does_not_exist_is_refused(client: Client, person: str) -> None:
    team = make_team()

    assert client.post(url("member-add", team.pk), {"person": person}).status_code == 422
    assert team.members.count() == 1


@pytest.mark.usefixtures("office")
def test_units_are_found_by_type_township_and_pinyin(client: Client, cycle: Cycle) -> None:
    township = make_township()
    mine = make_assessment(make_unit("县水泥厂", type=UnitType.ENTERPRISE), cycle=cycle)
    other = make_assessment(make_unit("县国税局", township=township), cycle=cycle)

    def found(**filters: Any) -> list[Assessment]:
        page = client.get(url("team-assign", cycle.pk), filters)
        return list(page.context["page"].object_list)

    assert found(type=UnitType.ENTERPRISE) == found(q="snc") == found(q="水泥") == [mine]
    assert found(township=township.pk) == found(q="guoshui") == [other]
    for nonsense in ({"type": "nonsense"}, {"q": "%"}):
        assert found(**nonsense) == []
    for nonsense in ({"township": "x"}, {"page": "abc"}, {"team": "x"}, {"township": "９"}):
        assert len(found(**nonsense)) == 2


@pytest.mark.usefixtures("office")
def test_several_units_are_assigned_at_once(client: Client, cycle: Cycle) -> None:
    team = make_team(cycle=cycle)
    units = [make_assessment(cycle=cycle).pk for _ in range(3)]

    answer = client.post(
        url("team-assign", cycle.pk),
        {"team": team.pk, "units": units, "visit_on": "2026年11月25日"},
    )

    assert answer.status_code == 302
    rows = team.assessments.in_visiting_order()
    assert [row.visiting_order for row in rows] == [1, 2, 3]
    assert {row.visit_on.isoformat() for row in rows} == {"2026-11-25"}


@pytest.mark.usefixtures("office")
def test_a_refused_assignment_keeps_the_ticks_and_names_every_conflict(
    client: Client, cycle: Cycle
) -> None:
    person = make_user(name="赵敏")
    team = make_team(person, cycle=cycle)
    units = [make_assessment(make_unit(name), cycle=cycle) for name in ("县甲单位", "县乙单位")]
    for assessment in units:
        make_membership(person, Role.STAFF, unit=assessment.unit)

    page = client.post(
        url("team-assign", cycle.pk),
        {"team": team.pk, "units": [each.pk for each in units], "visit_on": "2026-13-45"},
    )

    assert page.status_code == 422
    assert "赵敏不能考核县甲单位" in page.text
    assert "赵敏不能考核县乙单位" in page.text
    assert "2026-13-45" in page.text
    assert page.text.count(" checked") == 2
    assert not team.assessments.exists()


@pytest.mark.usefixtures("office")
def test_visits_are_saved_line_by_line_and_wrong_ones_come_back(
    client: Client, cycle: Cycle
) -> None:
    team = make_team(cycle=cycle)
    one, two = (make_assessment(cycle=cycle, team=team, visiting_order=n) for n in (1, 2))

    wrong = client.post(
        url("team-visits", team.pk),
        {f"order-{one.pk}": "第二", f"day-{one.pk}": "", f"order-{two.pk}": "1"},
    )
    assert wrong.status_code == 422
    assert 'value="第二"' in wrong.text
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.visiting_order, two.visiting_order) == (1, 2)

    day = timezone.localdate() + timedelta(days=2)
    client.post(
        url("team-visits", team.pk), {f"order-{one.pk}": "２", f"day-{one.pk}": day.isoformat()}
    )
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.visiting_order, one.visit_on, two.visiting_order) == (2, day, 2)


@pytest.mark.usefixtures("office")
def test_a_unit_is_moved_out_by_its_button(client: Client) -> None:
    assessment = make_assigned()
    team = team_of(assessment)

    page = client.get(url("team-detail", team.pk))
    assert url("unit-unassign", assessment.pk) in page.text
    answer = client.post(url("unit-unassign", assessment.pk))

    assert answer["Location"] == url("team-detail", team.pk)
    assert not team.assessments.exists()


@pytest.mark.usefixtures("office")
def test_a_conflict_that_came_up_later_is_shown(client: Client) -> None:
    assessment = make_assigned(make_user(name="赵敏"), unit=make_unit("县甲单位"))
    make_membership(team_of(assessment).members.get().user, Role.STAFF, unit=assessment.unit)

    page = client.get(url("team-detail", team_of(assessment).pk))

    assert "赵敏不能考核县甲单位" in page.text
