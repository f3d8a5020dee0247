"""The ranking, one unit's year, and its score trail: who sees what, at what cost."""

from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.actions.sheets import settle_spread
from assessments.models import Assessment, Mark, SelfReport
from assessments.results.ranking import Cell
from assessments.roles import FieldStatus, PhaseKind, ReportStatus
from districts.models import UnitType
from districts.roles import Role
from tests.factories import (
    make_assessment,
    make_assigned,
    make_confirmed,
    make_cycle,
    make_membership,
    make_sheet,
    make_unit,
    make_user,
)
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry

pytestmark = pytest.mark.django_db

LOSES = {"1.2": {"count": 1}}


def ranking(client: Client, **query: str):
    return client.get(reverse("assessments:ranking"), query)


def detail(client: Client, assessment: Assessment):
    return client.get(assessment.get_absolute_url())


def trail(client: Client, assessment: Assessment):
    return client.get(reverse("assessments:score-trail", args=[assessment.pk]))


@pytest.fixture
def office(client: Client) -> User:
    user = make_user(Role.OFFICE)
    client.force_login(user)
    return user


# The ranking


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.OFFICE, 200),
        (Role.LEADER, 200),
        (Role.ADMIN, 404),
        (Role.UNIT, 404),
        (Role.TOWNSHIP, 404),
        (None, 404),
    ],
)
def test_the_ranking_is_for_office_and_leaders(
    client: Client, role: Role | None, status: int
) -> None:
    make_assessment()
    client.force_login(make_user(role))

    assert ranking(client).status_code == status


@pytest.mark.usefixtures("office")
def test_ties_share_a_rank_and_unfinished_units_have_none(client: Client) -> None:
    make_confirmed(unit=make_unit("甲局"), changed=[LOSES])
    make_confirmed(unit=make_unit("乙局"), changed=[LOSES])
    make_confirmed(unit=make_unit("丙局"), changed=[{"1.2": {"count": 3}}])
    make_confirmed(unit=make_unit("丁局"))
    make_assessment(make_unit("戊局"))

    response = ranking(client)

    rows = response.context["rows"]
    assert [(row.rank, row.unit) for row in rows] == [
        *((1, "丁局"), (2, "乙局"), (2, "甲局"), (4, "丙局"), (None, "戊局"))
    ]
    assert rows[-1].total is None
    assert rows[-1].state == "填报中"
    assert set(rows[-1].cells) == {Cell(head, "") for head, _ in rows[0].cells}
    assert "位次为暂定" in response.text


@pytest.mark.usefixtures("office")
def test_every_type_is_ranked_by_itself(client: Client) -> None:
    make_confirmed(unit=make_unit("甲局"), changed=[LOSES])
    make_confirmed(unit=make_unit("甲校", type=UnitType.SCHOOL))

    agencies, schools = ranking(client), ranking(client, type=UnitType.SCHOOL)

    assert [(row.rank, row.unit) for row in agencies.context["rows"]] == [(1, "甲局")]
    assert [(row.rank, row.unit) for row in schools.context["rows"]] == [(1, "甲校")]


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("query", [{"type": "nonsense"}, {"year": "x"}, {"page": "-3"}])
def test_a_bad_filter_shows_the_nearest_page(client: Client, query: dict[str, str]) -> None:
    make_confirmed(unit=make_unit("甲局"))

    assert [row.unit for row in ranking(client, **query).context["rows"]] == ["甲局"]


@pytest.mark.usefixtures("office")
def test_without_units_the_ranking_says_what_to_do(client: Client) -> None:
    assert "还没有考核年度" in ranking(client).text
    make_cycle()
    assert "本年度还没有参评单位" in ranking(client).text


def test_thirds_are_shown_to_two_places_in_the_ranking() -> None:
    assert Cell("组织领导", "55/3").shown == "18.33"
    assert Cell("组织领导", "18.5").shown == "18.5"


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("count", [1, 3])
def test_the_ranking_costs_the_same_however_long(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        make_confirmed()

    # session, user, who one is; years, phases; types, heads, how many units, this page of them,
    # how the totals are spread
    with django_assert_num_queries(10):
        response = ranking(client)

    assert len(response.context["rows"]) == count


@pytest.mark.usefixtures("office")
def test_a_band_of_the_picture_leads_to_exactly_its_units(client: Client) -> None:
    totals = {"84.99": "80-85", "85": "85-90", "89.99": "85-90", "90": "90-95"}
    for total in totals:
        Assessment.objects.filter(pk=make_confirmed().pk).update(total=total)

    shown = {str(row.total) for row in ranking(client, band="85-90").context["rows"]}
    everybody = ranking(client, band="no such band").context["rows"]

    assert shown == {"85.00", "89.99"}
    assert len(everybody) == len(totals)


# One unit's year


def test_a_units_year_is_seen_by_those_whom_it_concerns(client: Client) -> None:
    scorer = make_user()
    assessment = make_assigned(scorer)
    answers = {
        make_user(Role.OFFICE): 200,
        make_user(Role.LEADER): 200,
        make_user(Role.UNIT, unit=assessment.unit): 200,
        scorer: 200,
        make_user(Role.ADMIN): 404,
        make_user(Role.UNIT): 404,
        make_user(Role.TOWNSHIP): 404,
        make_user(): 404,
    }

    for user, status in answers.items():
        client.force_login(user)
        assert detail(client, assessment).status_code == status


def test_the_unit_reads_its_result_from_publicity_on(client: Client) -> None:
    assessment = make_confirmed(changed=[LOSES])
    client.force_login(make_user(Role.UNIT, unit=assessment.unit))

    before = detail(client, assessment)
    assert trail(client, assessment).status_code == 403
    assessment.cycle.phases.filter(kind=PhaseKind.PUBLICITY).update(opens_at=timezone.now())
    after = detail(client, assessment)

    assert str(assessment.total) not in before.text
    assert f"总分 {assessment.total}" in after.text
    assert trail(client, assessment).status_code == 200


def test_what_was_done_is_read_by_the_office_alone(client: Client) -> None:
    assessment = make_confirmed()
    shown = {}
    for role in (Role.OFFICE, Role.LEADER):
        client.force_login(make_user(role))
        shown[role] = [entry.verb for entry in detail(client, assessment).context["entries"]]
    client.force_login(make_user(Role.UNIT, unit=assessment.unit))

    assert "field.confirm" in shown[Role.OFFICE]
    assert shown[Role.LEADER] == []
    assert not detail(client, assessment).context["entries"]


def test_an_office_member_who_still_scores_reads_nothing_of_the_scoring(client: Client) -> None:
    scorer = make_user(Role.OFFICE)
    assessment = make_assigned(scorer, make_user())
    make_sheet(assessment, assessment.team.members.last().user, LOSES, is_submitted=True)
    make_sheet(assessment, scorer)
    client.force_login(scorer)

    response = detail(client, assessment)

    assert not response.context["entries"]
    assert not response.context["sees_result"]
    assert trail(client, assessment).status_code == 403


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("count", [1, 3])
def test_a_units_year_costs_the_same_however_much_happened(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    assessment = make_confirmed(*(make_user() for _ in range(count)))
    for _ in range(count):
        make_confirmed()

    # session, user, who one is; the unit's year, the phases, whether one sits in its team; the
    # report, if one sees it; whether one scores, and what was done
    with django_assert_num_queries(9):
        response = detail(client, assessment)

    assert AuditEntry.objects.about(assessment).count() == len(response.context["entries"])


# Why a unit has its points


@pytest.mark.usefixtures("office")
def test_the_lines_add_up_to_the_exact_figure(client: Client) -> None:
    scorers = [make_user() for _ in range(3)]
    assessment = make_confirmed(*scorers, changed=[{}, LOSES, {"3.1": {"count": 3}}])

    found = trail(client, assessment).context["trail"]

    lines = {line.code: line for line in found.lines}
    assert sum(Fraction(lines[code].earned) for code in "12345") == Fraction(found.exact)
    for head in "12345":
        below = [line for code, line in lines.items() if code.startswith(f"{head}.")]
        assert sum(Fraction(line.earned) for line in below) == Fraction(lines[head].earned)
    assert lines["1.2"].earned == "34/3"
    assert [one.points for one in lines["1.2"].given] == ["12", "10", "12"]
    assert lines["2.2"].how.startswith("不适用")
    assert found.closing == f"{found.exact} 四舍五入为 {assessment.total}"
    assert found.agrees


@pytest.mark.usefixtures("office")
def test_reasons_and_settled_spreads_stand_at_their_line(client: Client) -> None:
    leader, mate = make_user(name="赵敏"), make_user(name="钱伟")
    assessment = make_assigned(leader, mate)
    make_sheet(assessment, leader, is_submitted=True)
    make_sheet(assessment, mate, {"1.2": {"count": 4}}, is_submitted=True)
    item = assessment.rubric.indicators.get(code="1.2")
    settle_spread(assessment, item, text="以台账为准", by=leader, at=timezone.now())

    response = trail(client, assessment)

    line = next(line for line in response.context["trail"].lines if line.code == "1.2")
    assert line.reasons == (("钱伟", "现场未见记录"),)
    assert (line.spread, line.spread_note) == ("8", "以台账为准")
    assert "分差说明：以台账为准" in response.text
    assert "缺项不按零分计" in response.text


@pytest.mark.parametrize("url", ["score-trail", "score-print"])
def test_a_unit_reads_of_scorers_without_their_names(client: Client, url: str) -> None:
    assessment = make_confirmed(make_user(name="赵敏"), make_user(name="钱伟"), changed=[{}, LOSES])
    assessment.cycle.phases.filter(kind=PhaseKind.PUBLICITY).update(opens_at=timezone.now())
    client.force_login(make_user(Role.UNIT, unit=assessment.unit))

    text = client.get(reverse(f"assessments:{url}", args=[assessment.pk])).text

    assert "考核员甲 12" in text
    assert "考核员乙 10" in text
    assert "赵敏" not in text
    assert "钱伟" not in text


@pytest.mark.usefixtures("office")
def test_two_scorers_of_one_name_keep_their_columns_apart(client: Client) -> None:
    assessment = make_confirmed(make_user(name="王敏"), make_user(name="王敏"), changed=[{}, LOSES])

    found = trail(client, assessment).context["trail"]

    line = next(line for line in found.lines if line.code == "1.2")
    assert [(one.scorer, one.points) for one in line.given] == [
        ("王敏", "12"),
        ("王敏（乙）", "10"),
    ]


@pytest.mark.usefixtures("office")
def test_a_stored_total_that_disagrees_is_shown_as_such(client: Client) -> None:
    assessment = make_confirmed()
    assert "不一致" not in trail(client, assessment).text

    Mark.objects.filter(sheet__assessment=assessment, indicator__code="1.2").update(
        answer={"count": 6}
    )
    response = trail(client, assessment)

    assert not response.context["trail"].agrees
    assert f"现存总分 {assessment.total} 与重新计算的结果不一致" in response.text


@pytest.mark.parametrize(("status", "answer"), [("pending", 403), ("confirmed", 200)])
def test_team_and_leaders_wait_for_the_confirmation(
    client: Client, status: str, answer: int
) -> None:
    scorer = make_user()
    assessment = make_assigned(scorer)
    Assessment.objects.filter(pk=assessment.pk).update(field_status=status)
    for user in (scorer, make_user(Role.LEADER)):
        client.force_login(user)
        assert trail(client, assessment).status_code == answer


def test_somebody_who_belongs_to_the_unit_judges_nothing_of_it(client: Client) -> None:
    """An office member seconded from the unit neither sees marks before the others, nor names."""
    user = make_user(Role.OFFICE)
    assessment = make_confirmed()
    make_membership(user, Role.STAFF, unit=assessment.unit)
    client.force_login(user)

    assert trail(client, assessment).status_code == 403


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("members", [1, 3])
def test_a_trail_costs_the_same_for_any_number_of_scorers(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, members: int
) -> None:
    assessment = make_confirmed(*(make_user() for _ in range(members)))

    # session, user, who one is; the unit's year, the phases, whether one sits in its team; and
    # sheets, answers, tests, reasons, own marks, spread notes, ranked peers
    with django_assert_num_queries(14):
        response = trail(client, assessment)

    assert len(response.context["trail"].scorers) == members


@pytest.mark.usefixtures("office")
def test_a_confirmed_unit_without_all_points_is_called_so(client: Client) -> None:
    assessment = make_assessment()
    Assessment.objects.filter(pk=assessment.pk).update(field_status=FieldStatus.CONFIRMED)
    SelfReport.objects.update(status=ReportStatus.ACCEPTED)

    assert ranking(client).context["rows"][0].state == "材料不全"
