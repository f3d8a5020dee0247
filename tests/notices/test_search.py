"""The search finds by name and pinyin, literally, and only what somebody may see."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from assessments.results.search import search
from districts.policies import standing_of
from districts.roles import Role
from tests.factories import (
    make_activity,
    make_contact,
    make_township,
    make_unit,
    make_user,
    make_village,
)
from wenming.accounts.models import User

pytestmark = pytest.mark.django_db


def found(user: User, words: str) -> dict[str, list[str]]:
    sections = search(user, standing_of(user), words)
    return {section.group.code: [hit.title for hit in section.hits] for section in sections}


def test_one_character_two_and_pinyin_and_nothing_but_what_was_typed() -> None:
    office = make_user(Role.OFFICE)
    make_unit("县水泥厂")
    make_village("水北村", township=make_township("伏山镇"))
    assert found(office, "水") == {"unit": ["县水泥厂"], "village": ["水北村"]}
    assert found(office, "水泥") == found(office, "snc") == {"unit": ["县水泥厂"]}
    assert found(office, "shuini") == {"unit": ["县水泥厂"]}
    assert found(office, "%") == found(office, "_") == {}


def test_nothing_of_others_is_found() -> None:
    mine, other = make_unit("甲水厂"), make_unit("乙水厂")
    make_activity(unit=other, title="水的故事")
    make_contact(other, "水生")
    reporter = make_user(Role.UNIT, unit=mine, name="水清")
    assert found(reporter, "水") == {"unit": ["甲水厂"]}
    assert found(make_user(Role.ADMIN), "水清") == {"account": ["水清"]}
    assert found(make_user(Role.OFFICE), "水生") == {"contact": ["水生"]}
    assert "account" not in found(make_user(Role.OFFICE), "水清")
    assert found(make_user(None), "水") == {}


@pytest.mark.parametrize("units", [1, 8])
def test_the_page_costs_the_same_at_any_size(
    units: int, client: Client, django_assert_max_num_queries: Any
) -> None:
    for n in range(units):
        make_unit(f"第{n}水厂")
    client.force_login(make_user(Role.OFFICE))
    with django_assert_max_num_queries(5):  # session, account, standing, content types, hits
        page = client.get("/search/?q=水").content.decode()
    assert page.count("/units/") >= min(units, 5)
    assert ("in=unit" in page) is (units > 5)
    every = client.get("/search/?q=水&in=unit").content.decode()
    assert every.count("水厂</a>") == units
    assert "没有找到" in client.get("/search/?q=無").content.decode()
