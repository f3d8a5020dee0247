"""结果反馈: what a unit answers to its marks, and what became of its objections."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from assessments.models.cycles import Assessment
from assessments.models.rubrics import Indicator
from assessments.roles import ObjectionStatus
from districts.roles import Standing
from wenming.accounts.models import User
from wenming.files.models import StoredFile

DECIDED = (ObjectionStatus.UPHELD, ObjectionStatus.ADJUSTED)


class Agreement(models.Model):
    """A unit has read every mark and has nothing against them. An objection takes it back."""

    assessment = models.OneToOneField(Assessment, models.CASCADE, related_name="agreement")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "无异议"

    def __str__(self) -> str:
        return f"{self.assessment}无异议"


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Office and leaders: all. A unit: its own. Nobody else, scorers neither."""
        if not user.is_active:
            return self.none()
        if standing.sees_whole_county:
            return self
        return self.filter(assessment__unit_id__in=standing.unit_ids)

    def live(self) -> Self:
        """Those that the unit has not taken back."""
        return self.exclude(status=ObjectionStatus.WITHDRAWN)

    def waiting(self) -> Self:
        return self.filter(status=ObjectionStatus.FILED)

    def decided(self) -> Self:
        return self.filter(status__in=DECIDED)

    def adjusting(self) -> Self:
        """Those whose decision stands in the place of the scorers' marks."""
        return self.filter(status=ObjectionStatus.ADJUSTED)


class Objection(models.Model):
    """A unit's objection to its mark on one item, and the second look.

    `original` is what the item earned when the objection was filed, as exact text; the scorers'
    marks themselves stay where they are. `answer` is the decided one, in the engine's form.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="objections")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    statement = models.CharField("异议理由", max_length=1000)
    original = models.CharField("原得分", max_length=60)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    status = models.CharField(
        "状态", max_length=10, choices=ObjectionStatus, default=ObjectionStatus.FILED
    )
    answer = models.JSONField("复核评分", null=True, blank=True)
    reason = models.CharField("复核理由", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    save_key = models.UUIDField(unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评分异议"
        ordering = ("assessment", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["assessment", "indicator"],
                condition=~Q(status=ObjectionStatus.WITHDRAWN),
                name="one_live_objection_per_item",
                violation_error_message="这一项已经提出过异议。",
            ),
            models.CheckConstraint(
                name="decided_objection_says_who_and_why",
                condition=~Q(status__in=DECIDED)
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reason=""),
                violation_error_message="复核须写明理由。",
            ),
            models.CheckConstraint(
                name="only_an_adjustment_has_an_answer",
                condition=Q(status=ObjectionStatus.ADJUSTED, answer__isnull=False)
                | ~Q(status=ObjectionStatus.ADJUSTED) & Q(answer__isnull=True),
            ),
        )
        indexes = (models.Index(fields=["assessment", "status"]),)

    def __str__(self) -> str:
        return f"{self.assessment.unit}对 {self.indicator.code} 的异议"

    def get_absolute_url(self) -> str:
        return reverse("assessments:objection-detail", args=[self.pk])

    @property
    def is_decided(self) -> bool:
        return self.status in DECIDED


class ObjectionFile(models.Model):
    """A paper or photo that the unit puts behind its objection."""

    objection = models.ForeignKey(Objection, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "异议佐证"
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.file)
