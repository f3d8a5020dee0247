"""What has to be done because of a record: 整改 after an inspection, decisions of a meeting."""

from typing import Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse

from districts.models.owners import Owned, OwnedQuerySet, has_owners, owned_by
from districts.models.registers import Village
from districts.roles import FollowUpStatus, Standing


class FollowUpKind(models.TextChoices):
    RECTIFICATION = "rectification", "整改"
    DECISION = "decision", "会议议定事项"
    SLIP = "slip", "督办单"


class FollowUpQuerySet(OwnedQuerySet["FollowUp"]):
    def _own(self, standing: Standing) -> Q:
        """The owner's, and for a township those in its villages."""
        return owned_by(standing) | Q(village__township_id__in=standing.township_ids)

    def pending(self) -> Self:
        """What still waits for somebody."""
        return self.filter(status__in=(FollowUpStatus.OPEN, FollowUpStatus.REPORTED))

    def of(self, source: models.Model) -> Self:
        """What followed from one record."""
        content_type = ContentType.objects.get_for_model(source)
        return self.filter(content_type=content_type, object_id=source.pk)


class FollowUp(Owned):
    """One matter with one owner and a day; closed when the office has verified it."""

    kind = models.CharField("类别", max_length=15, choices=FollowUpKind)
    year = models.PositiveSmallIntegerField("年度", db_index=True)
    text = models.CharField("事项", max_length=300)
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+", null=True)
    object_id = models.PositiveBigIntegerField(null=True)
    source = GenericForeignKey()
    # Kept in words, so that a list need not fetch the sources.
    source_label = models.CharField("来源", max_length=120, blank=True)
    village = models.ForeignKey(
        Village, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="村"
    )
    due_on = models.DateField("办结期限")
    status = models.CharField(
        "状态", max_length=10, choices=FollowUpStatus, default=FollowUpStatus.OPEN
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="交办人"
    )
    opened_at = models.DateTimeField("交办时间")
    report_note = models.CharField("办理情况", max_length=500, blank=True)
    reported_at = models.DateTimeField("报告时间", null=True, blank=True)
    return_note = models.CharField("退回原因", max_length=500, blank=True)
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办事项"
        constraints = (has_owners("one", "follow_up_has_one_owner"),)
        indexes = (
            models.Index(fields=["status", "due_on"]),
            models.Index(fields=["content_type", "object_id"]),
        )

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("districts:follow-up-detail", args=[self.pk])
