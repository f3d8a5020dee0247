"""Districts from Excel: every fault at its cell, and proposals of what is right."""

from typing import Any

import pytest
from django.utils import timezone

from districts import imports
from districts.models import District
from districts.roles import Role
from tests.districts.areas.world import TODAY, core_in, make_area
from tests.districts.test_imports import book, errors_of, preview
from tests.factories import make_township, make_user, make_village

pytestmark = pytest.mark.django_db
HEAD = ["乡镇", "片区名称", "规划年度", "规划梯级", "核心村", "成员村", "管护队人数"]


def test_good_rows_become_proposals_and_twice_is_once() -> None:
    township = make_township()
    core, member = core_in(township), core_in(township)
    keeper = make_user(Role.TOWNSHIP, township=township)
    row = [township.name, "刘茂片区", TODAY().year, "较高标准", core.name, member.name, 20]

    draft = preview(book(HEAD, row), keeper, "areas")
    assert errors_of(draft) == []
    imports.confirm(draft, by=keeper, at=timezone.now())

    area = District.objects.get()
    assert (area.status, area.planned_tier, area.team_size) == ("proposed", "better", 20)
    assert (area.core_village, area.villages.get()) == (core, member)
    assert errors_of(preview(book(HEAD, row), keeper, "areas")) == []


def test_every_fault_is_named_at_its_cell() -> None:
    township, other = make_township(), make_area(name="别处片区")
    plain, foreign = make_village(township=township), core_in(make_township())
    rows: list[list[Any]] = [
        [township.name, "一", TODAY().year, "高标准", plain.name, "", ""],
        [township.name, "二", TODAY().year, "高标准", foreign.name, "", ""],
        [other.township.name, "三", TODAY().year, "高标准", other.core_village.name, "", ""],
        [township.name, "四", TODAY().year, "很高", core_in(township).name, foreign.name, -1],
    ]

    found = errors_of(preview(book(HEAD, *rows), make_user(Role.OFFICE), "areas"))

    assert [(row, column) for row, column, _ in found] == [
        (2, "核心村"),
        (3, "核心村"),
        (4, "核心村"),
        (5, "规划梯级"),
        (5, "管护队人数"),
        (5, "成员村"),
    ]
