"""社区文化活动中心 and what each has of the facilities asked for, which are data."""

from typing import Self

from django.db import models
from django.urls import reverse

from districts.models.registers import Township
from districts.roles import Standing
from wenming.accounts.models import User
from wenming.exact import ExactDecimalField


class FacilityKind(models.Model):
    """One of the facilities a centre should have (“四室一场一校”); the office edits the list."""

    name = models.CharField("名称", max_length=20, unique=True)
    group = models.CharField("类别", max_length=10, help_text="例如 四室、一场、一校")
    position = models.PositiveSmallIntegerField("次序", default=0)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "文化设施"
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.name


class CentreQuerySet(models.QuerySet["CommunityCentre"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Office and leaders every row, a township its own; nobody else any."""
        if not user.is_active:
            return self.none()
        if standing.sees_whole_county:
            return self
        return self.filter(township_id__in=standing.township_ids)


class CommunityCentre(models.Model):
    """One community's centre."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="+", verbose_name="乡镇")
    community = models.CharField("社区", max_length=60)
    place = models.CharField("地点", max_length=60)
    built_year = models.PositiveSmallIntegerField("建成年度", db_index=True)
    opened_on = models.DateField("启用日期", null=True, blank=True)
    area = ExactDecimalField("面积", places=2, null=True)
    keeper = models.CharField("管理人", max_length=30, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CentreQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "社区文化活动中心"
        constraints = (
            models.UniqueConstraint(
                fields=["township", "community"],
                name="one_centre_for_each_community",
                violation_error_message="这个社区的文化活动中心已经登记。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.community}文化活动中心"

    def get_absolute_url(self) -> str:
        return reverse("districts:centre-detail", args=[self.pk])

    def unit_of(self, name: str) -> str:
        return {"area": "平方米"}.get(name, "")


class CentreFacility(models.Model):
    """That a centre has one of the facilities."""

    centre = models.ForeignKey(CommunityCentre, models.CASCADE, related_name="facilities")
    kind = models.ForeignKey(FacilityKind, models.PROTECT, related_name="+")
    note = models.CharField("说明", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "中心的设施"
        constraints = (
            models.UniqueConstraint(
                fields=["centre", "kind"],
                name="centre_has_each_facility_once",
                violation_error_message="这项设施已经登记。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.centre}：{self.kind}"
