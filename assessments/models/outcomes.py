"""定等: the rules of a year, the list that follows from them, and what was corrected later."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from assessments.models.cycles import Assessment, Cycle
from assessments.roles import Outcome, OutcomeKind, OutcomeStatus
from districts.models import HonourLevel

USUAL_TITLE = "县级文明单位"
APPROVED = (OutcomeStatus.APPROVED, OutcomeStatus.PUBLISHED)


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


class OutcomeList(models.Model):
    """定等表 of one year. `title` and `level` say on which of the units' titles it acts."""

    cycle = models.OneToOneField(Cycle, models.CASCADE, related_name="outcome_list")
    title = models.CharField("称号", max_length=60, default=USUAL_TITLE)
    level = models.CharField("级别", max_length=10, choices=HonourLevel, default=HonourLevel.COUNTY)
    document_number = models.CharField("公布文号", max_length=60, blank=True)
    document_date = models.DateField("文件日期", null=True, blank=True)
    without_result = models.CharField("没有得分单位的说明", max_length=500, blank=True)
    status = models.CharField(
        "状态", max_length=10, choices=OutcomeStatus, default=OutcomeStatus.DRAFT
    )
    proposed_at = _moment()
    prepared_by, prepared_at = _somebody("送批准"), _moment()
    approved_by, approved_at = _somebody("批准"), _moment()
    published_by, published_at = _somebody("公布"), _moment()
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "定等表"
        ordering = ("-cycle__year",)
        constraints = (
            models.CheckConstraint(
                name="outcomes_approved_by_another",
                condition=~Q(approved_by=F("prepared_by")) | Q(approved_by=None),
                violation_error_message="定等表由送批准人以外的同志批准。",
            ),
            models.CheckConstraint(
                name="approved_outcomes_say_by_whom",
                condition=~Q(status__in=APPROVED)
                | Q(prepared_by__isnull=False, approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="published_outcomes_have_a_document",
                condition=~Q(status=OutcomeStatus.PUBLISHED)
                | Q(published_at__isnull=False, document_date__isnull=False)
                & ~Q(document_number=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.cycle}定等表"

    def get_absolute_url(self) -> str:
        return reverse("assessments:outcome-list", args=[self.cycle_id])

    @property
    def is_published(self) -> bool:
        return self.status == OutcomeStatus.PUBLISHED


class OutcomeRule(models.Model):
    """One line of the year's rules: what it asks, and what follows. The first that holds counts.

    `figure` and `about` (a 等次, or an outcome of years past) stand in the dots of its kind.
    """

    list = models.ForeignKey(OutcomeList, models.CASCADE, related_name="rules")
    position = models.PositiveSmallIntegerField("顺序")
    kind = models.CharField("条件", max_length=12, choices=OutcomeKind)
    figure = models.DecimalField("数值", max_digits=6, decimal_places=2, null=True, blank=True)
    about = models.CharField("等次或结果", max_length=50, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome)

    class Meta:
        verbose_name = verbose_name_plural = "定等规则"
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.get_outcome_display()}"


class OutcomeRow(models.Model):
    """What is proposed for one unit and why, and beside it what was decided.

    `outcome` is what counts. It follows the proposal until the office edits the row; `base` is then
    the proposal that it set aside.
    """

    list = models.ForeignKey(OutcomeList, models.CASCADE, related_name="rows")
    assessment = models.OneToOneField(Assessment, models.CASCADE, related_name="outcome_row")
    proposed = models.CharField("建议", max_length=10, choices=Outcome)
    proposed_reason = models.CharField("建议理由", max_length=300)
    outcome = models.CharField("结果", max_length=10, choices=Outcome)
    is_edited = models.BooleanField("文明办改定", default=False)
    base = models.CharField("改定时的建议", max_length=10, choices=Outcome, blank=True)
    reason = models.CharField("改定理由", max_length=500, blank=True)
    edited_by, edited_at = _somebody("改定"), _moment()
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "定等结果"
        ordering = ("list", "pk")
        constraints = (
            models.CheckConstraint(
                name="edited_outcome_says_why",
                condition=Q(is_edited=False, outcome=F("proposed"))
                | Q(is_edited=True) & ~Q(reason=""),
                violation_error_message="改定须写明理由。",
            ),
        )
        indexes = (models.Index(fields=["list", "outcome"]),)

    def __str__(self) -> str:
        return f"{self.assessment.unit}：{self.get_outcome_display()}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:outcome-row", args=[self.pk])

    @property
    def why(self) -> str:
        """The reason for what counts."""
        return self.reason if self.is_edited else self.proposed_reason

    @property
    def has_moved(self) -> bool:
        """The row was edited, and what it set aside is proposed no longer."""
        return self.is_edited and self.base != self.proposed


class OutcomeCorrection(models.Model):
    """A published outcome that was corrected: what it was, what it is, and why."""

    row = models.ForeignKey(OutcomeRow, models.PROTECT, related_name="corrections")
    before = models.CharField("原结果", max_length=10, choices=Outcome)
    after = models.CharField("更正为", max_length=10, choices=Outcome)
    reason = models.CharField("更正理由", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "定等更正"
        ordering = ("pk",)
        constraints = (models.CheckConstraint(name="correction_says_why", condition=~Q(reason="")),)

    def __str__(self) -> str:
        return f"{self.get_before_display()}更正为{self.get_after_display()}"
