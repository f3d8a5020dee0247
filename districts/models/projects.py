"""What is built in a district (片区建设项目), and the office's visits there (督导检查)."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from districts.models.areas import District
from districts.models.leaders import QuantityKind
from districts.models.owners import Confirmable
from districts.models.registers import spelled_like
from districts.roles import EntryStatus, Standing
from districts.workflow.areas import FINISHED, ProjectStage, Tier
from wenming.accounts.models import User
from wenming.exact import ExactDecimalField


class ProjectQuerySet(models.QuerySet["DistrictProject"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Office and leaders all but drafts; a township those of its own districts."""
        if not user.is_active:
            return self.none()
        own = Q(district__township_id__in=standing.township_ids)
        if standing.sees_whole_county:
            return self.filter(own | ~Q(status=EntryStatus.DRAFT))
        return self.filter(own)

    def confirmed(self) -> Self:
        """What counts in totals."""
        return self.filter(status=EntryStatus.CONFIRMED)

    def with_places(self) -> Self:
        """All that a row of the list touches."""
        return self.select_related("kind", "district__township")

    def matching(self, words: str) -> Self:
        """Those whose title, builder or district has `words` in it."""
        if not words.strip():
            return self
        found = Q(title__icontains=words) | Q(contractor__icontains=words)
        return self.filter(found | spelled_like(words, of="district__"))


class DistrictProject(Confirmable):
    """One thing built in a district: so much of one kind, in the kind's own unit, and its money.

    `status` is how far the entry has come, `stage` how far the work has. `year` is that in which
    it is planned, and finished if it is.
    """

    district = models.ForeignKey(
        District, models.PROTECT, related_name="projects", verbose_name="片区"
    )
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("项目名称", max_length=60)
    kind = models.ForeignKey(QuantityKind, models.PROTECT, related_name="+", verbose_name="种类")
    amount = ExactDecimalField("数量")
    own_money = ExactDecimalField("自筹资金", null=True, blank=True)
    won_money = ExactDecimalField("上级资金", null=True, blank=True)
    stage = models.CharField(
        "建设状态", max_length=10, choices=ProjectStage, default=ProjectStage.PLANNED
    )
    started_on = models.DateField("开工日期", null=True, blank=True)
    finished_on = models.DateField("完工日期", null=True, blank=True)
    contractor = models.CharField("施工单位", max_length=60, blank=True)
    note = models.CharField("备注", max_length=300, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "片区建设项目"
        constraints = (
            models.CheckConstraint(
                name="project_is_something",
                condition=Q(amount__gt=0),
                violation_error_message="数量应大于 0。",
            ),
            models.CheckConstraint(
                name="project_money_is_not_negative",
                condition=Q(Q(own_money__gte=0) | Q(own_money=None))
                & Q(Q(won_money__gte=0) | Q(won_money=None)),
            ),
            models.CheckConstraint(
                name="project_stage_has_its_days",
                condition=Q(stage=ProjectStage.PLANNED, started_on=None, finished_on=None)
                | Q(stage=ProjectStage.BUILDING, started_on__isnull=False, finished_on=None)
                | Q(stage__in=FINISHED, finished_on__gte=models.F("started_on")),
            ),
        )
        indexes = (
            models.Index(fields=["year", "status", "kind"]),
            models.Index(fields=["district", "year"]),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("districts:project-detail", args=[self.pk])

    def is_owned_by(self, standing: Standing) -> bool:
        """Whether its district lies in a township that this person stands for."""
        return self.district.is_owned_by(standing)

    @property
    def money(self) -> Decimal | None:
        """Own and from above together; nothing where neither is known."""
        known = [each for each in (self.own_money, self.won_money) if each is not None]
        return sum(known, Decimal(0)) if known else None

    def unit_of(self, name: str) -> str:
        units = {"amount": self.kind.unit, "own_money": "元", "won_money": "元"}
        return units.get(name, "")


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Office and leaders all; a township those of its own districts."""
        if not user.is_active:
            return self.none()
        if standing.sees_whole_county:
            return self
        return self.filter(district__township_id__in=standing.township_ids)

    def matching(self, words: str) -> Self:
        """Those whose summary, inspectors or district has `words` in it."""
        if not words.strip():
            return self
        found = Q(summary__icontains=words) | Q(inspectors__icontains=words)
        return self.filter(found | spelled_like(words, of="district__"))


class Inspection(models.Model):
    """One visit of the office to a district. What it finds wrong are FollowUps that it caused."""

    district = models.ForeignKey(
        District, models.PROTECT, related_name="inspections", verbose_name="片区"
    )
    year = models.PositiveSmallIntegerField("年度", db_index=True, editable=False)
    held_on = models.DateField("检查日期")
    inspectors = models.CharField("检查人员", max_length=100)
    summary = models.TextField("检查情况", max_length=2000)
    opinion = models.CharField("梯级意见", max_length=10, choices=Tier, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    entered_at = models.DateTimeField("登记时间")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督导检查"
        ordering = ("-held_on", "-pk")
        indexes = (models.Index(fields=["district", "held_on"]),)

    def __str__(self) -> str:
        return f"{self.district.name}{self.held_on.month}月{self.held_on.day}日督导检查"

    def get_absolute_url(self) -> str:
        return reverse("districts:inspection-detail", args=[self.pk])
