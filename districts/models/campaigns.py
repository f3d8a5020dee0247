"""Campaigns (群众性创建): whom they honour in which levels, nominations, awards."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from districts.models.honours import Bestowed, BestowedQuerySet
from districts.models.owners import Owned, OwnedQuerySet, has_owners, owned_by
from districts.models.registers import Unit, Village
from districts.roles import Standing
from districts.workflow.campaigns import (
    CampaignStatus,
    NominationStatus,
    ReviewedBy,
    SubjectKind,
)
from wenming.accounts.models import User


class CampaignQuerySet(OwnedQuerySet["Campaign"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Whoever may nominate sees what has been announced; what is prepared, its organiser."""
        if not user.is_active:
            return self.none()
        if standing.sees_whole_county:
            return self
        if not (standing.township_ids or standing.department_ids or standing.unit_ids):
            return self.none()
        return self.filter(owned_by(standing) | ~Q(status=CampaignStatus.PREPARING))


class Campaign(Owned):
    """One 创建评选 of a year, defined as data. The owner is its organiser."""

    year = models.PositiveSmallIntegerField("年度", db_index=True)
    name = models.CharField("名称", max_length=60)
    subject_kind = models.CharField("评选对象", max_length=10, choices=SubjectKind)
    reviewed_by = models.CharField("谁来评议", max_length=10, choices=ReviewedBy)
    opens_on = models.DateField("申报开始")
    closes_on = models.DateField("申报截止")
    notice_days = models.PositiveSmallIntegerField("公示天数", default=5)
    valid_years = models.PositiveSmallIntegerField("有效期（年）", null=True, blank=True)
    terms = models.TextField("评选条件和办法", max_length=2000, blank=True)
    status = models.CharField(
        "状态", max_length=10, choices=CampaignStatus, default=CampaignStatus.PREPARING
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "创建评选"
        constraints = (
            has_owners("at most one", "campaign_has_one_organiser"),
            models.UniqueConstraint(
                fields=["year", "name"],
                name="campaign_name_once_a_year",
                violation_error_message="这一年已有同名的创建评选。",
            ),
            models.CheckConstraint(
                name="campaign_closes_after_it_opens",
                condition=Q(closes_on__gte=F("opens_on")),
                violation_error_message="申报截止不能早于申报开始。",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("districts:campaign-detail", args=[self.pk])

    @property
    def needs_village(self) -> bool:
        """Whether a nomination names a village: the subject is one, lives in one, or its moral
        council votes."""
        of_village = {SubjectKind.HOUSEHOLD, SubjectKind.VILLAGE}
        return self.subject_kind in of_village or self.reviewed_by == ReviewedBy.COUNCIL

    def is_open_on(self, day: date) -> bool:
        return self.status == CampaignStatus.COLLECTING and self.opens_on <= day <= self.closes_on


class CampaignLevel(models.Model):
    """One level of a campaign, as 十星级; `quota` is how many may be awarded at most."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="levels")
    position = models.PositiveSmallIntegerField("排序")
    name = models.CharField("等次", max_length=30)
    quota = models.PositiveIntegerField("名额", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "等次"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["campaign", "name"],
                name="campaign_level_once",
                violation_error_message="等次的名称不能重复。",
            ),
        )

    def __str__(self) -> str:
        return self.name


class NominationQuerySet(OwnedQuerySet["Nomination"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """One's own. The county and the organiser: also what others have submitted; a township
        that of its villages; a unit that about itself.
        """
        if not user.is_active:
            return self.none()
        own = owned_by(standing)
        handed_in = ~Q(status=NominationStatus.DRAFT)
        if standing.is_office:
            own |= Q(township=None, department=None, unit=None)
        if standing.sees_whole_county:
            return self.filter(own | handed_in)
        organised = Q(campaign__department_id__in=standing.department_ids)
        near = Q(village__township_id__in=standing.township_ids)
        about = Q(subject_unit_id__in=standing.unit_ids)
        return self.filter(own | handed_in & (organised | near | about))

    def for_list(self) -> Self:
        """All that a row of a list touches, the highest level first."""
        rows = self.with_owner().select_related("campaign", "level", "village__township")
        return rows.order_by("level__position", "village__township__name", "subject", "pk")


class Nomination(Owned):
    """One subject put forward (申报). The owner is who nominates; no identity numbers are kept.

    Votes are those of the village's moral council: `members` are all of its members, so that
    whoever did not vote counts against.
    """

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="nominations", verbose_name="创建评选"
    )
    subject = models.CharField("对象", max_length=60)
    subject_key = models.CharField(max_length=80, editable=False)
    village = models.ForeignKey(
        Village, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在村"
    )
    subject_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="申报单位"
    )
    level = models.ForeignKey(CampaignLevel, models.PROTECT, verbose_name="等次")
    reasons = models.TextField("主要事迹", max_length=2000)
    status = models.CharField(
        "状态", max_length=10, choices=NominationStatus, default=NominationStatus.DRAFT
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人"
    )
    entered_at = models.DateTimeField("录入时间")
    submitted_at = models.DateTimeField("申报时间", null=True, blank=True)
    reviewed_on = models.DateField("评议日期", null=True, blank=True)
    members = models.PositiveSmallIntegerField("评议会人数", null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField("同意", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("不同意", null=True, blank=True)
    opinion = models.CharField("评议意见", max_length=500, blank=True)
    notice_from = models.DateField("公示开始", null=True, blank=True)
    notice_until = models.DateField("公示截止", null=True, blank=True)
    note = models.CharField("退回或不予通过的原因", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申报"
        constraints = (
            has_owners("at most one", "nomination_has_one_nominator"),
            models.UniqueConstraint(
                fields=["campaign", "village", "subject_key"],
                condition=~Q(status=NominationStatus.REJECTED),
                name="subject_of_village_nominated_once",
                violation_error_message="这一评选中已申报过同一对象。",
            ),
            models.UniqueConstraint(
                fields=["campaign", "subject_key"],
                condition=Q(village=None) & ~Q(status=NominationStatus.REJECTED),
                name="subject_nominated_once",
                violation_error_message="这一评选中已申报过同一对象。",
            ),
            models.CheckConstraint(
                name="nomination_has_no_more_ballots_than_members",
                condition=Q(members=None, votes_for=None, votes_against=None)
                | Q(members__gte=F("votes_for") + F("votes_against")),
                violation_error_message="票数不能多于评议会人数。",
            ),
            models.CheckConstraint(
                name="nomination_notice_ends_after_it_begins",
                condition=Q(notice_from=None, notice_until=None)
                | Q(notice_until__gte=F("notice_from")),
                violation_error_message="公示截止不能早于公示开始。",
            ),
        )
        indexes = (models.Index(fields=["campaign", "status"]),)

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("districts:nomination-detail", args=[self.pk])

    @property
    def place(self) -> str:
        """Where the subject is: “伏山镇张堂村”."""
        return f"{self.village.township.name}{self.village.name}" if self.village else ""

    @property
    def abstained(self) -> int:
        """Members of the council who did not vote, or abstained."""
        return (self.members or 0) - (self.votes_for or 0) - (self.votes_against or 0)


class AwardQuerySet(BestowedQuerySet["Award"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Whoever sees the nomination sees what came of it."""
        return self.filter(nomination__in=Nomination.objects.visible_to(user, standing))

    def for_list(self) -> Self:
        """All that a row of a list touches, campaign by campaign, the highest level first."""
        rows = self.select_related("level", "nomination__campaign", "nomination__village__township")
        order = ("-awarded_on", "nomination__campaign_id", "level__position", "nomination__subject")
        return rows.order_by(*order, "pk")


class Award(Bestowed):
    """What came of a nomination that was published (表彰结果)."""

    nomination = models.OneToOneField(Nomination, models.PROTECT, verbose_name="申报")
    level = models.ForeignKey(CampaignLevel, models.PROTECT, verbose_name="等次")

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "表彰"
        constraints = (
            models.CheckConstraint(
                name="award_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("awarded_on")),
                violation_error_message="有效期须在授予日期之后。",
            ),
            models.CheckConstraint(
                name="revoked_award_says_why",
                condition=Q(revoked_on=None) | ~Q(revoke_reason=""),
                violation_error_message="撤销须写明原因。",
            ),
        )
        indexes = (models.Index(fields=["valid_until"]),)

    def __str__(self) -> str:
        return f"{self.nomination} {self.level}"

    def get_absolute_url(self) -> str:
        return self.nomination.get_absolute_url()
