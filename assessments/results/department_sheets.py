"""部门意见 as pages and actions read it: who is asked, what each said, and where it may enter."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from assessments.models import (
    Assessment,
    Cycle,
    DepartmentSheet,
    OutcomeList,
    Rubric,
    VetoFinding,
)
from assessments.results.vetoes import SEPARATORS
from assessments.roles import OutcomeStatus, SheetAnswer, VetoStatus
from assessments.scoring import RubricSpec, Veto
from districts.models import Department, Membership
from districts.results.desk import Desk, Todo, end_of, when_due
from districts.roles import Role, Standing
from wenming.dates import cn_date
from wenming.text import name_key

CHIPS = {
    SheetAnswer.WAITING: "chip-amber",
    SheetAnswer.ANSWERED: "chip-green",
    SheetAnswer.SILENT: "chip-grey",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A department that may veto in the year; nobody answers where it has no account."""

    department: Department
    responsible: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One sheet with what it says today."""

    sheet: DepartmentSheet
    state: SheetAnswer
    chip: str
    exceptions: int

    @property
    def said(self) -> str:
        if self.state == SheetAnswer.ANSWERED:
            return f"有 {self.exceptions} 条例外" if self.exceptions else "全部无异议"
        if self.state == SheetAnswer.SILENT:
            return f"视为无异议，责任人 {self.sheet.responsible}"
        return ""


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit on a sheet: what was entered of it, and whether something may be."""

    assessment: Assessment
    findings: tuple[VetoFinding, ...]
    can_enter: bool
    why_not: str


def asked_in(cycle: Cycle) -> tuple[list[Asked], list[str]]:
    """The departments whom the year's rubrics let veto, and those named that the register lacks.

    Three queries.
    """
    names = {veto.department for spec in _specs(cycle) for veto in spec.vetoes if veto.department}
    by_key = _register(names)
    found: dict[int, Department] = {}
    lacking = []
    for name in sorted(names):
        department = _first(name, by_key)
        if department is None:
            lacking.append(name)
        else:
            found[department.pk] = department
    staff = responsible_of(found)
    rows = [Asked(each, staff.get(each.pk, "")) for each in found.values()]
    return sorted(rows, key=lambda row: row.department.name), lacking


def responsible_of(departments: Iterable[int]) -> dict[int, str]:
    """Who answers for a department: of its people with an account the one of longest standing."""
    current = Membership.objects.current(timezone.localdate()).filter(
        role=Role.DEPARTMENT, department__in=list(departments), user__is_active=True
    )
    rows = current.order_by("-started_on", "-pk").values_list("department", "user__name")
    return dict(rows)


def vetoes_by_rubric(sheet: DepartmentSheet) -> dict[int, tuple[Veto, ...]]:
    """The vetoes that the department confirms, by rubric of the year. Two queries."""
    rubrics = list(_rubrics(sheet.cycle))
    names = {veto.department for rubric in rubrics for veto in rubric.spec.vetoes}
    by_key = _register(names)

    def is_its(veto: Veto) -> bool:
        found = _first(veto.department, by_key)
        return found is not None and found.pk == sheet.department_id

    return {rubric.pk: tuple(filter(is_its, rubric.spec.vetoes)) for rubric in rubrics}


def sheet_rows(sheets: "QuerySet[DepartmentSheet]", today: date) -> list[SheetRow]:
    """The sheets with their exceptions counted. One query."""
    live = ~Q(findings__status__in=(VetoStatus.WITHDRAWN, VetoStatus.DISMISSED))
    counted = sheets.select_related("department", "cycle", "answered_by").annotate(
        exceptions=Count("findings", filter=live & Q(findings__isnull=False))
    )
    rows = []
    for sheet in counted.order_by("-cycle__year", "department__name", "pk"):
        state = sheet.state_on(today)
        rows.append(SheetRow(sheet, state, CHIPS[state], sheet.exceptions))
    return rows


def units_of(sheet: DepartmentSheet, words: str, unit_type: str) -> "QuerySet[Assessment]":
    """All units of the year, narrowed by what was asked for."""
    units = Assessment.objects.filter(cycle=sheet.cycle_id).light()
    if unit_type:
        units = units.filter(unit_type=unit_type)
    if words.strip():
        key = words.strip()
        units = units.filter(
            Q(unit__name__icontains=key)
            | Q(unit__pinyin__icontains=key)
            | Q(unit__initials__icontains=key)
        )
    return units.order_by("unit_type__position", "unit__name", "pk")


def unit_lines(
    sheet: DepartmentSheet, units: Iterable[Assessment], standing: Standing, *, is_open: bool
) -> list[UnitLine]:
    """Lines of one page. Three queries."""
    units = list(units)
    vetoes = vetoes_by_rubric(sheet)
    findings: dict[int, list[VetoFinding]] = {}
    for finding in VetoFinding.objects.filter(sheet=sheet, assessment__in=units).order_by("pk"):
        findings.setdefault(finding.assessment_id, []).append(finding)
    lines = []
    for unit in units:
        why_not = ""
        if unit.unit_id in standing.recused_unit_ids:
            why_not = "本人回避"
        elif not vetoes.get(unit.rubric_id):
            why_not = "细则没有由本部门确认的情形"
        entered = tuple(findings.get(unit.pk, ()))
        lines.append(UnitLine(unit, entered, is_open and not why_not, why_not))
    return lines


def waiting_elsewhere(sheet: DepartmentSheet) -> "QuerySet[VetoFinding]":
    """Findings that others recorded and the department has still to confirm."""
    return VetoFinding.objects.filter(
        assessment__cycle=sheet.cycle_id,
        department=sheet.department_id,
        status=VetoStatus.PENDING,
        sheet=None,
    )


def sheet_todos(desk: Desk, cycle: Cycle) -> Iterator[Todo]:
    """Sheets that a department has still to hand in. One query for departments, else none."""
    if not desk.standing.department_ids:
        return
    mine = DepartmentSheet.objects.waiting(desk.today).filter(
        cycle=cycle, department_id__in=desk.standing.department_ids
    )
    for sheet in desk.shown(mine.select_related("department").order_by("due_on", "pk")):
        yield Todo(
            kind="amber",
            when=when_due(sheet.due_on, desk.today),
            title=f"反馈{cycle.year}年度部门意见",
            detail=f"{sheet.department.name} · {cn_date(sheet.due_on)}前，逾期视为无异议",
            url=sheet.get_absolute_url(),
            act="去反馈",
            due=end_of(sheet.due_on),
        )


def outcome_todos(desk: Desk, cycle: Cycle) -> Iterator[Todo]:
    """A list of outcomes that this person may approve or publish. One query for the office."""
    if not desk.standing.is_office:
        return
    waiting = (OutcomeStatus.PREPARED, OutcomeStatus.APPROVED)
    lists = OutcomeList.objects.filter(cycle=cycle, status__in=waiting)
    for found in desk.shown(
        lists.exclude(status=OutcomeStatus.PREPARED, prepared_by=desk.user).order_by("pk")
    ):
        is_prepared = found.status == OutcomeStatus.PREPARED
        yield Todo(
            kind="amber",
            when=found.get_status_display(),
            title=f"{cycle.year}年度定等表{found.get_status_display()}",
            detail="核对建议、改定理由和要撤销的称号",
            url=found.get_absolute_url(),
            act="批准" if is_prepared else "公布",
            due=found.prepared_at,
        )


def _rubrics(cycle: Cycle) -> "QuerySet[Rubric]":
    used = Assessment.objects.filter(cycle=cycle).order_by().values("rubric")
    return Rubric.objects.filter(pk__in=used)


def _specs(cycle: Cycle) -> Iterator[RubricSpec]:
    return (rubric.spec for rubric in _rubrics(cycle))


def _register(names: Iterable[str]) -> dict[str, Department]:
    keys = {key for name in names for key in _keys(name)}
    found = Department.objects.active().filter(name_key__in=keys)
    return {department.name_key: department for department in found}


def _keys(name: str) -> list[str]:
    return [name_key(part) for part in SEPARATORS.split(name) if part.strip()]


def _first(name: str, by_key: dict[str, Department]) -> Department | None:
    """As `results.vetoes.department_named`: of several the first that the register has."""
    return next((by_key[key] for key in _keys(name) if key in by_key), None)
