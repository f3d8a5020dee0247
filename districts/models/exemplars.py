"""Exemplars (典型): who or what sets an example, and how far it has been put forward."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from districts.models.areas import District
from districts.models.registers import Unit, Village
from districts.roles import Standing
from districts.workflow.exemplars import ExemplarStage
from wenming.accounts.models import User


class ExemplarKind(models.TextChoices):
    PERSON = "person", "个人"
    UNIT = "unit", "单位"
    PLACE = "place", "片区、村和场所"


class ExemplarQuerySet(models.QuerySet["Exemplar"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """The county's pool is kept by the office and read by the leaders."""
        return self if user.is_active and standing.sees_whole_county else self.none()


class Exemplar(models.Model):
    """One exemplar. It comes from a unit, a village, a district, or from where `source` says."""

    year = models.PositiveSmallIntegerField("年度", db_index=True)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=10, choices=ExemplarKind)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="来源单位"
    )
    village = models.ForeignKey(
        Village, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="来源村"
    )
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="来源片区"
    )
    source = models.CharField("其他来源", max_length=60, blank=True)
    deeds = models.TextField("主要事迹", max_length=4000)
    status = models.CharField(
        "阶段", max_length=10, choices=ExemplarStage, default=ExemplarStage.CLUE
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ExemplarQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "典型"
        constraints = (
            models.UniqueConstraint(
                fields=["year", "name"],
                name="exemplar_name_once_a_year",
                violation_error_message="这一年已有同名的典型。",
            ),
            models.CheckConstraint(
                name="exemplar_has_one_source",
                condition=Q(unit__isnull=False, village=None, district=None, source="")
                | Q(unit=None, village__isnull=False, district=None, source="")
                | Q(unit=None, village=None, district__isnull=False, source="")
                | Q(unit=None, village=None, district=None) & ~Q(source=""),
                violation_error_message="单位、村、片区和其他来源填一项。",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("districts:exemplar-detail", args=[self.pk])

    @property
    def origin(self) -> str:
        """Where it comes from, in words."""
        return str(self.unit or self.village or self.district or self.source)


class StageChange(models.Model):
    """At which stage an exemplar was from one day on; the first is that of its entry."""

    exemplar = models.ForeignKey(Exemplar, models.CASCADE, related_name="stages")
    stage = models.CharField("阶段", max_length=10, choices=ExemplarStage)
    on = models.DateField("日期")
    reason = models.CharField("说明", max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "典型阶段"
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return f"{self.exemplar} {self.get_stage_display()}"
