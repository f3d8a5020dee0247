"""What is known of an uploaded file. The bytes lie in the storage under a random name."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone


class Kind(models.TextChoices):
    """What the file is to a reader, told by its content."""

    IMAGE = "image", "图片"
    PDF = "pdf", "PDF"
    DOCUMENT = "document", "文档"
    SHEET = "sheet", "表格"
    VIDEO = "video", "视频"


class StoredFile(models.Model):
    """One accepted upload. Never changed: a corrected file is a new one."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    original_name = models.CharField("文件名", max_length=255)
    kind = models.CharField("类别", max_length=10, choices=Kind)
    content_type = models.CharField("内容类型", max_length=100)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("内容摘要", max_length=64, db_index=True)
    path = models.CharField(max_length=120, unique=True, editable=False)
    thumbnail_path = models.CharField(max_length=120, blank=True, editable=False)
    width = models.PositiveIntegerField("宽", null=True, blank=True)
    height = models.PositiveIntegerField("高", null=True, blank=True)
    # None: somebody of the public, who has no account
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="上传人",
        related_name="+",
    )
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)

    class Meta:
        verbose_name = "文件"
        verbose_name_plural = "文件"
        ordering = ("-uploaded_at", "pk")

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_image(self) -> bool:
        return self.kind == Kind.IMAGE

    @property
    def has_thumbnail(self) -> bool:
        return bool(self.thumbnail_path)
