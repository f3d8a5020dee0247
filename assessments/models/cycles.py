"""Cycles, their phases, and the assessments (参评) that all else hangs on."""

from datetime import datetime
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from assessments.models.rubrics import Rubric
from assessments.roles import CycleStatus, FieldStatus, PhaseKind
from assessments.scoring import Applicant, Combine
from districts.models import Unit, UnitType
from districts.roles import Standing
from wenming.accounts.models import User


class Cycle(models.Model):
    """One year's assessment (考核年度) and its settings."""

    year = models.PositiveSmallIntegerField("年度")
    name = models.CharField("名称", max_length=60)
    status = models.CharField(
        "状态", max_length=12, choices=CycleStatus, default=CycleStatus.PREPARING
    )
    combine = models.CharField(
        "多人评分",
        max_length=10,
        choices=[(way.value, way.word) for way in Combine],
        default=Combine.MEAN.value,
    )
    spread_share = models.DecimalField(
        "分差说明线",
        max_digits=4,
        decimal_places=2,
        default=Decimal("0.30"),
        help_text="同一项最高分与最低分之差超过分值的这一比例时，须说明原因。",
    )
    refuse_same_township = models.BooleanField("考核员回避本乡镇单位", default=False)
    # Years from before bodies scored for themselves keep their sheets: the team scores everything.
    scores_by_body = models.BooleanField("按评分主体评分", default=True, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "考核年度"
        ordering = ("-year",)
        constraints = (
            models.UniqueConstraint(
                fields=["year"],
                name="cycle_year_once",
                violation_error_message="该年度的考核已经建立。",
            ),
            models.CheckConstraint(
                name="cycle_spread_share_is_a_share",
                condition=Q(spread_share__gt=0, spread_share__lte=1),
                violation_error_message="分差说明线须在 0 到 1 之间。",
            ),
            models.CheckConstraint(
                name="cycle_year_sensible",
                condition=Q(year__gte=2000, year__lte=2100),
                violation_error_message="年度须在 2000 到 2100 之间。",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("assessments:cycle-detail", args=[self.pk])


class Phase(models.Model):
    """When one part of the year is open: from `opens_at` up to and including `closes_at`."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="phases")
    kind = models.CharField("阶段", max_length=12, choices=PhaseKind)
    opens_at = models.DateTimeField("开始时间")
    closes_at = models.DateTimeField("截止时间")

    class Meta:
        verbose_name = verbose_name_plural = "阶段"
        ordering = ("opens_at",)
        constraints = (
            models.UniqueConstraint(fields=["cycle", "kind"], name="phase_once_per_cycle"),
            models.CheckConstraint(
                name="phase_closes_after_it_opens",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message="截止时间须晚于开始时间。",
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at <= self.closes_at


class Team(models.Model):
    """An assessment team (考核组) of one cycle."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="teams")
    name = models.CharField("名称", max_length=30)

    class Meta:
        verbose_name = verbose_name_plural = "考核组"
        ordering = ("cycle", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["cycle", "name"],
                name="team_name_once_per_cycle",
                violation_error_message="本年度已有同名考核组。",
            ),
        )

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """A person's seat in a team. This row, not a membership, makes somebody an assessor."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="team_seats", verbose_name="考核员"
    )
    is_leader = models.BooleanField("组长", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "考核组成员"
        ordering = ("team", "-is_leader", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["team", "user"],
                name="team_member_once",
                violation_error_message="该人员已在本组。",
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(is_leader=True),
                name="team_has_one_leader",
                violation_error_message="一个考核组只能有一名组长。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}（组长）" if self.is_leader else str(self.user)


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Office and leaders: all. A unit: its own. A team: the units assigned to it.

        A person who belongs, or lately belonged, to a unit does not see it as an assessor.
        """
        if not user.is_active:
            return self.none()
        if standing.sees_whole_county:
            return self
        own = Q(unit_id__in=standing.unit_ids)
        assigned = Q(Exists(TeamMember.objects.filter(team=OuterRef("team"), user=user)))
        return self.filter(own | assigned & ~Q(unit_id__in=standing.recused_unit_ids))

    def light(self) -> Self:
        """With unit, type and team joined, without the breakdown: what list rows touch."""
        return self.select_related("unit", "unit_type", "team").defer("breakdown")

    def begun(self) -> Self:
        """Where the unit has written something, a scorer has opened a sheet, or the office has put
        something on record."""
        itself = Assessment.objects.filter(pk=OuterRef("pk"))
        traces = (
            Q(report__marks__answer__isnull=False) | Q(report__marks__statement__gt=""),
            Q(evidence__isnull=False),
            Q(sheets__isnull=False) | Q(quizzes__isnull=False),
            Q(claims__answer__isnull=False),
            Q(deductions__isnull=False) | Q(veto_findings__isnull=False),
        )
        found = Q(report__summary__gt="") | Q(report__submitted_at__isnull=False)
        for trace in traces:
            found |= Q(Exists(itself.filter(trace)))
        return self.filter(found)

    def incomplete(self) -> Self:
        """Without a confirmed total: what archiving would leave unfinished."""
        return self.filter(~Q(field_status=FieldStatus.CONFIRMED) | Q(total=None))

    def in_visiting_order(self) -> Self:
        return self.order_by(F("visiting_order").asc(nulls_last=True), "unit__name", "pk")

    def ranked(self) -> Self:
        """By type, then rank; then the vetoed, then the unfinished: a total order."""
        return self.order_by(
            "unit_type__position",
            F("rank").asc(nulls_last=True),
            "-is_vetoed",
            "unit__name",
            "pk",
        )


class Assessment(models.Model):
    """One unit in one cycle (参评). What the unit was on enrolment is kept with it.

    `total` and what stands with it down to `breakdown` are derived: only `actions.results` writes
    them, together with the act that moves them; `recompute_results` compares them. `bonus`
    and `deducted` are exact text like `exact`, blank where there is none.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="assessments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assessments")
    unit_type = models.ForeignKey(UnitType, models.PROTECT, related_name="+")
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="assessments")
    attributes = models.JSONField("单位属性", default=list)
    exemptions = models.JSONField("免评事由", default=list, blank=True)
    applicant_status = models.CharField("申报身份", max_length=20, blank=True)
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    visiting_order = models.PositiveSmallIntegerField("走访顺序", null=True, blank=True)
    visit_on = models.DateField("走访日期", null=True, blank=True)
    self_check_until = models.DateTimeField("单独延期至", null=True, blank=True)
    field_status = models.CharField(
        "考核状态", max_length=10, choices=FieldStatus, default=FieldStatus.PENDING
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    total = models.DecimalField("总分", max_digits=6, decimal_places=2, null=True, blank=True)
    exact = models.CharField("未舍入总分", max_length=60, blank=True)
    bonus = models.CharField("加分", max_length=60, blank=True)
    deducted = models.CharField("扣分", max_length=60, blank=True)
    is_vetoed = models.BooleanField("一票否决", default=False)
    rank = models.PositiveIntegerField("位次", null=True, blank=True)
    grade = models.CharField("等次", max_length=50, blank=True)
    breakdown = models.JSONField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "参评"
        constraints = (
            models.UniqueConstraint(
                fields=["cycle", "unit"],
                name="unit_enrolled_once",
                violation_error_message="该单位已参评。",
            ),
            models.CheckConstraint(
                name="rank_needs_a_total", condition=Q(rank=None) | Q(total__isnull=False)
            ),
            models.CheckConstraint(
                name="a_vetoed_unit_has_no_rank", condition=Q(rank=None) | Q(is_vetoed=False)
            ),
        )
        indexes = (
            models.Index(fields=["cycle", "unit_type", "rank", "is_vetoed"]),
            models.Index(fields=["team", "visiting_order"]),
            # Progress is counted from this one and no row: a row carries the whole breakdown.
            models.Index(fields=["cycle", "unit_type", "field_status", "team"]),
        )

    def __str__(self) -> str:
        return f"{self.unit}（{self.cycle}）"

    def get_absolute_url(self) -> str:
        return reverse("assessments:assessment-detail", args=[self.pk])

    @property
    def is_confirmed(self) -> bool:
        return self.field_status == FieldStatus.CONFIRMED

    @property
    def applicant(self) -> Applicant:
        """What the engine needs to know of the unit, as it was on enrolment.

        Not its type: enrolment chose the rubric by that.
        """
        return Applicant(
            attributes=frozenset(self.attributes),
            exemptions=frozenset(self.exemptions),
            status=self.applicant_status,
        )
