"""The registers: unit types and attributes, townships, villages, departments, units, contacts."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from districts.roles import Standing
from wenming.accounts.models import User

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


def spelled_like(words: str, *, name: str = "name", of: str = "") -> Q:
    """Rows whose `name`, pinyin or initials contain `words` literally; `of` is a join, "unit__"."""
    words = words.strip()
    spelled = words.casefold().replace(" ", "")
    return (
        Q(**{f"{of}{name}__icontains": words})
        | Q(**{f"{of}pinyin__contains": spelled})
        | Q(**{f"{of}initials__contains": spelled})
    )


class RegisterQuerySet(models.QuerySet[R]):
    """What every register list needs: who sees it, active rows, search by name or pinyin."""

    def visible_to(self, user: User, standing: Standing) -> Self:
        """Office, leaders and the administrator: every row. Anybody else: their own."""
        if not user.is_active:
            return self.none()
        return self if standing.reads_registers else self.filter(self._own(standing))

    def _own(self, standing: Standing) -> Q:
        """Which rows of this register are somebody's own."""
        raise NotImplementedError

    def active(self) -> Self:
        return self.filter(is_active=True)

    def matching(self, words: str) -> Self:
        """Rows whose name, pinyin or initials contain `words` literally."""
        return self.filter(spelled_like(words)) if words.strip() else self


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

    def get_absolute_url(self) -> str:
        raise NotImplementedError


class DepartmentQuerySet(RegisterQuerySet["Department"]):
    def _own(self, standing: Standing) -> Q:
        return Q(pk__in=standing.department_ids)


class TownshipQuerySet(RegisterQuerySet["Township"]):
    def _own(self, standing: Standing) -> Q:
        return Q(pk__in=standing.township_ids)


class VillageQuerySet(RegisterQuerySet["Village"]):
    def _own(self, standing: Standing) -> Q:
        """A township reads its villages."""
        return Q(township_id__in=standing.township_ids)


class UnitQuerySet(RegisterQuerySet["Unit"]):
    def _own(self, standing: Standing) -> Q:
        """A unit itself; a township the units in it; a department the units in its charge."""
        return (
            Q(pk__in=standing.unit_ids)
            | Q(township_id__in=standing.township_ids)
            | Q(department_id__in=standing.department_ids)
        )

    def for_list(self) -> Self:
        """All that a list row touches, in a total order."""
        return self.select_related("type", "township", "department").order_by("name", "pk")


class Department(RegisterRow):
    """A county department: in charge of units, lead of tasks, scoring body."""

    objects = DepartmentQuerySet.as_manager()

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

    objects = TownshipQuerySet.as_manager()

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

    objects = VillageQuerySet.as_manager()

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

    objects = UnitQuerySet.as_manager()

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
