"""一票否决: findings, who has to confirm them, and whether they reach their rule. Reads only."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from assessments.models import Assessment, VetoFinding
from assessments.results.extras import veto_of, why_not_vetoed
from assessments.roles import VetoStatus
from assessments.scoring import Veto
from districts.models import Department, Membership
from districts.roles import Role
from wenming.text import name_key

SEPARATORS = re.compile("[、，,；;]")


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding. `why_not` says why it does not veto even when confirmed; "" where it does."""

    finding: VetoFinding
    veto: Veto | None
    why_not: str
    is_staffed: bool

    @property
    def label(self) -> str:
        return f"{self.finding.code} {self.veto.title if self.veto else ''}".strip()

    @property
    def confirmer(self) -> str:
        """Who says whether it holds."""
        if self.finding.department and self.is_staffed:
            return self.finding.department.name
        named = self.veto.department if self.veto else ""
        if not named:
            return "县文明办（细则没有指定确认部门）"
        return f"县文明办（{named}没有账号，凭其文件登记）"

    @property
    def vetoes(self) -> bool:
        return self.finding.status == VetoStatus.CONFIRMED and not self.why_not

    @property
    def chip(self) -> str:
        if self.finding.status == VetoStatus.PENDING:
            return "chip-amber"
        return "chip-red" if self.vetoes else ""


def findings_of(assessment: Assessment) -> list[FindingRow]:
    """Every finding on one unit. One query, none where the rubric has no vetoes."""
    if not assessment.rubric.spec.vetoes:
        return []
    found = list(with_staff(assessment.veto_findings.order_by("pk")))
    for finding in found:
        finding.assessment = assessment
    return finding_rows(found)


def finding_rows(findings: Iterable[VetoFinding]) -> list[FindingRow]:
    """Rows from findings as `with_staff` reads them, each with assessment, cycle and rubric."""
    return [
        FindingRow(
            finding,
            veto_of(finding.assessment.rubric.spec, finding.code),
            why_not_vetoed(finding.assessment, finding),
            bool(getattr(finding, "is_staffed", False)),
        )
        for finding in findings
    ]


def with_staff(findings: "QuerySet[VetoFinding]") -> "QuerySet[VetoFinding]":
    """With people and department joined, and `is_staffed`: whether it has an account."""
    people = ("department", "recorded_by", "decided_by")
    return findings.select_related(*people).annotate(is_staffed=Exists(_staff_of_finding()))


def waiting_for_office() -> "QuerySet[VetoFinding]":
    """Pending findings of which no department has an account: the office enters its paper."""
    pending = VetoFinding.objects.filter(status=VetoStatus.PENDING)
    return pending.filter(~Exists(_staff_of_finding()))


def department_named(names: str) -> Department | None:
    """The department that a rubric names; of several the first that the register has."""
    keys = [name_key(name) for name in SEPARATORS.split(names) if name.strip()]
    found = Department.objects.active().filter(name_key__in=keys)
    by_key = {department.name_key: department for department in found}
    return next((by_key[key] for key in keys if key in by_key), None)


def is_staffed(department: Department | None) -> bool:
    """Whether somebody of that department can sign in. One query, none without a department."""
    return department is not None and _staff().filter(department=department).exists()


def _staff_of_finding() -> "QuerySet[Membership]":
    return _staff().filter(department=OuterRef("department"))


def _staff() -> "QuerySet[Membership]":
    today = timezone.localdate()
    current = Q(ended_on=None) | Q(ended_on__gt=today)
    return Membership.objects.filter(
        current, role=Role.DEPARTMENT, started_on__lte=today, user__is_active=True
    )
