"""模拟: a closed year's type under another rubric. Made once, then only read."""

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from assessments.models.cycles import Assessment, Cycle
from assessments.models.rubrics import Rubric
from assessments.roles import Filling
from districts.models import UnitType


class SimulationQuerySet(models.QuerySet["Simulation"]):
    def light(self) -> Self:
        """Without the rubric's document and the findings, for lists."""
        return self.select_related("cycle", "unit_type", "made_by").defer("document", "findings")


class Simulation(models.Model):
    """Who asked what, and what was found for the type as a whole.

    `document` is the rubric as it was at that moment, so that the result can be explained when the
    draft has long been changed or discarded.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="simulations")
    unit_type = models.ForeignKey(UnitType, models.PROTECT, related_name="+")
    rubric = models.ForeignKey(Rubric, models.SET_NULL, null=True, related_name="simulations")
    rubric_name = models.CharField("细则", max_length=120)
    document = models.JSONField(editable=False)
    filling = models.CharField("无法比较的项目", max_length=10, choices=Filling)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发起人", related_name="+"
    )
    made_at = models.DateTimeField("发起时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    units = models.PositiveIntegerField("单位数", default=0)
    moved = models.PositiveIntegerField("位次变动", default=0)
    findings = models.JSONField("汇总", default=dict)

    objects = SimulationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "细则模拟"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.cycle.year}年{self.unit_type.name}按{self.rubric_name}模拟"

    def get_absolute_url(self) -> str:
        return reverse("assessments:simulation-detail", args=[self.pk])

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None


class SimulatedUnit(models.Model):
    """One unit in a simulation: totals and ranks on both sides, and which items moved."""

    simulation = models.ForeignKey(Simulation, models.CASCADE, related_name="rows")
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="+")
    unit = models.CharField("单位", max_length=200)
    old_total = models.DecimalField("原总分", max_digits=6, decimal_places=2)
    old_rank = models.PositiveIntegerField("原位次", null=True)
    total = models.DecimalField("新总分", max_digits=8, decimal_places=2, null=True)
    rank = models.PositiveIntegerField("新位次", null=True)
    # How many places: upwards is positive. `distance` is the same without its sign, to sort by.
    movement = models.IntegerField("位次变动", default=0)
    distance = models.PositiveIntegerField(default=0)
    changes = models.JSONField("项目变动", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "模拟结果"
        ordering = ("-distance", "old_rank", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["simulation", "assessment"], name="unit_simulated_once"
            ),
        )
        indexes = (models.Index(fields=["simulation", "-distance", "old_rank"]),)

    def __str__(self) -> str:
        return self.unit
