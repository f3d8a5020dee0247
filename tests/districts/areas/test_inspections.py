"""督导检查: a visit, what it finds wrong, and whom that waits for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from districts.actions.areas.inspections import create_inspection, edit_inspection, find_fault
from districts.actions.areas.proposals import advance_area
from districts.models import FollowUp, Inspection
from districts.policies import standing_of
from districts.results.areas.inspections import (
    InspectionFilters,
    inspection_rows,
    works_of,
)
from districts.roles import Role
from districts.workflow.areas import AreaStatus
from tests.districts.areas.world import TODAY, core_in, keeper_of, make_area, make_inspection
from tests.factories import make_township, make_user
from wenming.errors import Conflict, DomainError, NotAllowed

pytestmark = pytest.mark.django_db
NOW = timezone.now


def test_the_office_alone_inspects_what_is_planned() -> None:
    area = make_area()
    values = {"held_on": TODAY(), "inspectors": "王敏", "summary": "整洁", "opinion": ""}

    with pytest.raises(NotAllowed):
        create_inspection(area, values, by=keeper_of(area), at=NOW())
    with pytest.raises(Conflict, match="没有列入年度计划"):
        create_inspection(make_area(AreaStatus.REVIEWED), values, by=make_user(Role.OFFICE),
                          at=NOW())  # fmt: skip


@pytest.mark.parametrize("days", [1, -1])
def test_a_visit_lies_between_the_plan_and_today(days: int) -> None:
    inspection, office = make_inspection(), make_user(Role.OFFICE)
    day = TODAY() + timedelta(days=days)

    with pytest.raises(DomainError) as refusal:
        edit_inspection(inspection, {"held_on": day}, version=1, by=office, at=NOW())

    assert refusal.value.field == "held_on"


def test_a_stale_form_is_refused_with_both_versions() -> None:
    inspection, office = make_inspection(), make_user(Role.OFFICE)
    edit_inspection(inspection, {"summary": "先"}, version=1, by=office, at=NOW())

    with pytest.raises(Conflict) as refusal:
        edit_inspection(inspection, {"summary": "后"}, version=1, by=office, at=NOW())
    assert refusal.value.versions == [("检查情况", "先", "后")]


def test_a_finding_is_the_townships_to_put_right() -> None:
    inspection, office = make_inspection(), make_user(Role.OFFICE)
    with pytest.raises(DomainError) as refusal:
        find_fault(inspection, text="清理柴草", due_on=TODAY(), village=core_in(make_township()),
                   by=office, at=NOW())  # fmt: skip
    assert refusal.value.field == "village"

    find_fault(inspection, text="清理柴草", due_on=TODAY(), by=office, at=NOW())

    finding = FollowUp.objects.get()
    assert (finding.owner, finding.source) == (inspection.district.township, inspection)
    works = works_of(inspection.district, office, standing_of(office), TODAY())
    assert [row for row, _ in works.findings] == [finding]


def test_a_visit_keeps_its_district_on_the_list() -> None:
    inspection = make_inspection()

    with pytest.raises(Conflict, match="督导检查"):
        advance_area(inspection.district, "unplan", by=make_user(Role.OFFICE), at=NOW(), note="无")


def test_a_township_reads_the_visits_to_its_own_districts() -> None:
    one, other = make_inspection(), make_inspection(summary="看了村北")
    office, keeper, year = make_user(Role.OFFICE), keeper_of(one.district), TODAY().year

    def found(asker: object, **asked: object) -> set[Inspection]:
        user = keeper if asker is keeper else office
        filters = InspectionFilters(year, **asked)  # type: ignore[arg-type]
        return set(inspection_rows(user, standing_of(user), filters))

    assert found(keeper) == {one}
    assert found(office) == {one, other}
    assert found(office, q="村北") == found(office, township=other.district.township_id) == {other}
