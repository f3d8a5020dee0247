"""部门意见: the sheet on which a department that can veto says what it knows of all units."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from assessments.models.cycles import Cycle
from assessments.roles import SheetAnswer
from districts.models import Department
from districts.roles import Standing
from wenming.accounts.models import User


class DepartmentSheetQuerySet(models.QuerySet["DepartmentSheet"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Office and leaders: all. A department: its own."""
        if not user.is_active:
            return self.none()
        if standing.sees_whole_county:
            return self
        return self.filter(department_id__in=standing.department_ids)

    def waiting(self, today: date) -> Self:
        """Those that may still be answered: silence counts from the day after the last."""
        return self.filter(answered_at=None, due_on__gte=today)


class DepartmentSheet(models.Model):
    """What one department says in one year. Exceptions are its `findings`.

    That silence means 无异议 is never stored: it follows from the day, and so holds on the minute
    the deadline passes, whether or not anything runs then. `responsible` is who answers for it, by
    name, as of the day of issue.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="department_sheets")
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="opinion_sheets", verbose_name="部门"
    )
    responsible = models.CharField("责任人", max_length=60)
    due_on = models.DateField("截止日期")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DepartmentSheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "部门意见表"
        ordering = ("cycle", "department__name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["cycle", "department"],
                name="department_sheet_once",
                violation_error_message="该部门本年度的意见表已经下发。",
            ),
            models.CheckConstraint(
                name="answered_sheet_says_by_whom",
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.department}意见表（{self.cycle}）"

    def get_absolute_url(self) -> str:
        return reverse("assessments:department-sheet", args=[self.pk])

    def state_on(self, today: date) -> SheetAnswer:
        if self.answered_at is not None:
            return SheetAnswer.ANSWERED
        return SheetAnswer.WAITING if today <= self.due_on else SheetAnswer.SILENT
