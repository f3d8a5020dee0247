"""部门意见: the office asks, a department enters exceptions and hands in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.actions.cycles import locked_cycle
from assessments.actions.extras import advance_veto, record_veto
from assessments.models import Assessment, Cycle, DepartmentSheet, VetoFinding
from assessments.results.department_sheets import asked_in, responsible_of, waiting_elsewhere
from assessments.roles import CycleStatus, SheetAnswer, VetoStatus
from districts.actions.steps import locked, write
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.dates import cn_date
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.workdays.calendar import add_working_days


@transaction.atomic
def issue_sheets(
    cycle: Cycle, *, working_days: int, by: User, at: datetime
) -> list[DepartmentSheet]:
    """Ask every department that may veto, has an account, and has not been asked yet."""
    cycle = _open_cycle(cycle, by)
    due_on = add_working_days(timezone.localdate(at), working_days)
    has_one = set(cycle.department_sheets.values_list("department", flat=True))
    asked, _ = asked_in(cycle)
    made = [
        DepartmentSheet.objects.create(
            cycle=cycle, department=each.department, responsible=each.responsible,
            due_on=due_on, issued_by=by, issued_at=at,
        )
        for each in asked
        if each.responsible and each.department.pk not in has_one
    ]  # fmt: skip
    if not made:
        raise DomainError("没有需要下发的部门：细则中有否决权、已有账号的部门都已下发。")
    for sheet in made:
        after = {"截止": cn_date(due_on), "责任人": sheet.responsible}
        record("departmentsheet.issue", on=sheet, by=by, at=at, after=after)
    return made


@transaction.atomic
def enter_exception(
    sheet: DepartmentSheet, assessment: Assessment, values: Mapping[str, Any], *, by: User,
    at: datetime,
) -> VetoFinding:  # fmt: skip
    """Put an exception on the sheet; it is confirmed when the sheet is handed in."""
    sheet = _open_sheet(sheet, by=by, at=at)
    if assessment.cycle_id != sheet.cycle_id:
        raise DomainError("该单位不在这个年度。")
    return record_veto(assessment, sheet=sheet, by=by, at=at, **values)


@transaction.atomic
def hand_in(sheet: DepartmentSheet, *, by: User, at: datetime) -> DepartmentSheet:
    """The department's word on all units: what it entered holds, of the others it has nothing."""
    sheet = _open_sheet(sheet, by=by, at=at)
    if waiting := waiting_elsewhere(sheet).count():
        raise DomainError(f"还有 {waiting} 条别处登记的否决情形待本部门确认，请先确认。")
    entered = sheet.findings.filter(status=VetoStatus.PENDING).select_related("assessment")
    for finding in entered.order_by("assessment__unit_type", "assessment", "pk"):
        advance_veto(finding, "confirm", by=by, at=at)
    holds = sheet.findings.filter(status=VetoStatus.CONFIRMED).count()
    sheet = write(sheet, {"answered_by": by, "answered_at": at})
    said = f"{holds} 条例外，其余无异议" if holds else "全部无异议"
    record("departmentsheet.answer", on=sheet, by=by, at=at, after=said)
    return sheet


@transaction.atomic
def reopen_sheet(
    sheet: DepartmentSheet, *, working_days: int, reason: str, by: User, at: datetime
) -> DepartmentSheet:
    """Give the department another term, with a reason; what it entered stays."""
    _open_cycle(sheet.cycle, by)
    sheet = locked(sheet)
    today = timezone.localdate(at)
    state = sheet.state_on(today)
    if state == SheetAnswer.WAITING:
        raise Conflict("这份意见表还在反馈期内，不需要重新开放。")
    if not reason:
        raise DomainError("请写明重新开放的理由。", field="reason")
    due_on = add_working_days(today, working_days)
    staff = responsible_of([sheet.department_id])
    responsible = staff.get(sheet.department_id, sheet.responsible)
    values = {"due_on": due_on, "responsible": responsible}
    sheet = write(sheet, {**values, "answered_by": None, "answered_at": None})
    after = {"截止": cn_date(due_on), "责任人": responsible}
    before = state.label
    record("departmentsheet.reopen", on=sheet, by=by, at=at, before=before, after=after,
           note=reason)  # fmt: skip
    return sheet


def _open_cycle(cycle: Cycle, by: User) -> Cycle:
    cycle = locked_cycle(cycle.pk)
    if not standing_of(by, lock=True).is_office:
        raise NotAllowed("部门意见表由县文明办下发，您没有这一权限。")
    if cycle.status != CycleStatus.OPEN:
        raise Conflict(f"{cycle}还没有启动，不能下发部门意见表。")
    return cycle


def _open_sheet(sheet: DepartmentSheet, *, by: User, at: datetime) -> DepartmentSheet:
    """The sheet, held, as somebody of its department may fill it in."""
    if sheet.department_id not in standing_of(by, lock=True).department_ids:
        raise NotAllowed("部门意见由该部门的同志填报，您没有这一权限。")
    sheet = locked(sheet)
    state = sheet.state_on(timezone.localdate(at))
    if state != SheetAnswer.WAITING:
        raise Conflict(f"这份意见表{state.label}，要改请与县文明办联系重新开放。")
    return sheet
