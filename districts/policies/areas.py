"""Every "may this user …?" of the districts."""

from districts.models import District, DistrictProject, Inspection
from districts.roles import EntryStatus, Role, Standing
from districts.workflow.areas import FINISHED, OPEN_TO_OWNER, AreaStatus
from districts.workflow.steps import Actor


def can_see_areas(standing: Standing) -> bool:
    """Who has districts to read at all: the office, leaders, townships."""
    return bool({Role.OFFICE, Role.LEADER, Role.TOWNSHIP} & standing.roles)


def can_propose(standing: Standing) -> bool:
    """Townships propose; the office may enter for one, as when old lists are taken over."""
    return standing.is_office or bool(standing.township_ids)


def area_actors(standing: Standing, district: District) -> frozenset[Actor]:
    """What somebody is towards a district. No query.

    What the office has entered for a township it also puts right and takes back.
    """
    found = {Actor.OFFICE} if standing.is_office else set()
    if district.is_owned_by(standing):
        found.add(Actor.OWNER)
    return frozenset(found)


def can_edit_area(standing: Standing, district: District) -> bool:
    """The township until it has been reviewed; the office until it is withdrawn."""
    if standing.is_office:
        return district.status != AreaStatus.WITHDRAWN
    return district.is_owned_by(standing) and district.status in OPEN_TO_OWNER


def needs_reason(district: District) -> bool:
    """What stands on the year's list changes only with a word on why."""
    return district.status == AreaStatus.PLANNED


def can_change_tier(standing: Standing, district: District) -> bool:
    return standing.is_office and district.status == AreaStatus.PLANNED


def can_mark_example(standing: Standing) -> bool:
    """典型 for the annual summary are picked by the office."""
    return standing.is_office


def can_edit_area_files(standing: Standing, district: District) -> bool:
    """Photos of a district are added by its township and by the office."""
    own = standing.is_office or district.is_owned_by(standing)
    return own and district.status != AreaStatus.WITHDRAWN


def can_build_in(standing: Standing, district: District) -> bool:
    """Projects of a planned district are entered by its township, or by the office for it."""
    own = standing.is_office or district.is_owned_by(standing)
    return own and district.status == AreaStatus.PLANNED


def can_enter_projects(standing: Standing) -> bool:
    """Whether this person ever has projects to enter."""
    return can_propose(standing)


def project_actors(standing: Standing, project: DistrictProject) -> frozenset[Actor]:
    """What somebody is towards the work. What a township fails to tell, the office may."""
    if standing.is_office:
        return frozenset({Actor.OFFICE, Actor.OWNER})
    return frozenset({Actor.OWNER} if project.is_owned_by(standing) else ())


def can_edit_project_files(standing: Standing, project: DistrictProject) -> bool:
    """Photos of the work are added as long as it goes on; the office adds them at any time."""
    if standing.is_office:
        return project.status != EntryStatus.DRAFT
    is_over = project.status == EntryStatus.CONFIRMED and project.stage in FINISHED
    return project.is_owned_by(standing) and not is_over


def can_inspect(standing: Standing) -> bool:
    """督导检查 is the office's."""
    return standing.is_office


def can_edit_inspection(standing: Standing, inspection: Inspection) -> bool:
    return standing.is_office
