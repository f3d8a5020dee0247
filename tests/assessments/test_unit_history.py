"""One unit through the years: who reads it, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from districts.roles import Role
from tests.factories import make_assessment, make_cycle, make_unit, make_user, this_year

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("years", [1, 3])
def test_a_unit_reads_its_own_years_at_the_same_cost_however_many(
    client: Client, django_assert_num_queries: Any, years: int
) -> None:
    unit = make_unit()
    for back in range(years):
        make_assessment(unit, cycle=make_cycle(year=this_year() - back))
    client.force_login(make_user(Role.UNIT, unit=unit))

    with django_assert_num_queries(6):  # session, user, standing, unit, assessments, phases
        response = client.get(reverse("assessments:unit-history", args=[unit.pk]))

    shown = [year.assessment.cycle.year for year in response.context["years"]]
    assert shown == [this_year() - back for back in range(years)]
    assert not any(year.sees_result for year in response.context["years"])


def test_a_unit_that_never_took_part_is_told_so(client: Client) -> None:
    client.force_login(make_user(Role.OFFICE))

    page = client.get(reverse("assessments:unit-history", args=[make_unit().pk]))

    assert "还没有参加过考核" in page.content.decode()
