"""公示: the notice of a year's results, and what the public objects to it."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from assessments.models.cycles import Assessment, Cycle
from assessments.roles import (
    PublicationStatus,
    PublicObjectionStatus,
    PublicStage,
)
from wenming.dates import cn_date
from wenming.files.models import StoredFile

PUBLISHED = (PublicationStatus.APPROVED, PublicationStatus.CONCLUDED)
MOST_WORKING_DAYS = 60


def _somebody(label: str) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name=label,
        related_name="+",
    )


def _moment() -> Any:
    return models.DateTimeField(null=True, blank=True, editable=False)


class Publication(models.Model):
    """One notice of a year's results.

    `rows` is what the public reads, kept when the notice was prepared, and holds the fields of
    `shows` and nothing else. `closes_on` is fixed by the approval: it was announced, so a later
    change of the calendar does not move it. Whether the notice is open is never stored.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="publications")
    slug = models.SlugField("网址", max_length=20, unique=True, editable=False)
    title = models.CharField("标题", max_length=80)
    intro = models.CharField("正文", max_length=2000)
    contact = models.CharField("联系方式", max_length=300)
    shows = models.JSONField("公示内容", default=list)
    opens_on = models.DateField("开始日期")
    working_days = models.PositiveSmallIntegerField("工作日天数", default=5)
    closes_on = models.DateField("截止日期", editable=False)
    without_result = models.CharField("未出结果单位的说明", max_length=500, blank=True)
    rows = models.JSONField(default=list, editable=False)
    status = models.CharField(
        "状态", max_length=10, choices=PublicationStatus, default=PublicationStatus.DRAFT
    )
    prepared_by, prepared_at = _somebody("送批准"), _moment()
    approved_by, approved_at = _somebody("批准"), _moment()
    concluded_at, withdrawn_at = _moment(), _moment()
    closing_note = models.CharField("公示情况", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "结果公示"
        ordering = ("-cycle__year", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["cycle"],
                condition=~Q(status=PublicationStatus.WITHDRAWN),
                name="one_live_publication_per_cycle",
                violation_error_message="本年度已有一份公示。",
            ),
            models.CheckConstraint(
                name="publication_approved_by_another",
                condition=~Q(approved_by=F("prepared_by")) | Q(approved_by=None),
                violation_error_message="公示由送批准人以外的同志批准。",
            ),
            models.CheckConstraint(
                name="published_says_who_approved",
                condition=~Q(status__in=PUBLISHED)
                | Q(
                    prepared_by__isnull=False, approved_by__isnull=False, approved_at__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="publication_is_open_for_days",
                condition=Q(working_days__gte=1, working_days__lte=MOST_WORKING_DAYS)
                & Q(closes_on__gt=F("opens_on")),
                violation_error_message=f"公示期须为 1 至 {MOST_WORKING_DAYS} 个工作日。",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assessments:publication-detail", args=[self.pk])

    def stage(self, today: date) -> PublicStage:
        return stage_of(
            self.status,
            self.opens_on,
            self.closes_on,
            today,
            approved_at=self.approved_at,
            withdrawn_at=self.withdrawn_at,
        )


def stage_of(
    status: str,
    opens_on: date,
    closes_on: date,
    today: date,
    *,
    approved_at: datetime | None,
    withdrawn_at: datetime | None,
) -> PublicStage:
    """What the public sees that day: nothing before the approval and the opening day, the rows up
    to the end of the closing day, and afterwards that it is over.

    A notice withdrawn before it opened has never been seen, and never is.
    """
    if approved_at is None or today < opens_on:
        return PublicStage.HIDDEN
    if withdrawn_at is not None:
        was_seen = timezone.localdate(withdrawn_at) >= opens_on
        return PublicStage.WITHDRAWN if was_seen else PublicStage.HIDDEN
    if status not in PUBLISHED:
        return PublicStage.HIDDEN
    return PublicStage.OPEN if today <= closes_on else PublicStage.CLOSED


class PublicObjection(models.Model):
    """What somebody without an account objects to in a notice.

    `address_key` is the sender's address under our key, for the limits alone. Only the holder of
    the receipt is answered.
    """

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="objections")
    receipt = models.CharField("回执号", max_length=12, unique=True, editable=False)
    text = models.CharField("异议内容", max_length=2000)
    name = models.CharField("姓名", max_length=30, blank=True)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    about = models.ForeignKey(
        Assessment, models.PROTECT, null=True, blank=True, related_name="public_objections"
    )
    address_key = models.CharField(max_length=64, editable=False)
    received_at = models.DateTimeField("收到时间")
    status = models.CharField(
        "状态",
        max_length=10,
        choices=PublicObjectionStatus,
        default=PublicObjectionStatus.RECEIVED,
    )
    handler = _somebody("承办人")
    is_upheld = models.BooleanField("异议成立", null=True, blank=True)
    reply = models.CharField("答复", max_length=500, blank=True)
    answered_by, answered_at = _somebody("答复人"), _moment()
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "公示异议"
        ordering = ("-received_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="public_objection_handled_by_somebody",
                condition=Q(status=PublicObjectionStatus.RECEIVED) | Q(handler__isnull=False),
            ),
            models.CheckConstraint(
                name="public_objection_answer_is_whole",
                condition=~Q(status=PublicObjectionStatus.ANSWERED)
                | Q(is_upheld__isnull=False, answered_by__isnull=False, answered_at__isnull=False)
                & ~Q(reply=""),
                violation_error_message="答复须写明是否成立和理由。",
            ),
        )
        indexes = (
            models.Index(fields=["publication", "status", "received_at"]),
            models.Index(fields=["publication", "address_key", "received_at"]),
        )

    def __str__(self) -> str:
        return f"{cn_date(timezone.localdate(self.received_at))}收到的公示异议"

    def get_absolute_url(self) -> str:
        return reverse("assessments:public-objection-detail", args=[self.pk])


class PublicObjectionFile(models.Model):
    """A paper or photo that came with it; the office alone may open it."""

    objection = models.ForeignKey(PublicObjection, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "公示异议材料"
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.file)
