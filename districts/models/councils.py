"""The moral councils of the villages (道德评议会)."""

from typing import Self

from django.db import models
from django.urls import reverse

from districts.models.registers import Village
from districts.roles import Standing
from wenming.accounts.models import User


class MoralCouncilQuerySet(models.QuerySet["MoralCouncil"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Office and leaders every council, a township those of its villages."""
        if not user.is_active:
            return self.none()
        if standing.sees_whole_county:
            return self
        return self.filter(village__township_id__in=standing.township_ids)


class MoralCouncil(models.Model):
    """One village's council, that votes on whom the village puts forward."""

    village = models.OneToOneField(
        Village, models.PROTECT, related_name="council", verbose_name="村"
    )
    founded_on = models.DateField("成立日期")
    chair = models.CharField("会长", max_length=30)
    members = models.PositiveSmallIntegerField("成员人数")
    meetings = models.PositiveSmallIntegerField("每年评议次数", null=True, blank=True)
    rules = models.TextField("章程和做法", max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MoralCouncilQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "道德评议会"

    def __str__(self) -> str:
        return f"{self.village}道德评议会"

    def get_absolute_url(self) -> str:
        return reverse("districts:council-detail", args=[self.pk])
