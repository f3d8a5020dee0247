"""一票否决: the office puts on record what happened, the department says whether it holds."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from assessments.actions.extras.holding import (
    follow_up,
    held,
    held_by_office,
    require_past,
    require_reason,
    require_running,
)
from assessments.models import Assessment, DepartmentSheet, VetoFinding
from assessments.policies import veto_actors
from assessments.results.extras import veto_of, why_not_vetoed
from assessments.results.vetoes import department_named, is_staffed
from assessments.roles import VetoStatus
from assessments.workflow import VETO_STEPS, Step
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed

UNDECIDED: dict[str, object] = {
    "decided_by": None,
    "decided_at": None,
    "decision_note": "",
    "decision_number": "",
    "decision_date": None,
    "in_lieu": False,
}


@transaction.atomic
def record_veto(
    assessment: Assessment,
    *,
    code: str,
    happened: str,
    occurred_on: date,
    heads: int | None = None,
    document_number: str,
    document_date: date | None,
    save_key: UUID,
    sheet: DepartmentSheet | None = None,
    by: User,
    at: datetime,
) -> VetoFinding:
    """Put a finding on record; nothing is vetoed until it is confirmed.

    The office does, or on its `sheet` the department that confirms. The same `save_key` again is
    the same act again.
    """
    assessment = _held(assessment.pk, sheet, by)
    if made := VetoFinding.objects.filter(save_key=save_key, assessment=assessment).first():
        return made
    veto = veto_of(assessment.rubric.spec, code)
    if veto is None:
        raise DomainError("该单位的细则没有这个否决情形。", field="code")
    require_reason(happened, "请写明发生的情形。", field="happened")
    require_past(occurred_on, at, field="occurred_on")
    if veto.heads is not None and heads is None:
        raise DomainError(f"细则规定人数门槛 {veto.heads} 人，请填写人数。", field="heads")
    _require_document(document_number, document_date, at)
    department = department_named(veto.department)
    if sheet is not None and department != sheet.department:
        raise DomainError("这个情形不由本部门确认。", field="code")
    try:
        with transaction.atomic():
            finding = VetoFinding.objects.create(
                assessment=assessment, code=code, happened=happened, occurred_on=occurred_on,
                heads=heads, document_number=document_number, document_date=document_date,
                department=department, sheet=sheet,
                save_key=save_key, recorded_by=by, recorded_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict("这条情形刚刚登记过，请刷新后核对。") from error
    after = {"code": code, "occurred_on": occurred_on, "document": document_number}
    record("veto.record", on=assessment, by=by, at=at, after=after, note=happened)
    return finding


@transaction.atomic
def advance_veto(
    finding: VetoFinding,
    verb: str,
    *,
    note: str = "",
    number: str = "",
    day: date | None = None,
    by: User,
    at: datetime,
) -> VetoFinding:
    """Take one step of `workflow.VETO_STEPS`; the unit's result follows at once.

    `number` and `day` are those of the department's own paper: the office needs them where it
    enters the department's word for it.
    """
    step = VETO_STEPS[verb]
    assessment = held(finding.assessment_id)
    finding = VetoFinding.objects.select_related("department").get(pk=finding.pk)
    finding.assessment = assessment
    staffed = is_staffed(finding.department)
    standing = standing_of(by, lock=True)
    actors = veto_actors(standing, finding, is_staffed=staffed)
    if step.actor not in actors:
        raise NotAllowed(_not_allowed(finding, step, is_staffed=staffed))
    require_running(assessment)
    if finding.status not in step.sources:
        raise Conflict(f"这条情形{finding.get_status_display()}，不能{step.label}。")
    if step.needs_note:
        require_reason(note, "请写明理由。", field="note")
    changes = _changes(step, note, number, day, in_lieu=not staffed, by=by, at=at)
    before = finding.get_status_display()
    _move(finding, step, changes)
    after = {
        "code": finding.code,
        "status": finding.get_status_display(),
        "counts": why_not_vetoed(assessment, finding) or "计入",
        **follow_up(assessment),
    }
    record(f"veto.{verb}", on=assessment, by=by, at=at, before=before, after=after, note=note)
    return finding


def _held(assessment_id: int, sheet: DepartmentSheet | None, by: User) -> Assessment:
    """The unit, held, for whoever may put a finding on record about it."""
    if sheet is None:
        return held_by_office(assessment_id, by=by)
    assessment = held(assessment_id)
    standing = standing_of(by, lock=True)
    is_its_own = assessment.unit_id in standing.recused_unit_ids
    if sheet.department_id not in standing.department_ids or is_its_own:
        raise NotAllowed("您对该单位须回避，或者不在这个部门，不能登记否决情形。")
    require_running(assessment)
    return assessment


def _changes(
    step: Step,
    note: str,
    number: str,
    day: date | None,
    *,
    in_lieu: bool,
    by: User,
    at: datetime,
) -> dict[str, object]:
    if step.target == VetoStatus.PENDING:
        return UNDECIDED
    decides = step.target != VetoStatus.WITHDRAWN
    if decides and in_lieu:
        _require_document(number, day, at, names=("number", "day"))
    require_past(day, at, field="day")
    return {
        "decided_by": by,
        "decided_at": at,
        "decision_note": note,
        "decision_number": number,
        "decision_date": day,
        "in_lieu": decides and in_lieu,
    }


def _move(finding: VetoFinding, step: Step, changes: dict[str, object]) -> None:
    """The guarded write: of two who decide at once one is told."""
    still = VetoFinding.objects.filter(
        pk=finding.pk, status=finding.status, version=finding.version
    )
    if not still.update(**changes, status=step.target, version=F("version") + 1):
        raise Conflict("这条情形刚刚有变动，请刷新页面。")
    for name, value in {**changes, "status": step.target}.items():
        setattr(finding, name, value)
    finding.version += 1


def _not_allowed(finding: VetoFinding, step: Step, *, is_staffed: bool) -> str:
    if is_staffed and finding.department is not None:
        return f"细则规定由{finding.department}确认，您不能{step.label}。"
    return f"您没有“{step.label}”的权限。"


def _require_document(
    number: str,
    day: date | None,
    at: datetime,
    names: tuple[str, str] = ("document_number", "document_date"),
) -> None:
    if not number:
        raise DomainError("请填写文号：一票否决须有文件依据。", field=names[0])
    if day is None:
        raise DomainError("请填写文件日期。", field=names[1])
    require_past(day, at, field=names[1])
