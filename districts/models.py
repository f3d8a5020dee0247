"""Who and where: unit types, townships, villages, departments, units, and people's roles."""

from datetime import date
from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from districts.roles import COUNTY_ROLES, UNIT_ROLES, Role

R = TypeVar("R", bound="RegisterRow")


class UnitType(models.Model):
    """One type of civilized unit. A table and not an enum: a county may add a seventh."""

    TOWNSHIP = "township"
    AGENCY = "agency"
    INDUSTRY = "industry"
    ENTERPRISE = "enterprise"
    SCHOOL = "school"
    VILLAGE = "village"

    code = models.SlugField("代码", max_length=20, primary_key=True)
    name = models.CharField("名称", max_length=20, unique=True)
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "单位类型"
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name


class UnitAttribute(models.Model):
    """A property that rubric items switch on, such as 有窗口 (has a public service counter)."""

    name = models.CharField("名称", max_length=20, unique=True)
    note = models.CharField("说明", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位属性"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class RegisterQuerySet(models.QuerySet[R]):
    """What every register list needs: active rows, and search by name or pinyin."""

    def active(self) -> Self:
        return self.filter(is_active=True)

    def matching(self, words: str) -> Self:
        """Rows whose name, pinyin or initials contain `words` literally."""
        words = words.strip()
        if not words:
            return self
        spelled = words.casefold().replace(" ", "")
        return self.filter(
            Q(name__icontains=words) | Q(pinyin__contains=spelled) | Q(initials__contains=spelled)
        )


class RegisterRow(models.Model):
    """A named row of a register. `name_key`, `pinyin` and `initials` follow the name.

    `version` counts changes, so that an edit or an import made on old data is refused.
    """

    name = models.CharField("名称", max_length=60)
    name_key = models.CharField(max_length=80, editable=False)
    pinyin = models.CharField(max_length=300, editable=False, blank=True)
    initials = models.CharField(max_length=60, editable=False, blank=True, db_index=True)
    is_active = models.BooleanField("在用", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Department(RegisterRow):
    """A county department: in charge of units, lead of tasks, scoring body."""

    objects = RegisterQuerySet["Department"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "部门"
        constraints = (
            models.UniqueConstraint(
                fields=["name_key"],
                name="department_name_once",
                violation_error_message="已有同名部门。",
            ),
        )

    def get_absolute_url(self) -> str:
        return reverse("districts:department-detail", args=[self.pk])


class Township(RegisterRow):
    """A township (乡镇): has villages, proposes districts, runs its own tasks."""

    objects = RegisterQuerySet["Township"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "乡镇"
        constraints = (
            models.UniqueConstraint(
                fields=["name_key"],
                name="township_name_once",
                violation_error_message="已有同名乡镇。",
            ),
        )

    def get_absolute_url(self) -> str:
        return reverse("districts:township-detail", args=[self.pk])


class Village(RegisterRow):
    """A village of one township. `is_core` marks a village that a district forms around."""

    township = models.ForeignKey(
        Township, models.PROTECT, related_name="villages", verbose_name="所属乡镇"
    )
    is_core = models.BooleanField("核心村", default=False)
    households = models.PositiveIntegerField("户数", null=True, blank=True)
    population = models.PositiveIntegerField("人口", null=True, blank=True)

    objects = RegisterQuerySet["Village"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "村"
        constraints = (
            models.UniqueConstraint(
                fields=["township", "name_key"],
                name="village_name_once_in_township",
                violation_error_message="该乡镇已有同名村。",
            ),
        )

    def get_absolute_url(self) -> str:
        return reverse("districts:village-detail", args=[self.pk])


class Unit(RegisterRow):
    """A civilized unit (文明单位): the body that is assessed."""

    type = models.ForeignKey(
        UnitType, models.PROTECT, related_name="units", verbose_name="单位类型"
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        related_name="units",
        null=True,
        blank=True,
        verbose_name="主管部门",
    )
    township = models.ForeignKey(
        Township,
        models.PROTECT,
        related_name="units",
        null=True,
        blank=True,
        verbose_name="所在乡镇",
    )
    attributes = models.ManyToManyField(
        UnitAttribute, related_name="units", blank=True, verbose_name="单位属性"
    )
    staff_count = models.PositiveIntegerField("职工人数", null=True, blank=True)
    address = models.CharField("地址", max_length=100, blank=True)

    objects = RegisterQuerySet["Unit"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文明单位"
        constraints = (
            models.UniqueConstraint(
                fields=["name_key"],
                name="unit_name_once",
                violation_error_message="已有同名单位。",
            ),
        )
        indexes = (models.Index(fields=["type", "name"]),)

    def get_absolute_url(self) -> str:
        return reverse("districts:unit-detail", args=[self.pk])


class Contact(models.Model):
    """A person to call at a unit; the first by position is the main one."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="contacts")
    name = models.CharField("姓名", max_length=30)
    post = models.CharField("职务", max_length=30, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "联系人"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "name", "phone"],
                name="contact_once_per_unit",
                violation_error_message="该单位已有这位联系人。",
            ),
        )

    def __str__(self) -> str:
        return self.name


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
