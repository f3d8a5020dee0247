"""Who somebody can be towards the county, a township, a unit or a department."""

from dataclasses import dataclass

from django.db import models


class Role(models.TextChoices):
    """A role that a Membership gives. Assessors are not here: a cycle's team makes them."""

    ADMIN = "admin", "系统管理员"
    OFFICE = "office", "县文明办"
    LEADER = "leader", "县领导"
    TOWNSHIP = "township", "乡镇"
    DEPARTMENT = "department", "部门"
    UNIT = "unit", "单位填报人"
    # Belonging to a unit gives no right at all; it only keeps a person from judging that unit.
    STAFF = "staff", "单位职工"


class EntryStatus(models.TextChoices):
    """Of what somebody enters and the office confirms (see `workflow.entries`)."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待确认"
    CONFIRMED = "confirmed", "已确认"
    RETURNED = "returned", "已退回"


class FollowUpStatus(models.TextChoices):
    OPEN = "open", "办理中"
    REPORTED = "reported", "待核实"
    CLOSED = "closed", "已销号"
    CANCELLED = "cancelled", "已撤销"


COUNTY_ROLES = frozenset({Role.ADMIN, Role.OFFICE, Role.LEADER})
UNIT_ROLES = frozenset({Role.UNIT, Role.STAFF})

# What a role is held towards: the field of Membership that must be filled, all others empty.
SCOPE_OF: dict[Role, str | None] = {
    **dict.fromkeys(COUNTY_ROLES),
    **dict.fromkeys(UNIT_ROLES, "unit"),
    Role.TOWNSHIP: "township",
    Role.DEPARTMENT: "department",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that memberships say about one person on one day. Ids, not rows."""

    roles: frozenset[Role] = frozenset()
    unit_ids: frozenset[int] = frozenset()
    township_ids: frozenset[int] = frozenset()
    department_ids: frozenset[int] = frozenset()
    recused_unit_ids: frozenset[int] = frozenset()
    home_township_ids: frozenset[int] = frozenset()

    @property
    def is_office(self) -> bool:
        return Role.OFFICE in self.roles

    @property
    def is_admin(self) -> bool:
        return Role.ADMIN in self.roles

    @property
    def is_leader(self) -> bool:
        return Role.LEADER in self.roles

    @property
    def sees_whole_county(self) -> bool:
        """Office and leaders read every unit's record; the administrator does not."""
        return self.is_office or self.is_leader

    @property
    def reads_registers(self) -> bool:
        """Who reads every register: the administrator too, who gives accounts towards them."""
        return self.sees_whole_county or self.is_admin


NOBODY = Standing()
