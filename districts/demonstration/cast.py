"""Everybody and everything that the areas' years are played with, found by name."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from districts.models import Department, Leader, QuantityKind, Township, Unit, Village
from districts.roles import Role
from wenming.accounts.models import User

CLOSED_YEAR = 2020


@dataclass
class FieldCast:
    """`at` is now. Lookups load each register once."""

    at: datetime
    office: User
    second: User
    leader_user: User

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    def moment(self, year: int, month: int, day: int, hour: int = 10) -> datetime:
        return timezone.make_aware(datetime(year, month, day, hour))  # noqa: DTZ001

    def unit(self, name: str) -> Unit:
        return self._units[name]

    def township(self, name: str) -> Township:
        return self._townships[name]

    def department(self, name: str) -> Department:
        return self._departments[name]

    def village(self, name: str) -> Village:
        return self._villages[name]

    def kind(self, name: str) -> QuantityKind:
        return self._kinds[name]

    def leader(self, name: str) -> Leader:
        return Leader.objects.get(name=name)

    def reporter(self, unit: str) -> User:
        """Who reports for this unit."""
        held = {"memberships__unit__name": unit, "memberships__role": Role.UNIT}
        return User.objects.get(**held, memberships__ended_on=None)

    def staff(self, username: str) -> User:
        """Somebody by the name they sign in with: fushan, cizhen, jiaoyu."""
        return User.objects.get(username=username)

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {row.name: row for row in Unit.objects.all()}

    @cached_property
    def _townships(self) -> dict[str, Township]:
        return {row.name: row for row in Township.objects.all()}

    @cached_property
    def _departments(self) -> dict[str, Department]:
        return {row.name: row for row in Department.objects.all()}

    @cached_property
    def _villages(self) -> dict[str, Village]:
        return {row.name: row for row in Village.objects.select_related("township")}

    @cached_property
    def _kinds(self) -> dict[str, QuantityKind]:
        return {row.name: row for row in QuantityKind.objects.all()}
