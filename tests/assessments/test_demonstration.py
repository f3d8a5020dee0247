"""The demonstration county has a life in it, and work for everybody who signs in.

Building it takes some seconds, so it is built once and every claim is a subtest.
"""

from collections import Counter
from collections.abc import Callable

import pytest
from django.core.management import call_command

from assessments.demonstration import LOGINS, build
from assessments.demonstration.people import PASSWORD
from assessments.models import (
    Assessment,
    BodyMatch,
    Cycle,
    Rubric,
    ScoringDuty,
    SelfReport,
    Simulation,
    Term,
)
from assessments.policies import calendar_of
from assessments.results.desks import seats_in
from assessments.results.marking import progress_of_bodies
from assessments.results.reports import report_sheet
from assessments.results.simulation.replay import NEW, REFUSED
from assessments.results.tally import marks_of, tally_of
from assessments.results.terms import term_faults, term_members, unarchived_years
from assessments.roles import BodyKind, CycleStatus, FieldStatus, ReportStatus, RubricStatus
from assessments.todos import todos_for
from districts.models import Township, Unit
from districts.policies import standing_of
from tests.assessments import figures_2020, workbook_2020
from tests.assessments.parity import NOW, digest_of_county, digest_of_results, digest_on_sqlite
from tests.districts.areas import facts as area_facts
from tests.districts.campaigns import facts as campaign_facts
from tests.districts.pairings import facts as pairing_facts
from wenming.accounts.models import User
from wenming.errors import Conflict

ACTIVE = ("wangmin", "guotu", "shuini", "liqiang", "zhaomin", "sunli", "jiaoyu", "gongan")


def it_has_the_registers_of_a_county() -> None:
    units = Counter(Unit.objects.values_list("type__name", flat=True))

    assert Township.objects.count() == 12
    assert units == {
        "文明机关": 16,
        "文明企业": 10,
        "文明学校": 8,
        "文明行业": 6,
        "文明乡镇": 4,
        "文明村": 4,
        "文明社区": 2,
    }


def the_engine_computes_every_total_of_2020_again() -> None:
    cycle = Cycle.objects.get(year=2020)
    assessments = list(
        Assessment.objects.filter(cycle=cycle).select_related("cycle", "rubric", "unit")
    )
    marks = marks_of(assessments)

    assert cycle.status == CycleStatus.ARCHIVED
    assert len(assessments) == 48
    for each in assessments:
        assert each.total == tally_of(each, marks[each.pk]).total, each.unit.name
        assert each.rank is not None


def every_type_has_a_rubric_of_100_points_under_five_heads() -> None:
    published = Rubric.objects.filter(year__in=(2020, 2026)).exclude(status=RubricStatus.DRAFT)
    for rubric in published.exclude(name__contains="按月"):
        assert [(head.title, int(head.points)) for head in rubric.spec.nodes] == [
            ("组织领导", 15),
            ("精神文明阵地建设", 30),
            ("精神文明创建活动", 25),
            ("思想道德建设", 15),
            ("综合效益", 15),
        ]


def one_simulation_shows_whose_rank_a_draft_would_move() -> None:
    simulation = Simulation.objects.get()
    assert (simulation.cycle.year, simulation.is_finished, simulation.units) == (2020, True, 16)
    assert simulation.moved
    assert {gap["why"] for gap in simulation.findings["gaps"]} == {NEW, REFUSED}


def places_and_activities_weigh_more_in_2020_than_before() -> None:
    def points(year: int, code: str) -> set[int]:
        return {int(rubric.spec.node(code).points) for rubric in Rubric.objects.filter(year=year)}

    assert (points(2019, "2"), points(2020, "2")) == ({24}, {30})
    assert (points(2019, "3"), points(2020, "3")) == ({21}, {25})


def this_year_shows_every_state_of_a_report() -> None:
    reports = SelfReport.objects.filter(assessment__cycle__year=2026)

    assert Counter(reports.values_list("status", flat=True)) == {
        ReportStatus.ACCEPTED: 33,
        ReportStatus.SUBMITTED: 10,
        ReportStatus.RETURNED: 2,
        # Three of the county's and the two communities that fill in month by month.
        ReportStatus.DRAFT: 5,
    }


def each_team_has_two_units_with_all_sheets_in_that_wait_for_its_leader() -> None:
    waiting = Assessment.objects.filter(cycle__year=2026, field_status=FieldStatus.PENDING)
    complete = Counter(
        each.team_id
        for each in waiting
        if each.sheets.counted().filter(body=BodyKind.TEAM).count() == 2
    )

    assert sorted(complete.values()) == [2, 2]


def two_communities_show_items_that_are_open_later_done_missed_and_permitted_late() -> None:
    found: Counter[str] = Counter()
    calendar = calendar_of(Cycle.objects.get(year=2026), NOW)
    for report in SelfReport.objects.filter(assessment__unit_type="community"):
        for row in report_sheet(report, calendar, with_last_year=False).rows:
            found[row.chip[1]] += 1

    assert found == {
        "已填报": 48,
        "错过窗口，未填报": 9,
        "11月30日截止": 6,
        "12月1日开放": 6,
        "迟报许可，2026年11月28日 18:00截止": 3,
    }


def a_term_of_2019_and_2020_is_settled_and_one_of_three_years_is_not() -> None:
    settled, waiting = Term.objects.order_by("pk")

    assert term_faults(settled) == []
    assert [each.rank for each in term_members(settled)][:4] == [1, 2, 3, None]
    assert unarchived_years(waiting) == [2025, 2026, 2027]


def departments_and_the_office_score_their_own_items_this_year() -> None:
    """Some units of each are done, some wait; 2020 was scored by the teams alone."""
    rows = progress_of_bodies(Cycle.objects.get(year=2026))

    assert {row.body.name for row in rows} == {
        "县文明办",
        "县教育局",
        "团县委",
        "县公安局",
        "县应急管理局",
    }
    for row in rows:
        assert row.done, row.body.name
        assert row.left, row.body.name
    assert not BodyMatch.objects.filter(kind="").exists()
    assert not ScoringDuty.objects.filter(assessment__cycle__year=2020).exists()


def totals_nodes_trail_and_ranks_are_the_same_on_both_databases() -> None:
    assert len(digest_of_results()) == Assessment.objects.count()
    assert digest_of_county() == digest_on_sqlite()


def something_waits_for_everybody_who_acts() -> None:
    cycle = Cycle.objects.get(year=2026)
    for user in User.objects.filter(username__in=ACTIVE):
        standing = standing_of(user)
        seats = seats_in(cycle, user, standing)
        assert todos_for(user, standing, cycle, NOW, seats=seats).rows, user.username


def every_login_that_is_printed_works() -> None:
    for login in LOGINS:
        user = User.objects.get(username=login.username)
        assert user.check_password(PASSWORD)
        assert user.is_demonstration
        assert not user.must_change_password


def the_trail_is_whole() -> None:
    call_command("verify_trail")


def it_is_never_built_over_somebody_s_data() -> None:
    with pytest.raises(Conflict):
        build(NOW)


def the_pairings_of_2020_are_those_of_the_summary() -> None:
    pairing_facts.check()


def the_figures_of_2020_are_those_of_the_summary_and_of_their_rows() -> None:
    figures_2020.check()


def the_workbook_of_2020_has_the_figures_beside_the_rows_of_the_ledgers() -> None:
    workbook_2020.check()


def the_districts_of_2020_are_those_of_the_summary() -> None:
    area_facts.check()


def the_campaigns_of_2020_are_those_of_the_summary() -> None:
    campaign_facts.check()


CLAIMS: tuple[Callable[[], None], ...] = (
    it_has_the_registers_of_a_county,
    the_engine_computes_every_total_of_2020_again,
    every_type_has_a_rubric_of_100_points_under_five_heads,
    one_simulation_shows_whose_rank_a_draft_would_move,
    places_and_activities_weigh_more_in_2020_than_before,
    this_year_shows_every_state_of_a_report,
    each_team_has_two_units_with_all_sheets_in_that_wait_for_its_leader,
    two_communities_show_items_that_are_open_later_done_missed_and_permitted_late,
    a_term_of_2019_and_2020_is_settled_and_one_of_three_years_is_not,
    departments_and_the_office_score_their_own_items_this_year,
    totals_nodes_trail_and_ranks_are_the_same_on_both_databases,
    something_waits_for_everybody_who_acts,
    every_login_that_is_printed_works,
    the_pairings_of_2020_are_those_of_the_summary,
    the_districts_of_2020_are_those_of_the_summary,
    the_campaigns_of_2020_are_those_of_the_summary,
    the_figures_of_2020_are_those_of_the_summary_and_of_their_rows,
    the_workbook_of_2020_has_the_figures_beside_the_rows_of_the_ledgers,
    the_trail_is_whole,
    it_is_never_built_over_somebody_s_data,
)


@pytest.mark.django_db
def test_the_demonstration_county(subtests: pytest.Subtests) -> None:
    build(NOW)

    for claim in CLAIMS:
        with subtests.test(claim.__name__):
            claim()
