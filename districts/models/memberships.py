"""Who holds which role towards what, and since when."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from districts.models.registers import Department, Township, Unit
from districts.roles import COUNTY_ROLES, UNIT_ROLES, Role


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on: date) -> Self:
        """Memberships that give rights on that day."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on), started_on__lte=on)


class Membership(models.Model):
    """A role of one person towards the county, or towards one unit, township or department.

    A membership is ended, never deleted: having belonged to a unit keeps a person from
    judging it for a year (see `districts.policies.RECUSAL`).
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name="人员"
    )
    role = models.CharField("角色", max_length=10, choices=Role)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="单位"
    )
    township = models.ForeignKey(
        Township,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="乡镇",
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="部门",
    )
    started_on = models.DateField("开始日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = (
            models.CheckConstraint(
                name="membership_role_fits_scope",
                condition=(
                    Q(role__in=sorted(COUNTY_ROLES), unit=None, township=None, department=None)
                    | Q(
                        role__in=sorted(UNIT_ROLES),
                        unit__isnull=False,
                        township=None,
                        department=None,
                    )
                    | Q(role=Role.TOWNSHIP, unit=None, township__isnull=False, department=None)
                    | Q(role=Role.DEPARTMENT, unit=None, township=None, department__isnull=False)
                ),
                violation_error_message=(
                    "单位角色须指定单位，乡镇角色须指定乡镇，部门角色须指定部门，全县角色不指定。"
                ),
            ),
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            *(
                models.UniqueConstraint(
                    fields=["user", "role", *scope],
                    condition=Q(ended_on=None, **{f"{name}__isnull": False for name in scope})
                    if scope
                    else Q(ended_on=None, unit=None, township=None, department=None),
                    name=f"membership_once_{label}",
                    violation_error_message="该人员已有这一角色。",
                )
                for label, scope in (
                    ("county", []),
                    ("unit", ["unit"]),
                    ("township", ["township"]),
                    ("department", ["department"]),
                )
            ),
        )

    def __str__(self) -> str:
        where = self.unit or self.township or self.department
        return f"{self.get_role_display()}（{where}）" if where else self.get_role_display()
