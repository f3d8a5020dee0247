"""A district in any state, made the way people make it."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from districts.actions.areas.inspections import create_inspection
from districts.actions.areas.projects import create_project
from districts.actions.areas.proposals import advance_area, propose
from districts.actions.entries import advance_entry
from districts.models import District, DistrictProject, Inspection, Township, Village
from districts.roles import EntryStatus, Role
from districts.workflow.areas import FINISHED, AreaStatus, ProjectStage, Tier
from tests.factories import kind_of, make_township, make_user, make_village
from wenming.accounts.models import User

TODAY = timezone.localdate
NUMBERS = iter(range(1, 999))


def core_in(township: Township) -> Village:
    return make_village(f"核心{next(NUMBERS)}村", township=township, is_core=True)


def values(township: Township, **changed: Any) -> dict[str, Any]:
    """What a township says of a district planned for this year."""
    given: dict[str, Any] = {
        "name": f"第{next(NUMBERS)}片区",
        "year": TODAY().year,
        "planned_tier": Tier.HIGH,
    }
    if "core_village" not in changed:
        given["core_village"] = core_in(township)
    return given | changed


def make_area(
    status: str = AreaStatus.PLANNED, *, township: Township | None = None, **changed: Any
) -> District:
    """Proposed by its township, brought to `status` by the office."""
    at, office = timezone.now(), make_user(Role.OFFICE)
    township = township or make_township()
    keeper = make_user(Role.TOWNSHIP, township=township)
    area = propose(values(township, **changed), township=township, by=keeper, at=at)
    steps = {
        AreaStatus.PROPOSED: (),
        AreaStatus.RETURNED: (("return", office),),
        AreaStatus.WITHDRAWN: (("withdraw", keeper),),
        AreaStatus.REVIEWED: (("review", office),),
        AreaStatus.PLANNED: (("review", office), ("plan", office)),
    }
    for verb, actor in steps[AreaStatus(status)]:
        area = advance_area(area, verb, by=actor, at=at, note="理由")
    return area


def keeper_of(area: District) -> User:
    """Who proposed it for its township."""
    return area.proposed_by


def project_values(**changed: Any) -> dict[str, Any]:
    """1,200 m of road, planned for this year."""
    given = {
        "year": TODAY().year,
        "title": f"第{next(NUMBERS)}段道路",
        "kind": changed.get("kind") or kind_of("硬化道路"),
        "amount": Decimal(1200),
        "stage": ProjectStage.PLANNED,
        "started_on": None,
        "finished_on": None,
    }
    return given | changed


def make_project(
    status: str = EntryStatus.CONFIRMED, *, area: District | None = None, **changed: Any
) -> DistrictProject:
    """By its township, brought to `status`; its days are today where its stage needs them."""
    at, area = timezone.now(), area or make_area()
    stage = changed.pop("stage", ProjectStage.PLANNED)
    days = {
        "started_on": None if stage == ProjectStage.PLANNED else TODAY(),
        "finished_on": TODAY() if stage in FINISHED else None,
    }
    values = project_values(stage=stage, **days, **changed)
    project = create_project(area, values, by=keeper_of(area), at=at)
    if status != EntryStatus.DRAFT:
        project = advance_entry(project, "submit", by=keeper_of(area), at=at)
    if status in (EntryStatus.CONFIRMED, EntryStatus.RETURNED):
        verb = "confirm" if status == EntryStatus.CONFIRMED else "return"
        project = advance_entry(project, verb, by=make_user(Role.OFFICE), at=at, note="理由")
    return project


def make_inspection(*, area: District | None = None, **changed: Any) -> Inspection:
    """A visit of today, by the office."""
    values = {"held_on": TODAY(), "inspectors": "王敏", "summary": "总体整洁", "opinion": ""}
    office = make_user(Role.OFFICE)
    return create_inspection(area or make_area(), values | changed, by=office, at=timezone.now())
