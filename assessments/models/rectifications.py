"""整改: what a unit lost points on, and the matter that mends it."""

from typing import Self

from django.db import models
from django.urls import reverse

from assessments.models.cycles import Assessment
from districts.models import FollowUp
from districts.roles import FollowUpStatus, Standing
from wenming.accounts.models import User


class RectificationQuerySet(models.QuerySet["Rectification"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Whoever sees a year of the unit: who scores it now has to see what was left to mend."""
        units = Assessment.objects.visible_to(user, standing).values("unit")
        return self.filter(assessment__unit__in=units)

    def live(self) -> Self:
        """Those that the office has not taken back."""
        return self.exclude(follow_up__status=FollowUpStatus.CANCELLED)


class Rectification(models.Model):
    """That a follow-up mends one item of a confirmed assessment.

    编号 and title are those of the year's rubric, so that next year's item is found by them.
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="rectifications")
    code = models.CharField("编号", max_length=30)
    title = models.CharField("指标", max_length=200)
    lost = models.CharField("失分", max_length=60)
    follow_up = models.OneToOneField(
        FollowUp, models.PROTECT, related_name="rectification", verbose_name="督办事项"
    )

    objects = RectificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "失分整改"
        ordering = ("assessment", "pk")
        indexes = (models.Index(fields=["assessment", "code"]),)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:rectification-detail", args=[self.pk])
