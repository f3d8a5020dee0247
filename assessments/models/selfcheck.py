"""The unit's own report: marks, statements, evidence, and what the office said of them."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse

from assessments.models.cycles import Assessment, Phase, TeamMember
from assessments.models.rubrics import Indicator
from assessments.roles import PhaseKind, ReportStatus
from assessments.scoring import EVIDENCE_KINDS
from districts.models import Activity
from districts.roles import EntryStatus, Standing
from wenming.accounts.models import User
from wenming.files.models import StoredFile

# An activity serves as evidence once it has been handed in.
STANDING_ENTRIES = (EntryStatus.SUBMITTED, EntryStatus.CONFIRMED)


class SelfReportQuerySet(models.QuerySet["SelfReport"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """The unit itself and the office always, others only once it has been submitted.

        Leaders see all submitted reports, a team those of its units.
        """
        if not user.is_active:
            return self.none()
        sent = Q(submitted_at__isnull=False)
        own = Q(assessment__unit_id__in=standing.unit_ids)
        if standing.is_office:
            return self
        if standing.is_leader:
            return self.filter(sent | own)
        seats = TeamMember.objects.filter(team=OuterRef("assessment__team"), user=user)
        assigned = Q(Exists(seats)) & ~Q(assessment__unit_id__in=standing.recused_unit_ids)
        return self.filter(own | sent & assigned)


class SelfReport(models.Model):
    """The yearly self-check report (自查报告) of one assessment, made on enrolment."""

    assessment = models.OneToOneField(Assessment, models.CASCADE, related_name="report")
    status = models.CharField(
        "状态", max_length=10, choices=ReportStatus, default=ReportStatus.DRAFT
    )
    summary = models.TextField("书面自查报告", max_length=10000, blank=True)
    round = models.PositiveSmallIntegerField("报送次数", default=0)
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    return_note = models.CharField("退回说明", max_length=500, blank=True)
    # A request for a later deadline waits for the office while `extension_asked_at` is set;
    # `extension_answer` says why the last one was declined.
    extension_reason = models.CharField("延期事由", max_length=500, blank=True)
    extension_asked_at = models.DateTimeField("申请延期时间", null=True, blank=True)
    extension_answer = models.CharField("延期答复", max_length=500, blank=True)
    # Derived from the marks by the engine when the report is submitted.
    self_total = models.DecimalField(
        "自评总分", max_digits=6, decimal_places=2, null=True, blank=True
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    save_key = models.UUIDField(null=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SelfReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "自查报告"
        indexes = (
            models.Index(fields=["status", "submitted_at"]),
            # Counts of a whole year read this one and no row: a row carries the written report.
            models.Index(fields=["assessment", "status"]),
        )

    def __str__(self) -> str:
        return f"{self.assessment.unit}自查报告"

    def get_absolute_url(self) -> str:
        return reverse("assessments:report-detail", args=[self.pk])


class SelfMarkQuerySet(models.QuerySet["SelfMark"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Whoever sees the report sees its marks."""
        return self.filter(report__in=SelfReport.objects.visible_to(user, standing))

    def with_rules(self) -> Self:
        """All that decides whether a mark may be saved, and as what, in one row.

        The self-check phase comes as `phase_opens_at` and `phase_closes_at`, a late permission
        as `late_until`, so that saving an item costs one query for reading.
        """
        phase = Phase.objects.filter(
            cycle=OuterRef("report__assessment__cycle"), kind=PhaseKind.SELF_CHECK
        )
        return self.select_related(
            "report__assessment__cycle", "report__assessment__rubric", "updated_by"
        ).annotate(
            phase_opens_at=Subquery(phase.values("opens_at")),
            phase_closes_at=Subquery(phase.values("closes_at")),
            late_until=F("late__until"),
        )


class SelfMark(models.Model):
    """The unit's answer to one item, with its statement. Made empty on enrolment."""

    report = models.ForeignKey(SelfReport, models.CASCADE, related_name="marks")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    answer = models.JSONField("自评", null=True, blank=True)
    statement = models.TextField("自评说明", max_length=2000, blank=True)
    # What the unit itself says can be read in its evidence: words of the item's evidence rule.
    seen = models.JSONField("材料看得出", default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    save_key = models.UUIDField(null=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SelfMarkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "自评"
        constraints = (
            models.UniqueConstraint(fields=["report", "indicator"], name="self_mark_once"),
        )

    def __str__(self) -> str:
        return f"{self.indicator} 自评"

    def get_absolute_url(self) -> str:
        return f"{reverse('assessments:report-detail', args=[self.report_id])}#m{self.pk}"


class LateFiling(models.Model):
    """An item that missed its window (迟报): asked for by the unit, permitted or declined.

    Waiting while nothing is decided; permitted while `until` is set; else declined, and then the
    report may be handed in without the item.
    """

    mark = models.OneToOneField(SelfMark, models.CASCADE, related_name="late")
    asked_reason = models.CharField("迟报原因", max_length=500, blank=True)
    asked_at = models.DateTimeField("申请迟报时间", null=True, blank=True)
    until = models.DateTimeField("可补填至", null=True, blank=True)
    answer = models.CharField("答复理由", max_length=500, blank=True)
    decided_at = models.DateTimeField("答复时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "迟报"
        constraints = (
            models.CheckConstraint(
                name="late_filing_is_asked_or_decided",
                condition=Q(asked_at__isnull=False) | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="late_permission_is_a_decision",
                condition=Q(until=None) | Q(decided_at__isnull=False),
            ),
        )
        indexes = (models.Index(fields=["decided_at"]),)

    def __str__(self) -> str:
        return f"{self.mark.indicator} 迟报"

    @property
    def is_waiting(self) -> bool:
        return self.decided_at is None

    @property
    def is_declined(self) -> bool:
        return self.decided_at is not None and self.until is None


class ReviewComment(models.Model):
    """Why the office sent one item back, in which round. Once sent never edited, only answered."""

    mark = models.ForeignKey(SelfMark, models.CASCADE, related_name="comments")
    round = models.PositiveSmallIntegerField("轮次")
    text = models.CharField("意见", max_length=500)
    # A comment counts against the unit only from the moment the report is returned.
    is_sent = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)
    save_key = models.UUIDField(null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "审核意见"
        ordering = ("mark", "round")
        constraints = (
            models.UniqueConstraint(fields=["mark", "round"], name="one_comment_a_round"),
        )

    def __str__(self) -> str:
        return self.text


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Whoever sees the report sees its evidence; a scorer that of the items on their sheet."""
        reports = SelfReport.objects.visible_to(user, standing)
        own = Evidence.objects.filter(
            pk=OuterRef("pk"),
            assessment__report__submitted_at__isnull=False,
            assessment__sheets__scorer=user,
            assessment__sheets__marks__indicator=F("marks__indicator"),
        ).exclude(assessment__unit_id__in=standing.recused_unit_ids)
        return self.filter(Q(assessment__in=reports.values("assessment")) | Q(Exists(own)))


class Evidence(models.Model):
    """One file, web address or activity behind a report (佐证材料). One may serve many items.

    An activity is pointed to and stays where it was entered; what it says is read from there.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="evidence")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    link = models.CharField("网址", max_length=500, blank=True)
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="活动"
    )
    kind = models.CharField(
        "类别",
        max_length=10,
        choices=[(kind, kind) for kind in EVIDENCE_KINDS],
        default=EVIDENCE_KINDS[0],
    )
    title = models.CharField("名称", max_length=120)
    # When the thing itself was made, which the file's own date does not tell.
    dated_on = models.DateField("形成日期", null=True, blank=True)
    marks = models.ManyToManyField(SelfMark, related_name="evidence", blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                name="evidence_is_one_thing",
                condition=Q(file__isnull=False, link="", activity=None)
                | Q(file=None, activity=None) & ~Q(link="")
                | Q(file=None, link="", activity__isnull=False),
                violation_error_message="佐证材料须是一个文件、一个网址或一项活动。",
            ),
            models.UniqueConstraint(
                fields=["assessment", "activity"],
                name="activity_once_in_a_report",
                violation_error_message="这项活动已经在佐证材料里。",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def made_on(self) -> date | None:
        """When the thing itself was made. An activity's day is that of its record."""
        return self.activity.held_on if self.activity else self.dated_on

    @property
    def stands(self) -> bool:
        """Whether it may still serve: an activity that was taken back or returned does not."""
        return self.activity is None or self.activity.status in STANDING_ENTRIES
