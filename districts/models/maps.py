"""The map of the county: the townships' borders as the office uploaded them, and as drawn."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from districts.models.registers import Township


class CountyMapQuerySet(models.QuerySet["CountyMap"]):
    def in_force(self) -> Self:
        """The one map that pages show, if there is one."""
        return self.filter(is_in_force=True)


class CountyMap(models.Model):
    """One upload. At most one is in force; earlier ones are kept and may be taken up again.

    `width` and `height` are the box in which its shapes are drawn.
    """

    name = models.CharField("文件名", max_length=255)
    note = models.CharField("来源", max_length=200)
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)
    points = models.PositiveIntegerField("坐标点数", editable=False)
    is_in_force = models.BooleanField("在用", default=True, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间")

    objects = CountyMapQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "县域地图"
        ordering = ("-uploaded_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["is_in_force"],
                condition=Q(is_in_force=True),
                name="one_county_map_in_force",
                violation_error_message="只能有一张在用的地图。",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("districts:county-maps")


class MapShape(models.Model):
    """One township on a map: `rings` in degrees as they came, `path` as it is drawn."""

    county_map = models.ForeignKey(CountyMap, models.CASCADE, related_name="shapes")
    township = models.ForeignKey(Township, models.PROTECT, related_name="+", verbose_name="乡镇")
    rings = models.JSONField()
    path = models.TextField()
    x = models.SmallIntegerField()
    y = models.SmallIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "乡镇边界"
        constraints = (
            models.UniqueConstraint(
                fields=["county_map", "township"], name="township_once_on_a_map"
            ),
        )

    def __str__(self) -> str:
        return f"{self.county_map} {self.township}"
