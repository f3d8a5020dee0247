"""What happens on the total, as recorded of one unit: bonuses, deductions, vetoes.

A published rubric says which there are, by 编号; these rows say what happened. Figures come from
the engine (`results.extras` hands it what counts), never from here.
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from assessments.models.cycles import Assessment
from assessments.models.selfcheck import Evidence, SelfReport
from assessments.roles import ClaimStatus, DeductionStatus, VetoStatus
from districts.models import Department
from districts.roles import Standing
from wenming.accounts.models import User

COUNTED_CLAIMS = (ClaimStatus.ACCEPTED, ClaimStatus.PARTIAL)


class BonusClaimQuerySet(models.QuerySet["BonusClaim"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Whoever sees the report sees what it claims."""
        reports = SelfReport.objects.visible_to(user, standing)
        return self.filter(assessment__in=reports.values("assessment"))

    def made(self) -> Self:
        """Where somebody claims something; the others are rows that wait for it."""
        return self.filter(answer__isnull=False)

    def waiting(self) -> Self:
        """Claims that the unit has handed in and nobody has decided."""
        return self.made().filter(status=ClaimStatus.PENDING)


class BonusClaim(models.Model):
    """加分申报: one bonus of the rubric for one unit. Made empty on enrolment, like a SelfMark.

    `answer` is what is claimed, `accepted` what counts: the same where the office agrees, another
    answer where it agrees in part.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="claims")
    code = models.CharField("编号", max_length=20)
    answer = models.JSONField("申报", null=True, blank=True)
    statement = models.TextField("申报说明", max_length=2000, blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="claims", blank=True)
    by_office = models.BooleanField("文明办登记", default=False)
    status = models.CharField(
        "认定", max_length=10, choices=ClaimStatus, default=ClaimStatus.PENDING
    )
    accepted = models.JSONField("认定", null=True, blank=True)
    reason = models.CharField("认定理由", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    save_key = models.UUIDField(null=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = BonusClaimQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "加分申报"
        ordering = ("assessment", "code")
        constraints = (
            models.UniqueConstraint(fields=["assessment", "code"], name="bonus_claim_once"),
            models.CheckConstraint(
                name="counted_claim_has_its_answer",
                condition=Q(status__in=COUNTED_CLAIMS, accepted__isnull=False)
                | ~Q(status__in=COUNTED_CLAIMS) & Q(accepted__isnull=True),
                violation_error_message="认可的加分须写明认定的内容。",
            ),
            models.CheckConstraint(
                name="reduced_claim_has_its_reason",
                condition=~Q(status__in=(ClaimStatus.PARTIAL, ClaimStatus.REFUSED)) | ~Q(reason=""),
                violation_error_message="部分认可或不认可须写明理由。",
            ),
            models.CheckConstraint(
                name="decided_claim_names_who_decided",
                condition=Q(status=ClaimStatus.PENDING, decided_by=None, decided_at=None)
                | ~Q(status=ClaimStatus.PENDING)
                & Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
        )
        indexes = (models.Index(fields=["status", "assessment"]),)

    def __str__(self) -> str:
        return f"{self.assessment.unit}加分 {self.code}"

    @property
    def is_decided(self) -> bool:
        return self.status != ClaimStatus.PENDING


class Recorded(models.Model):
    """Something the office put on record: never edited away, only closed with a reason."""

    code = models.CharField("编号", max_length=20)
    document_number = models.CharField("文号", max_length=60, blank=True)
    document_date = models.DateField("文件日期", null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")
    save_key = models.UUIDField(unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class DeductionEntry(Recorded):
    """扣分: one event, or several of one kind. A correction is a new row that replaces this one."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="deductions")
    answer = models.JSONField("扣分")
    reason = models.CharField("事由", max_length=500)
    status = models.CharField(
        "状态", max_length=10, choices=DeductionStatus, default=DeductionStatus.IN_FORCE
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_reason = models.CharField("更正或撤销的原因", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "扣分登记"
        ordering = ("assessment", "code", "pk")
        constraints = (
            models.CheckConstraint(
                name="deduction_entry_has_its_reason",
                condition=~Q(reason=""),
                violation_error_message="扣分须写明事由。",
            ),
            models.CheckConstraint(
                name="closed_deduction_says_why",
                condition=Q(status=DeductionStatus.IN_FORCE, closed_at=None, closing_reason="")
                | ~Q(status=DeductionStatus.IN_FORCE)
                & Q(closed_at__isnull=False)
                & ~Q(closing_reason=""),
                violation_error_message="更正或撤销须写明原因。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.assessment.unit}扣分 {self.code}"

    @property
    def is_in_force(self) -> bool:
        return self.status == DeductionStatus.IN_FORCE


class VetoFindingQuerySet(models.QuerySet["VetoFinding"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Office and leaders: all. A department: those it is to confirm, but of its own units
        nothing that concerns the person."""
        if not user.is_active:
            return self.none()
        if standing.sees_whole_county:
            return self
        return self.filter(department_id__in=standing.department_ids).exclude(
            assessment__unit_id__in=standing.recused_unit_ids
        )


class VetoFinding(Recorded):
    """一票否决: what happened, and whether the department in charge confirms it.

    `department` is the one the rubric names, as the register had it when this was recorded; None
    where there is none of that name. The office confirms in its stead (`in_lieu`) only where
    nobody of that department has an account, by the department's own paper.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="veto_findings")
    happened = models.CharField("情形", max_length=1000)
    occurred_on = models.DateField("发生日期")
    heads = models.PositiveIntegerField("人数", null=True, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="veto_findings"
    )
    status = models.CharField("状态", max_length=10, choices=VetoStatus, default=VetoStatus.PENDING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField("确认意见", max_length=500, blank=True)
    decision_number = models.CharField("确认文号", max_length=60, blank=True)
    decision_date = models.DateField("确认文件日期", null=True, blank=True)
    in_lieu = models.BooleanField("文明办代为登记", default=False)
    # Where the department itself entered it, on its sheet of the year.
    sheet = models.ForeignKey(
        "assessments.DepartmentSheet",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="findings",
    )

    objects = VetoFindingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "一票否决登记"
        ordering = ("assessment", "code", "pk")
        constraints = (
            models.CheckConstraint(
                name="veto_finding_has_its_document",
                condition=~Q(document_number="") & Q(document_date__isnull=False),
                violation_error_message="一票否决须有来源文号和日期。",
            ),
            models.CheckConstraint(
                name="decided_veto_names_who_decided",
                condition=Q(status=VetoStatus.PENDING, decided_by=None, decided_at=None)
                | ~Q(status=VetoStatus.PENDING)
                & Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="veto_in_lieu_has_a_document",
                condition=Q(in_lieu=False)
                | ~Q(decision_number="") & Q(decision_date__isnull=False),
                violation_error_message="代为登记须有确认部门的文号和日期。",
            ),
        )
        indexes = (models.Index(fields=["status", "department"]),)

    def __str__(self) -> str:
        return f"{self.assessment.unit}一票否决 {self.code}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:veto-detail", args=[self.pk])
