"""Files on fieldwork records: photos before and after, proofs, scans."""

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse

from wenming.files.models import StoredFile


class AttachmentKind(models.TextChoices):
    BEFORE = "before", "整改（建设）前"
    AFTER = "after", "整改（建设）后"
    PROOF = "proof", "佐证材料"
    SCAN = "scan", "签字扫描件"
    PHOTO = "photo", "照片"
    DOCUMENT = "document", "文件"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def on(self, row: models.Model) -> Self:
        """The files of one record, in the order they came. One query with the files."""
        return self.on_all(type(row), [row.pk])

    def on_all(self, model: type[models.Model], pks: Iterable[int]) -> Self:
        """The files of many records of one kind."""
        content_type = ContentType.objects.get_for_model(model)
        rows = self.filter(content_type=content_type, object_id__in=list(pks))
        return rows.filter(removed_at=None).select_related("file", "by").order_by("pk")


class Attachment(models.Model):
    """One file on one record. The same file on two records is stored once.

    A file taken away after the office has seen it stays, marked as removed.
    """

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey()
    file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="attachments", verbose_name="文件"
    )
    kind = models.CharField("类别", max_length=10, choices=AttachmentKind)
    caption = models.CharField("说明", max_length=100, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    at = models.DateTimeField("上传时间")
    removed_at = models.DateTimeField("移除时间", null=True, blank=True, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ("pk",)
        indexes = (models.Index(fields=["content_type", "object_id"]),)

    def __str__(self) -> str:
        return self.caption or self.file.original_name

    def get_absolute_url(self) -> str:
        return reverse("districts:attachment-file", args=[self.pk])
