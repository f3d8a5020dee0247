"""Scoring bodies (评分主体): whom the rubric's names mean in a year, and what each body owes."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.cycles import Assessment, Cycle
from assessments.roles import BodyKind, CycleStatus, DutyStatus
from districts.models import Department
from districts.roles import Standing
from wenming.accounts.models import User


class BodyMatch(models.Model):
    """Whom one name under 评分主体 means in one year. Blank `kind`: nobody yet.

    Made at enrolment for every name but 考核组 and 文明办, with the department of that name; the
    office decides about the others. A department that is renamed later keeps its items.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="body_matches")
    name = models.CharField("评分主体", max_length=100)
    kind = models.CharField("由谁评分", max_length=12, choices=BodyKind, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="部门"
    )
    note = models.CharField("代评说明", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "评分主体对应"
        ordering = ("cycle", "pk")
        constraints = (
            models.UniqueConstraint(fields=["cycle", "name"], name="body_matched_once_per_cycle"),
            models.CheckConstraint(
                name="body_match_names_its_department",
                condition=Q(kind=BodyKind.DEPARTMENT, department__isnull=False)
                | ~Q(kind=BodyKind.DEPARTMENT) & Q(department=None),
                violation_error_message="由部门评分时须选择部门。",
            ),
            models.CheckConstraint(
                name="scoring_in_place_has_a_note",
                condition=~Q(kind__in=[BodyKind.TEAM, BodyKind.OFFICE]) | ~Q(note=""),
                violation_error_message="代评须写明说明。",
            ),
        )

    def __str__(self) -> str:
        return self.name


class ScoringDutyQuerySet(models.QuerySet["ScoringDuty"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """The office: all. A department: its own, but not for units its person belongs to."""
        if not user.is_active:
            return self.none()
        own = Q(department_id__in=standing.department_ids)
        seen = self if standing.is_office else self.filter(own)
        return seen.exclude(assessment__unit_id__in=standing.recused_unit_ids)

    def to_score_by(self, user: User, standing: Standing) -> Self:
        """What one speaks for: one's departments' duties, and the office's for the office."""
        if not user.is_active:
            return self.none()
        own = Q(department_id__in=standing.department_ids)
        if standing.is_office:
            own |= Q(body=BodyKind.OFFICE)
        return self.filter(own).exclude(assessment__unit_id__in=standing.recused_unit_ids)

    def in_open_years(self) -> Self:
        return self.filter(assessment__cycle__status=CycleStatus.OPEN)

    def of_body(self, body: str, department_id: int | None) -> Self:
        return self.filter(body=body, department=department_id)


class ScoringDuty(models.Model):
    """That a department, or the office, scores items of one unit (评分任务).

    The team's own work is no duty: its units are assigned to it.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="duties")
    body = models.CharField("评分主体", max_length=12, choices=BodyKind)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="scoring_duties"
    )
    status = models.CharField("状态", max_length=10, choices=DutyStatus, default=DutyStatus.OWED)
    note = models.CharField("免除或恢复的原因", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ScoringDutyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评分任务"
        ordering = ("assessment", "pk")
        constraints = (
            models.CheckConstraint(
                name="duty_is_the_office_s_or_a_department_s",
                condition=Q(body=BodyKind.OFFICE, department=None)
                | Q(body=BodyKind.DEPARTMENT, department__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["assessment", "department"],
                condition=Q(department__isnull=False),
                name="department_owes_a_unit_once",
            ),
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(department=None),
                name="office_owes_a_unit_once",
            ),
        )
        indexes = (models.Index(fields=["department", "status"]),)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """How the body is called; needs `department`."""
        return self.department.name if self.department else BodyKind.OFFICE.label

    @property
    def is_released(self) -> bool:
        return self.status == DutyStatus.RELEASED
