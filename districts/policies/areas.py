"""Every "may this user …?" of the districts."""

from districts.models import District
from districts.roles import Role, Standing
from districts.workflow.areas import OPEN_TO_OWNER, AreaStatus
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
