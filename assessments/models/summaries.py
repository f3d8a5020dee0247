"""年度工作总结: its versions, its paragraphs, the office's own notes and examples."""

from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse

from assessments.roles import NoteKind, SummarySection, SummaryStatus
from districts.roles import Standing
from wenming.accounts.models import User
from wenming.files.models import StoredFile

MOST_PARAGRAPH, MOST_LINE, MOST_NOTE = 10_000, 300, 500


def _somebody(verbose_name: str, *, null: bool = True) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=verbose_name,
        null=null,
        blank=null,
        related_name="+",
    )


class AnnualSummaryQuerySet(models.QuerySet["AnnualSummary"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """The office writes it, county leaders read it; to others there is none."""
        return self if user.is_active and standing.sees_whole_county else self.none()

    def newest_first(self) -> Self:
        return self.order_by("-year", "-number")


class AnnualSummary(models.Model):
    """One version of a year's summary. `figures` are those that its text was generated with."""

    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveSmallIntegerField("第几稿")
    status = models.CharField(
        "状态", max_length=10, choices=SummaryStatus, default=SummaryStatus.DRAFT
    )
    begun_by = _somebody("起草人", null=False)
    begun_at = models.DateTimeField("起草时间")
    # Who hands it in is its drafter: the two others have to be somebody else.
    drafted_by = _somebody("拟稿人")
    drafted_at = models.DateTimeField("送审时间", null=True, blank=True)
    reviewed_by = _somebody("审核人")
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    signed_by = _somebody("签发人")
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    generated_at = models.DateTimeField("生成时间", null=True, blank=True)
    figures = models.JSONField("数据", default=list)
    document = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        verbose_name="签发的文件",
        null=True,
        blank=True,
        related_name="+",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AnnualSummaryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度工作总结"
        constraints = (
            models.UniqueConstraint(fields=["year", "number"], name="summary_version_once"),
            models.UniqueConstraint(
                fields=["year"],
                condition=~Q(status=SummaryStatus.SIGNED),
                name="one_open_summary_a_year",
                violation_error_message="这一年度已有没签发的总结。",
            ),
            models.CheckConstraint(
                name="signed_summary_has_its_document",
                condition=Q(status=SummaryStatus.SIGNED, document__isnull=False)
                | ~Q(status=SummaryStatus.SIGNED) & Q(document=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}年度工作总结第{self.number}稿"

    def get_absolute_url(self) -> str:
        return f"{reverse('assessments:annual-summary', args=[self.year])}?number={self.number}"

    @property
    def is_signed(self) -> bool:
        return self.status == SummaryStatus.SIGNED

    @property
    def is_draft(self) -> bool:
        return self.status == SummaryStatus.DRAFT


class SummaryParagraph(models.Model):
    """One paragraph: what the system wrote, and what the office made of it, where it did.

    `based_on` is the generated text that the editor saw; where it differs from `generated`, the
    records have moved on under the edit.
    """

    summary = models.ForeignKey(AnnualSummary, models.CASCADE, related_name="paragraphs")
    section = models.CharField("部分", max_length=12, choices=SummarySection)
    key = models.CharField("段落", max_length=60)
    position = models.PositiveSmallIntegerField("次序")
    generated = models.TextField("生成稿", blank=True)
    figures = models.JSONField("所用数据", default=list)
    # Null: not edited. Blank: the office leaves the paragraph out.
    edited = models.TextField(  # noqa: DJ001
        "改稿", null=True, blank=True, max_length=MOST_PARAGRAPH
    )
    based_on = models.TextField("改稿时的生成稿", blank=True)
    edited_by = _somebody("修改人")
    edited_at = models.DateTimeField("修改时间", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "总结段落"
        ordering = ("summary", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=["summary", "key"], name="paragraph_once_a_summary"),
        )

    def __str__(self) -> str:
        return f"{self.get_section_display()}"

    def get_absolute_url(self) -> str:
        return f"{self.summary.get_absolute_url()}#paragraph-{self.pk}"

    @property
    def text(self) -> str:
        """What is printed."""
        return self.generated if self.edited is None else self.edited

    @property
    def is_edited(self) -> bool:
        return self.edited is not None

    @property
    def is_overtaken(self) -> bool:
        """The records have moved on since the office edited it."""
        return self.edited is not None and self.based_on != self.generated


class SummarySentence(models.Model):
    """The office's own wording of one paragraph of the skeleton, for one year."""

    year = models.PositiveSmallIntegerField("年度")
    key = models.CharField("段落", max_length=60)
    text = models.TextField("句式", max_length=2000)
    edited_by = _somebody("修改人", null=False)
    edited_at = models.DateTimeField("修改时间")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "总结句式"
        constraints = (
            models.UniqueConstraint(fields=["year", "key"], name="sentence_once_a_year"),
        )

    def __str__(self) -> str:
        return f"{self.year}年度总结句式"


class OfficeNote(models.Model):
    """A problem, or a thing to do next year, in the office's words.

    `material` names what of the records it was taken from, so that it is not offered again.
    """

    year = models.PositiveSmallIntegerField("年度", db_index=True)
    kind = models.CharField("类别", max_length=10, choices=NoteKind)
    position = models.PositiveSmallIntegerField("次序")
    text = models.TextField("内容", max_length=MOST_NOTE)
    material = models.CharField("素材", max_length=80, blank=True)
    entered_by = _somebody("填写人", null=False)
    entered_at = models.DateTimeField("填写时间")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "问题和打算"
        ordering = ("year", "kind", "position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["year", "material"], condition=~Q(material=""), name="material_taken_once"
            ),
        )

    def __str__(self) -> str:
        return self.text[:40]

    def get_absolute_url(self) -> str:
        return f"{reverse('assessments:annual-summary', args=[self.year])}#notes"


class Highlight(models.Model):
    """典型事例: any record that the office marked for a year's summary, and its line about it."""

    year = models.PositiveSmallIntegerField("年度", db_index=True)
    section = models.CharField("写入", max_length=12, choices=SummarySection)
    line = models.CharField("事例", max_length=MOST_LINE)
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    # Kept in words, so that a list need not fetch the records.
    title = models.CharField("记录", max_length=200)
    marked_by = _somebody("标记人", null=False)
    marked_at = models.DateTimeField("标记时间")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "典型事例"
        ordering = ("year", "section", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["content_type", "object_id", "year"], name="highlight_once_a_year"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the mark, which leads to the record."""
        noun = ContentType.objects.get_for_id(self.content_type_id).model
        address = reverse("assessments:highlight", args=[noun, self.object_id])
        return f"{address}?year={self.year}"


class SummaryTemplate(models.Model):
    """A Word template that the office put in place of the system's own. Never deleted."""

    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="文件", related_name="+")
    is_current = models.BooleanField("正在使用", default=True)
    uploaded_by = _somebody("上传人", null=False)
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "总结模板"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="one_current_template"
            ),
        )

    def __str__(self) -> str:
        return f"总结模板 {self.file}"
