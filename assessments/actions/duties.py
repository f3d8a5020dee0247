"""What departments and the office owe: whom a name means, the duties that follow, releases."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from assessments import policies
from assessments.actions.sheets.steps import actors_now, clean_note, locked_assessment
from assessments.models import Assessment, BodyMatch, Cycle, Mark, ScoreSheet, ScoringDuty
from assessments.policies import calendar_of
from assessments.results.bodies import (
    Bodies,
    Body,
    applicable,
    bodies_in,
    body_of_match,
    departments_called,
    names_in,
)
from assessments.results.sheets import id_of
from assessments.roles import BodyKind, CycleStatus, FieldStatus, SheetStatus
from assessments.workflow import DUTY_STEPS
from districts.models import Department
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.text import clean_text

BATCH = 2000
LONGEST_NOTE = 300


def open_duties(cycle: Cycle, assessments: Sequence[Assessment]) -> None:
    """Match the names of the rubrics, and make what each body owes these units.

    Four queries at most, but for batches of rows; none where no rubric names another body.
    """
    if not cycle.scores_by_body:
        return
    names = list(dict.fromkeys(n for each in assessments for n in names_in(each.rubric.spec)))
    match_names(cycle, names)
    ScoringDuty.objects.bulk_create(
        _owed(assessments, bodies_in(cycle, names)), batch_size=BATCH, ignore_conflicts=True
    )


def match_names(cycle: Cycle, names: Iterable[str]) -> None:
    """A row for every name that the year does not know yet, with the department of that name."""
    if not (names := list(names)):
        return
    known = set(BodyMatch.objects.filter(cycle=cycle).values_list("name", flat=True))
    fresh = [name for name in names if name not in known]
    departments = departments_called(fresh)
    BodyMatch.objects.bulk_create(
        (
            BodyMatch(
                cycle=cycle,
                name=name,
                kind=BodyKind.DEPARTMENT if name in departments else "",
                department=departments.get(name),
            )
            for name in fresh
        ),
        ignore_conflicts=True,
    )


def _owed(assessments: Iterable[Assessment], bodies: Bodies) -> list[ScoringDuty]:
    return [
        ScoringDuty(assessment=each, **body.columns)
        for each in assessments
        for body in bodies.owing(applicable(each))
    ]


@transaction.atomic
def decide_body(
    match: BodyMatch,
    *,
    kind: BodyKind,
    department: Department | None = None,
    note: str = "",
    version: int,
    by: User,
    at: datetime,
) -> BodyMatch:
    """Say whom a name of the rubric means; the duties follow at once.

    A department, or the office or the team in its place, with the reason. Refused once a sheet of
    the body that has the items now, or is to have them, is handed in: its marks would be wrong.
    """
    cycle = Cycle.objects.select_for_update().get(pk=match.cycle_id)
    match = BodyMatch.objects.select_related("department").get(pk=match.pk)
    _require_deciding(cycle, match, version, by)
    note = _clean_decision(kind, department, note)
    before = body_of_match(match)
    match.kind, match.note = kind, note
    match.department = department if kind == BodyKind.DEPARTMENT else None
    match.decided_by, match.decided_at, match.version = by, at, match.version + 1
    units = _units_naming(cycle, match.name)
    _refuse_handed_in(units, (before, body_of_match(match)))
    match.save()
    _reopen_duties(cycle, units)
    told = {"name": match.name, "to": str(body_of_match(match) and _called(match))}
    record(
        "cycle.decide-body",
        on=cycle,
        by=by,
        at=at,
        before=before.name if before else None,
        after=told,
        note=note,
    )
    return match


def _called(match: BodyMatch) -> str:
    body = body_of_match(match)
    return body.name if body else ""


def _require_deciding(cycle: Cycle, match: BodyMatch, version: int, by: User) -> None:
    if not policies.can_run_cycles(standing_of(by)):
        raise NotAllowed("评分主体由县文明办确定，您没有这一权限。")
    if cycle.status == CycleStatus.ARCHIVED:
        raise Conflict(f"{cycle}已归档，不能再改。")
    if match.version != version:
        raise Conflict(f"“{match.name}”由谁评分刚刚有变动，请核对后再提交。")


def _clean_decision(kind: BodyKind, department: Department | None, note: str) -> str:
    note = clean_text(note)
    if kind == BodyKind.DEPARTMENT and department is None:
        raise DomainError("请选择部门。", field="department")
    if kind != BodyKind.DEPARTMENT and not note:
        raise DomainError(f"由{kind.label}代评须写明说明。", field="note")
    if len(note) > LONGEST_NOTE:
        raise DomainError(f"说明最多 {LONGEST_NOTE} 字。", field="note")
    return note


def _units_naming(cycle: Cycle, name: str) -> list[Assessment]:
    """The units of the year whose rubric names that body."""
    rows = cycle.assessments.select_related("rubric", "cycle").defer("breakdown")
    return [each for each in rows.order_by("pk") if name in names_in(each.rubric.spec)]


def _refuse_handed_in(units: Sequence[Assessment], bodies: Iterable[Body | None]) -> None:
    for body in dict.fromkeys(body for body in bodies if body is not None):
        sheets = ScoreSheet.objects.filter(assessment__in=units, **body.columns)
        if number := sheets.exclude(status=SheetStatus.DRAFT).count():
            raise Conflict(f"{body.name}已提交 {number} 家单位的考核表，不能再改由谁评分。")


def _reopen_duties(cycle: Cycle, units: Sequence[Assessment]) -> None:
    """Duties and the marks of drafts as they follow from who scores what now."""
    bodies = bodies_in(
        cycle, dict.fromkeys(n for each in units for n in names_in(each.rubric.spec))
    )
    pending = [each for each in units if each.field_status == FieldStatus.PENDING]
    wanted = {(each.pk, body) for each in pending for body in bodies.owing(applicable(each))}
    stored = ScoringDuty.objects.filter(assessment__in=pending)
    gone = [
        duty.pk
        for duty in stored
        if (duty.assessment_id, Body(BodyKind(duty.body), duty.department_id)) not in wanted
    ]
    ScoringDuty.objects.filter(pk__in=gone).delete()
    ScoringDuty.objects.bulk_create(_owed(pending, bodies), ignore_conflicts=True)
    _refit_drafts({each.pk: each for each in pending}, bodies)


def _refit_drafts(units: dict[int, Assessment], bodies: Bodies) -> None:
    """Give drafts an empty mark for what is new to their body; take away what is no longer its."""
    drafts = ScoreSheet.objects.filter(assessment__in=units, status=SheetStatus.DRAFT)
    for sheet in drafts.prefetch_related("marks"):
        body = Body(BodyKind(sheet.body), sheet.department_id)
        items = bodies.items_of(body, applicable(units[sheet.assessment_id]))
        wanted = {id_of(item) for item in items}
        known = {mark.indicator_id for mark in sheet.marks.all()}
        sheet.marks.exclude(indicator__in=wanted).delete()
        Mark.objects.bulk_create(Mark(sheet=sheet, indicator_id=pk) for pk in wanted - known)


@transaction.atomic
def advance_duty(
    duty: ScoringDuty, verb: str, *, by: User, at: datetime, note: str = ""
) -> ScoringDuty:
    """Release a body that never answered from scoring one unit, or take that back.

    Its items are then scored by the other bodies they name; an item without any stays unanswered
    and the unit has no total: an unanswered item is not a zero.
    """
    step = DUTY_STEPS[verb]
    assessment = locked_assessment(duty.assessment_id)
    duty = ScoringDuty.objects.select_related("department").get(pk=duty.pk)
    if step.actor not in actors_now(by, assessment, at):
        raise NotAllowed(f"您没有“{step.label}”的权限。")
    if duty.status not in step.sources:
        raise Conflict(f"{duty.name}{duty.get_status_display()}，不能{step.label}。")
    calendar = calendar_of(assessment.cycle, at)
    if assessment.is_confirmed or (step.phase and not calendar.is_open(step.phase)):
        raise Conflict(f"集中考核阶段没有开放，或该单位结果已确认，不能{step.label}。")
    note = clean_note(step, note)
    sheets = ScoreSheet.objects.counted().filter(
        assessment=assessment, body=duty.body, department=duty.department_id
    )
    if verb == "release" and sheets.exists():
        raise Conflict(f"{duty.name}已提交考核表，不能{step.label}。")
    before, duty.status = duty.status, step.target
    duty.note, duty.decided_by, duty.decided_at = note, by, at
    duty.save(update_fields=["status", "note", "decided_by", "decided_at"])
    after = {"status": duty.status, "body": duty.name}
    record(f"duty.{verb}", on=assessment, by=by, at=at, before=before, after=after, note=note)
    return duty
