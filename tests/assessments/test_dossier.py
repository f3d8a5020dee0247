"""单位档案: what it costs, and what last year left behind in it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.models import Assessment
from assessments.results.dossier import dossier_of
from assessments.todos import todos_for
from districts.models import HonourLevel, Pairing
from districts.policies import standing_of
from districts.roles import Role
from tests.assessments.test_rectifications import DUE, make_last_year, rectify
from tests.factories import (
    make_activity,
    make_assessment,
    make_cycle,
    make_follow_up,
    make_unit,
    make_user,
    make_village,
    this_year,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_however_much_there_is(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    unit, leader = make_unit(), make_user(Role.LEADER)
    for number in range(count):
        make_assessment(unit, cycle=make_cycle(year=this_year() - number))
        make_follow_up(unit=unit)
        make_activity(unit=unit)
        day = timezone.localdate()
        unit.honours.create(
            title=f"第{number}个", level=HonourLevel.CITY, awarded_on=day, recorded_by=leader
        )
    Pairing.objects.create(
        unit=unit, village=make_village(is_core=True), year=this_year(), started_on=day
    )
    client.force_login(leader)
    with django_assert_num_queries(17):
        page = client.get(reverse("assessments:unit-dossier", args=[unit.pk]))
    assert len(page.context["dossier"].open_matters) == count


def test_an_unmended_item_and_an_ended_title_of_last_year_stand_in_this_year_s_dossier() -> None:
    last, reporter = make_last_year()
    office, now = make_user(Role.OFFICE), timezone.now()
    made = rectify(last, office)
    late = now + timedelta(days=DUE + 2)
    last.unit.honours.create(
        title="县级文明单位",
        level=HonourLevel.COUNTY,
        awarded_on=now.date() - timedelta(days=800),
        valid_until=timezone.localdate(late) - timedelta(days=1),
        recorded_by=office,
    )
    year = this_year()
    reads = dossier_of(last.unit, year, office, standing_of(office), late)

    assert [(row, light.word) for row, light in reads.open_matters] == [
        (made.follow_up, "逾期 2 天")
    ]
    assert [row.state.label for row in reads.honours] == ["到期"]
    assert [each.assessment for each in reads.scored] == [last]
    assert reads.chart.rows[0].cells[0].value == Assessment.objects.get(pk=last.pk).total
    to_renew = todos_for(office, standing_of(office), None, late, seats={}).rows
    assert [todo.when for todo in to_renew if todo.act == "续期"] == ["已到期"]
    own = dossier_of(last.unit, year, reporter, standing_of(reporter), late)
    assert [row for row, _ in own.open_matters] == [made.follow_up]
    other = make_user(Role.UNIT, unit=make_unit())
    hidden = dossier_of(last.unit, year, other, standing_of(other), late)
    assert (hidden.open_matters, hidden.years, hidden.objections) == ([], [], [])
