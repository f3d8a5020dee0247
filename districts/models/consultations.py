"""Drafts sent out for opinions (征求意见), what each recipient said, and what became of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from districts.models.owners import Owned, OwnedQuerySet, has_owners, owned_by
from districts.roles import Standing
from districts.workflow.consultations import NEEDS_REASON, Adoption, ConsultationStatus
from wenming.accounts.models import User


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Office and leaders: all. Recipients: what has been sent to them."""
        if not user.is_active:
            return self.none()
        if standing.sees_whole_county:
            return self
        asked = Opinion.objects.filter(owned_by(standing)).values("consultation_id")
        return self.exclude(status=ConsultationStatus.DRAFT).filter(pk__in=asked)

    def with_counts(self) -> Self:
        """`asked` recipients, of whom `answered` have."""
        return self.annotate(
            asked=Count("opinions"),
            answered=Count("opinions", filter=Q(opinions__given_at__isnull=False)),
        )


class Consultation(models.Model):
    """One draft on its way to the final text. The document itself is an attachment."""

    year = models.PositiveSmallIntegerField("年度", db_index=True, editable=False)
    title = models.CharField("文稿名称", max_length=120)
    about = models.TextField("征求意见说明", max_length=1000)
    due_on = models.DateField("反馈期限")
    issued_on = models.DateField("发出日期", null=True, blank=True, editable=False)
    closed_on = models.DateField("结束日期", null=True, blank=True, editable=False)
    final_text = models.TextField("定稿", max_length=20_000, blank=True)
    finished_on = models.DateField("修改完毕日期", null=True, blank=True, editable=False)
    status = models.CharField(
        "状态", max_length=10, choices=ConsultationStatus, default=ConsultationStatus.DRAFT
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "征求意见"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("districts:consultation-detail", args=[self.pk])


class OpinionQuerySet(OwnedQuerySet["Opinion"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """A recipient sees its own, once it has been asked."""
        rows = super().visible_to(user, standing)
        if standing.sees_whole_county:
            return rows
        return rows.exclude(consultation__status=ConsultationStatus.DRAFT)


class Opinion(Owned):
    """One recipient of a draft, and the answer: an opinion, or 无意见."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="opinions")
    text = models.TextField("意见", max_length=2000, blank=True)
    is_content = models.BooleanField("无意见", default=False)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField("反馈时间", null=True, blank=True)
    adoption = models.CharField("采纳情况", max_length=10, choices=Adoption, blank=True)
    reason = models.CharField("理由", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "反馈意见"
        constraints = (
            has_owners("one", "opinion_has_one_recipient"),
            models.UniqueConstraint(
                fields=["consultation", "department"], name="department_asked_once"
            ),
            models.UniqueConstraint(
                fields=["consultation", "township"], name="township_asked_once"
            ),
            models.UniqueConstraint(fields=["consultation", "unit"], name="unit_asked_once"),
            models.CheckConstraint(
                name="opinion_given_says_something",
                condition=Q(given_at=None, text="", is_content=False)
                | Q(given_at__isnull=False, is_content=True, text="")
                | Q(given_at__isnull=False, is_content=False) & ~Q(text=""),
                violation_error_message="请填写意见，或者选择“无意见”。",
            ),
            models.CheckConstraint(
                name="opinion_not_adopted_says_why",
                condition=~Q(adoption__in=sorted(NEEDS_REASON)) | ~Q(reason=""),
                violation_error_message="部分采纳、不采纳须写明理由。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.owner_name}对《{self.consultation}》的意见"

    def get_absolute_url(self) -> str:
        return f"{self.consultation.get_absolute_url()}#opinion-{self.pk}"
