"""The menu links what exists to those who may use it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.urls import path
from pytest_django import Settings

from wenming import navigation
from wenming.navigation import Entry, Group, Navigation, navigation_for


def page(request: object) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("", page, name="home"),
    path("units/", page, name="units"),
    path("units/import/", page, name="imports"),
    path("years/", page, name="years"),
    path("scores/", page, name="scores"),
]
OFFICE, UNIT = "office", "unit"
MENU = (
    Group("", (Entry("home", "我的工作台", short="工作台"),)),
    Group(
        "考核",
        (
            Entry("years", "考核年度", frozenset({OFFICE})),
            Entry("planned-for-later", "公示", frozenset({OFFICE})),
            Entry("scores", "评分", frozenset({"staff"}), without_role=True),
        ),
    ),
    Group(
        "基础信息",
        (
            Entry("units", "文明单位", frozenset({OFFICE})),
            Entry("imports", "导入", frozenset({OFFICE})),
        ),
    ),
)


@pytest.fixture(autouse=True)
def these_pages(settings: Settings) -> Iterator[None]:
    settings.ROOT_URLCONF = __name__
    navigation._address.cache_clear()
    yield
    navigation._address.cache_clear()


def seen_by(*roles: str, at: str = "/") -> Navigation:
    return navigation_for(MENU, roles=frozenset(roles), path=at, search_view="units")


def labels(shown: Navigation) -> dict[str, list[str]]:
    return {group.label: [link.label for link in group.entries] for group in shown.groups}


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        pytest.param(
            [OFFICE],
            {"": ["我的工作台"], "考核": ["考核年度"], "基础信息": ["文明单位", "导入"]},
            id="a page that does not exist is left out",
        ),
        pytest.param([UNIT], {"": ["我的工作台"]}, id="an empty group has no head"),
        pytest.param([], {"": ["我的工作台"], "考核": ["评分"]}, id="no role at all"),
        pytest.param([UNIT, "staff"], {"": ["我的工作台"], "考核": ["评分"]}, id="roles add up"),
    ],
)
def test_who_sees_which_entries(roles: list[str], expected: dict[str, list[str]]) -> None:
    assert labels(seen_by(*roles)) == expected


@pytest.mark.parametrize(
    ("at", "current"),
    [
        ("/", ["我的工作台"]),
        ("/units/", ["文明单位"]),
        ("/units/7/", ["文明单位"]),
        ("/units/import/", ["导入"]),
        ("/elsewhere/", []),
    ],
)
def test_longest_address_is_the_current_one(at: str, current: list[str]) -> None:
    shown = seen_by(OFFICE, at=at)
    links = [link for group in shown.groups for link in group.entries]
    assert [link.label for link in links if link.is_current] == current


def test_bottom_bar_holds_four_and_says_when_there_is_more() -> None:
    office, unit = seen_by(OFFICE, "staff"), seen_by(UNIT)
    assert [link.short for link in office.bottom] == ["工作台", "考核年度", "评分", "文明单位"]
    assert office.has_more
    assert [link.short for link in unit.bottom] == ["工作台"]
    assert not unit.has_more


def test_search_is_offered_to_everybody() -> None:
    assert seen_by(OFFICE).search_url == "/units/"
    assert seen_by(UNIT).search_url == "/units/"
