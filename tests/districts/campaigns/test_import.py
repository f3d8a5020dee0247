"""Nominations and moral councils from Excel: every fault at its cell, twice is once."""

from typing import Any

import pytest
from django.utils import timezone

from districts import imports
from districts.models import MoralCouncil, Nomination
from districts.roles import Role
from districts.workflow.campaigns import ReviewedBy, SubjectKind
from tests.districts.campaigns.world import C, N, make_campaign
from tests.districts.test_imports import book, errors_of, preview
from tests.factories import make_township, make_unit, make_user, make_village

pytestmark = pytest.mark.django_db
HEAD = ["评选名称", "申报单位", "对象", "所在村", "申报等次", "主要事迹"]
COUNCIL_HEAD = ["村", "成立日期", "会长", "成员人数", "每年评议次数"]


def test_good_rows_become_drafts_of_the_township_and_twice_is_once() -> None:
    township, campaign = make_township(), make_campaign()
    village = make_village(township=township)
    keeper = make_user(Role.TOWNSHIP, township=township)
    row = [campaign.name, township.name, "张德胜户", village.name, "九星级", "孝老爱亲"]

    draft = preview(book(HEAD, row), keeper, "nominations")
    assert errors_of(draft) == []
    imports.confirm(draft, by=keeper, at=timezone.now())

    made = Nomination.objects.get()
    assert (made.status, made.township, made.village) == (N.DRAFT, township, village)
    assert made.level.name == "九星级"
    again = preview(book(HEAD, row), keeper, "nominations")
    imports.confirm(again, by=keeper, at=timezone.now())
    assert Nomination.objects.count() == 1


def test_every_fault_of_a_nomination_is_named_at_its_cell() -> None:
    township, stars = make_township(), make_campaign()
    village, foreign = make_village(township=township), make_village()
    prepared = make_campaign(C.PREPARING)
    office = make_user(Role.OFFICE)
    units = make_campaign(subject_kind=SubjectKind.UNIT, reviewed_by=ReviewedBy.ORGANISER)
    rows: list[list[Any]] = [
        [stars.name, township.name, "甲户", village.name, "特级", "好"],
        [stars.name, township.name, "乙户", foreign.name, "九星级", "好"],
        [stars.name, township.name, "丙户", "", "九星级", "好"],
        [prepared.name, township.name, "丁户", village.name, "九星级", "好"],
        [units.name, township.name, "没有的单位", "", "九星级", ""],
        [units.name, "县文明办", make_unit("县甲局").name, "", "九星级", "好"],
    ]

    found = errors_of(preview(book(HEAD, *rows), office, "nominations"))

    assert sorted((row, column) for row, column, _ in found) == [
        (2, "申报等次"),
        (3, "所在村"),
        (4, "所在村"),
        (5, "评选名称"),
        (6, "主要事迹"),
        (6, "对象"),
    ]
    draft = preview(book(HEAD, rows[-1]), office, "nominations")
    imports.confirm(draft, by=office, at=timezone.now())
    made = Nomination.objects.get()
    assert (made.status, made.subject_unit and made.subject_unit.name) == (N.SUBMITTED, "县甲局")


def test_councils_are_imported_by_the_township_for_its_own_villages() -> None:
    township = make_township()
    own, foreign = make_village(township=township), make_village()
    keeper = make_user(Role.TOWNSHIP, township=township)

    good = preview(book(COUNCIL_HEAD, [own.name, "2020-04-12", "王", 9, 12]), keeper, "councils")
    assert errors_of(good) == []
    imports.confirm(good, by=keeper, at=timezone.now())
    council = MoralCouncil.objects.get()
    assert (council.village, council.members, council.meetings) == (own, 9, 12)
    bad = preview(book(COUNCIL_HEAD, [foreign.name, "2099-04-12", "王", 0, ""]), keeper, "councils")
    assert {column for _, column, _ in errors_of(bad)} == {"村", "成立日期", "成员人数"}
