"""Districts (文明片区): a core village with those around it, and how far they have come."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from districts.models.leaders import Leader
from districts.models.registers import Township, Village, spelled_like
from districts.roles import Standing
from districts.workflow.areas import AreaStatus, Tier
from wenming.accounts.models import User


class DistrictQuerySet(models.QuerySet["District"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Office and leaders every district, a township its own; nobody else any."""
        if not user.is_active:
            return self.none()
        if standing.sees_whole_county:
            return self
        return self.filter(township_id__in=standing.township_ids)

    def planned(self) -> Self:
        """What stands on a year's list."""
        return self.filter(status=AreaStatus.PLANNED)

    def with_tier_on(self, day: date) -> Self:
        """Annotate `tier_then`: the tier that the history tells for `day`. No query of its own."""
        until = TierChange.objects.filter(district=OuterRef("pk"), on__lte=day)
        return self.annotate(tier_then=Subquery(until.order_by("-on", "-pk").values("tier")[:1]))

    def matching(self, words: str) -> Self:
        """Districts whose name, pinyin, initials, core village or speciality contain `words`."""
        words = words.strip()
        if not words:
            return self
        return self.filter(
            spelled_like(words)
            | Q(core_village__name__icontains=words)
            | Q(speciality__icontains=words)
        )


class District(models.Model):
    """One district. `year` is that in which it is planned; `tier` its present tier, blank before.

    `planned_tier` is the tier at which it was proposed and entered the year's list: it never
    changes afterwards, so that “planned this year at 高标准” stays what it was.
    """

    name = models.CharField("片区名称", max_length=60)
    name_key = models.CharField(max_length=80, editable=False)
    pinyin = models.CharField(max_length=300, editable=False, blank=True)
    initials = models.CharField(max_length=60, editable=False, blank=True)
    township = models.ForeignKey(
        Township, models.PROTECT, related_name="districts", verbose_name="乡镇"
    )
    year = models.PositiveSmallIntegerField("规划年度", db_index=True)
    core_village = models.ForeignKey(
        Village, models.PROTECT, related_name="led_districts", verbose_name="核心村"
    )
    villages = models.ManyToManyField(
        Village, related_name="districts", blank=True, verbose_name="成员村"
    )
    planned_tier = models.CharField("规划梯级", max_length=10, choices=Tier, default=Tier.HIGH)
    tier = models.CharField("现梯级", max_length=10, choices=Tier, blank=True, editable=False)
    speciality = models.CharField("特色经济", max_length=60, blank=True)
    leader = models.ForeignKey(
        Leader,
        models.PROTECT,
        related_name="districts",
        null=True,
        blank=True,
        verbose_name="联系领导",
    )
    team_size = models.PositiveSmallIntegerField("管护队人数", null=True, blank=True)
    team_leader = models.CharField("管护队负责人", max_length=30, blank=True)
    summary = models.TextField("简介", max_length=1000, blank=True)
    is_example = models.BooleanField("典型事例", default=False)
    status = models.CharField(
        "状态", max_length=10, choices=AreaStatus, default=AreaStatus.PROPOSED
    )
    return_note = models.CharField("退回原因", max_length=500, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提报人"
    )
    proposed_at = models.DateTimeField("提报时间")
    planned_on = models.DateField("列入计划日期", null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DistrictQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文明片区"
        constraints = (
            models.UniqueConstraint(
                fields=["township", "name_key"],
                condition=~Q(status=AreaStatus.WITHDRAWN),
                name="district_name_once_in_township",
                violation_error_message="该乡镇已有同名片区。",
            ),
            models.UniqueConstraint(
                fields=["core_village"],
                condition=~Q(status=AreaStatus.WITHDRAWN),
                name="core_village_leads_one_district",
                violation_error_message="该村已是其他片区的核心村。",
            ),
            models.CheckConstraint(
                name="planned_district_has_a_tier",
                condition=Q(status=AreaStatus.PLANNED, planned_on__isnull=False) & ~Q(tier="")
                | ~Q(status=AreaStatus.PLANNED) & Q(planned_on=None, tier=""),
            ),
        )
        indexes = (models.Index(fields=["status", "township"]),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("districts:area-detail", args=[self.pk])

    def is_owned_by(self, standing: Standing) -> bool:
        """Whether it lies in a township that this person stands for. No query."""
        return self.township_id in standing.township_ids


class TierChange(models.Model):
    """The tier of a district from one day on (梯级变化). The first is that of the year's list."""

    district = models.ForeignKey(District, models.CASCADE, related_name="tiers")
    tier = models.CharField("梯级", max_length=10, choices=Tier)
    on = models.DateField("日期")
    reason = models.CharField("依据", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "梯级变化"
        ordering = ("-on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["district", "on"],
                name="one_tier_a_day",
                violation_error_message="这一天已有梯级变化。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.district} {self.get_tier_display()}"
