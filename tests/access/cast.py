"""The fixed cast of the access table and the objects it is shown.

Areas add objects by a module `objects_<area>.py` with `def add(cast: Cast) -> None`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

from django.utils import timezone

from assessments.models import Cycle, Phase, Team, TeamMember
from assessments.roles import CycleStatus, PhaseKind
from districts.models import Department, Township, Unit, Village
from districts.roles import Role
from tests.factories import (
    make_contact,
    make_department,
    make_township,
    make_unit,
    make_user,
    make_village,
)
from wenming.accounts.models import User

PRINCIPALS = (
    "anonymous admin office office2 leader assessor1 conflicted assessor2 reporter1 reporter2"
    " township1 township2 department disabled"
).split()
SIGNED_OUT = ("anonymous", "disabled")


@dataclass
class Cast:
    """Who asks (`people`, without anonymous) and what for (`objects`: arguments of `reverse`)."""

    township1: Township
    township2: Township
    department1: Department
    unit1: Unit
    unit2: Unit
    village1: Village
    cycle: Cycle
    team1: Team
    team2: Team
    people: dict[str, User] = field(default_factory=dict)
    objects: dict[str, Sequence[Any]] = field(default_factory=dict)
    cookies: dict[str, SimpleCookie] = field(default_factory=dict)

    def __getitem__(self, name: str) -> User:
        return self.people[name]


def build() -> Cast:
    """Unit 1 lies in township 1, under the department, with team 1; unit 2 in township 2."""
    township1, township2 = make_township("第一乡镇"), make_township("第二乡镇")
    department1 = make_department("县主管局")
    cycle = _cycle()
    cast = Cast(
        township1=township1,
        township2=township2,
        department1=department1,
        unit1=make_unit("县甲单位", township=township1, department=department1),
        unit2=make_unit("县乙单位", township=township2),
        village1=make_village("甲村", township=township1),
        cycle=cycle,
        team1=Team.objects.create(cycle=cycle, name="第一组"),
        team2=Team.objects.create(cycle=cycle, name="第二组"),
    )
    _add_people(cast)
    make_contact(cast.unit1, "王联系", phone="0538-5621234")
    cast.objects |= {
        "": (),
        "township1": (township1.pk,),
        "village1": (cast.village1.pk,),
        "department1": (department1.pk,),
        "unit1": (cast.unit1.pk,),
        "unit2": (cast.unit2.pk,),
        "missing": (2**62,),
    }
    return cast


def _add_people(cast: Cast) -> None:
    """`conflicted` sits in team 1, which judges unit 1, and works at unit 1."""
    people = {
        "admin": make_user(Role.ADMIN),
        "office": make_user(Role.OFFICE),
        "office2": make_user(Role.OFFICE),
        "leader": make_user(Role.LEADER),
        "reporter1": make_user(Role.UNIT, unit=cast.unit1),
        "reporter2": make_user(Role.UNIT, unit=cast.unit2),
        "township1": make_user(Role.TOWNSHIP, township=cast.township1),
        "township2": make_user(Role.TOWNSHIP, township=cast.township2),
        "department": make_user(Role.DEPARTMENT, department=cast.department1),
        "assessor1": make_user(name="考核员一"),
        "assessor2": make_user(name="考核员二"),
        "conflicted": make_user(Role.STAFF, unit=cast.unit1),
        "disabled": make_user(Role.OFFICE, is_active=False),
    }
    cast.people |= people
    TeamMember.objects.create(team=cast.team1, user=people["assessor1"], is_leader=True)
    TeamMember.objects.create(team=cast.team1, user=people["conflicted"])
    TeamMember.objects.create(team=cast.team2, user=people["assessor2"], is_leader=True)
    cast.objects |= {f"account-of-{name}": (user.pk,) for name, user in people.items()}
    cast.objects["membership-of-reporter1"] = (people["reporter1"].memberships.get().pk,)
    cast.objects["membership-of-admin"] = (people["admin"].memberships.get().pk,)


def _cycle() -> Cycle:
    """An open cycle in which self-check and field assessment are both open."""
    now = timezone.now()
    cycle = Cycle.objects.create(
        year=now.year, name="本年度考核", status=CycleStatus.OPEN, opened_at=now
    )
    for kind in (PhaseKind.SELF_CHECK, PhaseKind.FIELD):
        Phase.objects.create(
            cycle=cycle,
            kind=kind,
            opens_at=now - timedelta(days=10),
            closes_at=now + timedelta(days=10),
        )
    return cycle
