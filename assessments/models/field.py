"""Field assessment: one sheet per scorer and unit, its marks and photos, quizzes, spreads."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from assessments.models.bodies import ScoringDuty
from assessments.models.cycles import Assessment, Team, TeamMember
from assessments.models.rubrics import Indicator
from assessments.roles import BodyKind, DutyStatus, FieldStatus, SheetStatus
from districts.models import Department
from districts.roles import Standing
from wenming.accounts.models import User
from wenming.files.models import StoredFile


class ScoreSheetQuerySet(models.QuerySet["ScoreSheet"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """One's own; a member sees the others' once their own for that unit is handed in.

        So does an office person who sits in the team; the rest of the office reads whatever is
        handed in, but where the office itself still has to score. A department reads its own
        people's sheets, leaders those of confirmed units. A unit never sees a single sheet.
        """
        if not user.is_active:
            return self.none()
        recused = Q(assessment__unit_id__in=standing.recused_unit_ids)
        handed_in = ~Q(status=SheetStatus.DRAFT)
        own = ScoreSheet.objects.filter(assessment=OuterRef("assessment"), scorer=user)
        mine = Q(Exists(own.filter(handed_in)))
        seats = TeamMember.objects.filter(team=OuterRef("assessment__team"), user=user)
        confirmed = Q(assessment__field_status=FieldStatus.CONFIRMED)
        colleagues = Q(department_id__in=standing.department_ids)
        seen = Q(scorer=user) | Q(Exists(seats)) & mine & handed_in
        seen |= colleagues & handed_in & (mine | confirmed)
        if standing.is_office:
            begun = Q(Exists(own)) | Q(Exists(office_owes(OuterRef("assessment"))))
            seen |= handed_in & ~Q(Exists(seats)) & (mine | ~begun)
        seen &= ~recused
        if standing.is_leader:
            seen |= Q(assessment__field_status=FieldStatus.CONFIRMED)
        return self.filter(seen)

    def for_form(self) -> Self:
        """With all that the scoring form reads of the unit, the year and the rubric."""
        return self.select_related(
            "scorer",
            "team",
            "department",
            "assessment__unit",
            "assessment__unit_type",
            "assessment__cycle",
            "assessment__rubric",
        ).defer("assessment__breakdown")

    def counted(self) -> Self:
        """Sheets whose marks make the result."""
        return self.filter(status=SheetStatus.SUBMITTED)


class ScoreSheet(models.Model):
    """One scorer's marks for one unit (考核表), on the items of the body they speak for.

    A person scores a unit for one body only, so that nobody counts twice on an item.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="sheets")
    body = models.CharField("评分主体", max_length=12, choices=BodyKind, default=BodyKind.TEAM)
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="sheets", verbose_name="考核组"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="sheets"
    )
    scorer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sheets")
    status = models.CharField("状态", max_length=10, choices=SheetStatus, default=SheetStatus.DRAFT)
    note = models.CharField("弃权或撤回原因", max_length=500, blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    # Derived from the marks by the engine when the sheet is submitted.
    total = models.DecimalField("本表得分", max_digits=6, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    started_at = models.DateTimeField(auto_now_add=True)

    objects = ScoreSheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "考核表"
        ordering = ("assessment", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["assessment", "scorer"],
                name="one_sheet_per_scorer",
                violation_error_message="您已开始对该单位打分。",
            ),
            models.CheckConstraint(
                name="sheet_speaks_for_one_body",
                condition=Q(body=BodyKind.TEAM, team__isnull=False, department=None)
                | Q(body=BodyKind.OFFICE, team=None, department=None)
                | Q(body=BodyKind.DEPARTMENT, team=None, department__isnull=False),
                violation_error_message="考核表须属于考核组、文明办或一个部门。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.assessment.unit}考核表（{self.scorer}）"

    def get_absolute_url(self) -> str:
        return reverse("assessments:sheet-detail", args=[self.pk])

    @property
    def body_name(self) -> str:
        """How the body is called on screen; needs `team` and `department`."""
        return str(self.team or self.department or BodyKind.OFFICE.label)

    @property
    def is_team_s(self) -> bool:
        return self.body == BodyKind.TEAM


def office_owes(unit: Assessment | OuterRef) -> "models.QuerySet[ScoringDuty]":
    """The office's open duty for the unit, as long as none of its sheets is in."""
    handed_in = ScoreSheet.objects.filter(
        assessment=OuterRef("assessment"), body=BodyKind.OFFICE, status=SheetStatus.SUBMITTED
    )
    return ScoringDuty.objects.filter(
        ~Exists(handed_in),
        assessment=unit,
        body=BodyKind.OFFICE,
        status=DutyStatus.OWED,
        assessment__field_status=FieldStatus.PENDING,
    )


class Mark(models.Model):
    """One scorer's answer for one item. Made empty when the sheet is opened."""

    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="marks")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    answer = models.JSONField("评分", null=True, blank=True)
    reason = models.CharField("扣分理由", max_length=500, blank=True)
    methods = models.JSONField("考核方式", default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    save_key = models.UUIDField(null=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "评分"
        constraints = (models.UniqueConstraint(fields=["sheet", "indicator"], name="mark_once"),)

    def __str__(self) -> str:
        return f"{self.indicator} 评分"


class MarkPhoto(models.Model):
    """A photo taken on the spot for one item."""

    mark = models.ForeignKey(Mark, models.CASCADE, related_name="photos")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "现场照片"
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.file)


class Quiz(models.Model):
    """The knowledge test at one unit (测试题): it answers its item for all scorers alike."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="quizzes")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    people = models.PositiveIntegerField("参加人数")
    average = models.DecimalField("平均成绩", max_digits=5, decimal_places=2)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "测试"
        constraints = (
            models.UniqueConstraint(fields=["assessment", "indicator"], name="quiz_once_per_item"),
            models.CheckConstraint(
                name="quiz_has_people",
                condition=Q(people__gt=0),
                violation_error_message="参加人数须大于 0。",
            ),
            models.CheckConstraint(
                name="quiz_average_is_a_mark",
                condition=Q(average__gte=0, average__lte=100),
                violation_error_message="平均成绩须在 0 到 100 之间。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.people} 人平均 {self.average}"


class SpreadNote(models.Model):
    """How the team settled a large difference between scorers on one item."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="spread_notes")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    text = models.CharField("说明", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "分差说明"
        constraints = (
            models.UniqueConstraint(fields=["assessment", "indicator"], name="spread_settled_once"),
        )

    def __str__(self) -> str:
        return self.text
