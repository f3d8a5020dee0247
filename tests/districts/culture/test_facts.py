"""The facts of 2020 about culture, found by the queries that the pages use."""

from __future__ import annotations

import pytest
from django.utils import timezone

from districts.demonstration import culture
from districts.demonstration.cast import FieldCast
from districts.models import Activity
from districts.policies import standing_of
from districts.results.activities import ActivityFilters, activity_rows, activity_totals
from districts.results.culture import activities_in, series_rows, story_of
from districts.roles import Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_the_summary_of_2020_follows_from_the_records() -> None:
    office, leader = make_user(Role.OFFICE), make_user(Role.LEADER)
    now = timezone.now()
    culture.play(FieldCast(at=now, office=office, second=office, leader_user=leader))
    standing = standing_of(leader)

    park = series_rows(leader, standing, 2020, "金阳公园").get()
    story = story_of(park)

    assert park.in_sessions == story.totals.sessions > 50
    assert park.in_attendance == story.totals.attendance == 400_000
    assert story.lasted == "3 个多月"
    assert set(story.by_kind) == {"演出", "电影放映", "戏曲演出"}
    assert {how.word for how in story.counted} == {"入口计数", "估计"}
    gala = activity_rows(leader, standing, ActivityFilters(2020, q="市国庆文艺汇演")).get()
    assert gala.series is None
    both = activity_totals(Activity.objects.filter(year=2020))
    assert both.sessions == story.totals.sessions + 1
    this_year = series_rows(leader, standing, timezone.localdate(now).year)
    assert activity_totals(activities_in(this_year)).uncounted == 1
    assert not activities_in(this_year).filter(attendance=0).exists()
