"""An uploaded rubric workbook between its preview and its confirmation."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models

from assessments.models.rubrics import Rubric
from wenming.accounts.models import User

IMPORT_LIFETIME = timedelta(hours=2)


class RubricImportQuerySet(models.QuerySet["RubricImport"]):
    def visible_to(self, user: User, at: datetime) -> Self:
        """One's own, until it expires. Nobody sees another's upload, not even the office."""
        if not user.is_active:
            return self.none()
        return self.filter(owner=user, created_at__gt=at - IMPORT_LIFETIME)


class RubricImport(models.Model):
    """What was read from a workbook (see `assessments.imports.rubric_drafts`). Confirming writes
    exactly what the preview showed, and only into the draft as it was then: `fingerprint`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="imports")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    filename = models.CharField("文件名", max_length=200)
    fingerprint = models.CharField(max_length=64)
    payload = models.JSONField()
    created_at = models.DateTimeField("上传时间")
    done_at = models.DateTimeField("导入时间", null=True)

    objects = RubricImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "细则导入预览"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"细则导入（{self.filename}）"
