"""A sheet's life: opened once per scorer and unit, submitted, given up, taken back."""

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import policies
from assessments.models import Assessment, Mark, ScoreSheet, ScoringDuty, TeamMember
from assessments.policies import Calendar, calendar_of
from assessments.results.bodies import TEAM, Body, bodies_of
from assessments.results.sheets import (
    Line,
    id_of,
    items_of,
    lines_of,
    sheet_total,
    snapshot,
)
from assessments.roles import Actor, BodyKind, DutyStatus, PhaseKind, SheetStatus
from assessments.workflow import SHEET_STEPS, Step
from districts.policies import standing_of
from districts.roles import Standing
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.text import clean_text

LONGEST_NOTE = 500


def open_sheet(assessment: Assessment, *, by: User, at: datetime) -> ScoreSheet:
    """The scorer's sheet for that unit, made with its empty marks on the first call.

    Somebody who has to stay away from the unit is refused, and the attempt is on record.
    """
    try:
        return _open_sheet(assessment, by=by, at=at)
    except Recused:
        with transaction.atomic():
            record("sheet.recused", on=assessment, by=by, at=at)
        raise


class Recused(NotAllowed):
    """A scorer and a unit that must not meet (回避)."""


@transaction.atomic
def _open_sheet(assessment: Assessment, *, by: User, at: datetime) -> ScoreSheet:
    assessment = locked_assessment(assessment.pk)
    _refuse_recused(assessment, _standing(by, at))
    actors = actors_now(by, assessment, at)
    body = _body_of(assessment, actors, by=by, at=at)
    calendar = calendar_of(assessment.cycle, at)
    if existing := begun_sheet(assessment, by):
        return existing
    if not policies.can_open_sheet(actors | {Actor.BODY}, assessment, calendar):
        raise Conflict(why_closed(assessment, calendar))
    try:
        with transaction.atomic():
            sheet = _new_sheet(assessment, body, by)
    except IntegrityError:
        # Two clicks at once: the other one made it.
        return ScoreSheet.objects.get(assessment=assessment, scorer=by)
    record("sheet.open", on=sheet, by=by, at=at)
    return sheet


def _body_of(assessment: Assessment, actors: frozenset[Actor], *, by: User, at: datetime) -> Body:
    """For whom `by` scores the unit: the team in which they sit, else what they are held to."""
    if Actor.MEMBER in actors:
        return TEAM
    standing = _standing(by, at, lock=True)
    duties = ScoringDuty.objects.to_score_by(by, standing).filter(assessment=assessment)
    duty = duties.filter(status=DutyStatus.OWED).order_by("pk").first()
    if duty is None:
        raise NotAllowed("该单位不由您所在的考核组考核，细则也没有要您评分的项目。")
    return Body(BodyKind(duty.body), duty.department_id)


def begun_sheet(assessment: Assessment, by: User) -> ScoreSheet | None:
    return ScoreSheet.objects.filter(assessment=assessment, scorer=by).first()


def _new_sheet(assessment: Assessment, body: Body, by: User) -> ScoreSheet:
    team = assessment.team if body == TEAM else None
    sheet = ScoreSheet.objects.create(assessment=assessment, team=team, scorer=by, **body.columns)
    items = bodies_of(assessment).items_of(body, items_of(sheet))
    Mark.objects.bulk_create(Mark(sheet=sheet, indicator_id=id_of(item)) for item in items)
    return sheet


@transaction.atomic
def advance_sheet(
    sheet: ScoreSheet, verb: str, *, by: User, at: datetime, note: str = ""
) -> ScoreSheet:
    """Submit, abstain or recall one's own sheet, or raise a DomainError and change nothing."""
    step = SHEET_STEPS[verb]
    assessment = locked_assessment(sheet.assessment_id)
    sheet = ScoreSheet.objects.select_for_update().get(pk=sheet.pk)
    sheet.assessment = assessment
    standing = _standing(by, at, lock=not sheet.is_team_s)
    _refuse_recused(assessment, standing)
    if not _may_score(sheet, standing, by=by):
        raise NotAllowed(f"只有打分的考核员本人才能{step.label}。")
    if sheet.status not in step.sources:
        raise Conflict(f"考核表{sheet.get_status_display()}，不能{step.label}。")
    calendar = calendar_of(assessment.cycle, at)
    if assessment.is_confirmed or not calendar.is_open(PhaseKind.FIELD):
        raise Conflict(why_closed(assessment, calendar))
    note = clean_note(step, note)
    lines = lines_of(sheet)
    if guard := GUARDS.get(verb):
        guard(sheet, lines)
    before = _move(sheet, step, lines, note=note, at=at)
    after = {"status": sheet.status, "total": sheet.total, "marks": snapshot(lines)}
    record(f"sheet.{verb}", on=sheet, by=by, at=at, before=before, after=after, note=note)
    return sheet


def _may_score(sheet: ScoreSheet, standing: Standing, *, by: User) -> bool:
    """Whether the sheet is `by`'s own and they still speak for its body, held until the act ends.

    A department that was released hands in nothing until it is asked again.
    """
    if sheet.scorer_id != by.pk or not by.is_active:
        return False
    if sheet.is_team_s:
        seats = TeamMember.objects.select_for_update(of=("self",))
        return bool(list(seats.filter(team=sheet.team_id, user=by).values_list("pk")))
    duties = ScoringDuty.objects.to_score_by(by, standing).filter(status=DutyStatus.OWED)
    mine = duties.of_body(sheet.body, sheet.department_id)
    return mine.filter(assessment=sheet.assessment_id).exists()


def _move(
    sheet: ScoreSheet, step: Step, lines: list[Line], *, note: str, at: datetime
) -> dict[str, object]:
    """Write the new state with what follows from it; returns what was before."""
    before: dict[str, object] = {"status": sheet.status, "total": sheet.total}
    submits = step.target == SheetStatus.SUBMITTED
    quizzes = list(sheet.assessment.quizzes.all()) if submits and sheet.is_team_s else []
    answers = {id_of(line.item): line.mark.answer for line in lines}
    fields = {
        "status": step.target,
        "note": note,
        "submitted_at": None if step.target == SheetStatus.DRAFT else at,
        "total": sheet_total(sheet, answers, quizzes) if submits else None,
        "version": sheet.version + 1,
    }
    moved = ScoreSheet.objects.filter(
        pk=sheet.pk, version=sheet.version, status=sheet.status
    ).update(**fields)
    if not moved:
        raise Conflict("考核表的状态刚刚有变动，请刷新页面。")
    for name, value in fields.items():
        setattr(sheet, name, value)
    return before


def require_complete(_sheet: ScoreSheet, lines: list[Line]) -> None:
    """Every item answered, and a reason wherever points are lost."""
    problems = [
        f"{line.code} {line.item.title}（{line.problem}）" for line in lines if line.problem
    ]
    if problems:
        raise Conflict(f"还有 {len(problems)} 项没有完成，不能提交：{'、'.join(problems)}。")


def refuse_peeking(sheet: ScoreSheet, _lines: list[Line]) -> None:
    """Whoever abstained may have read the others' marks: they cannot start scoring again."""
    others = sheet.assessment.sheets.counted().exclude(pk=sheet.pk)
    if sheet.status == SheetStatus.ABSTAINED and others.exists():
        raise Conflict("弃权后已有人提交该单位的考核表，不能再恢复打分。")


GUARDS: dict[str, Callable[[ScoreSheet, list[Line]], None]] = {
    "submit": require_complete,
    "recall": refuse_peeking,
}


def locked_assessment(pk: int) -> Assessment:
    """The assessment, locked, with what every act of its field scoring asks."""
    rows = Assessment.objects.select_related("unit", "cycle", "rubric", "team")
    return rows.select_for_update(of=("self",)).get(pk=pk)


def actors_now(by: User, assessment: Assessment, at: datetime) -> frozenset[Actor]:
    """What `by` is towards the unit, with their seat locked until the act is over."""
    seats = TeamMember.objects.select_for_update(of=("self",))
    list(seats.filter(team=assessment.team_id, user=by).values_list("pk"))
    standing = _standing(by, at)
    return policies.actors_of(by, standing, assessment)


def why_closed(assessment: Assessment, calendar: Calendar) -> str:
    if assessment.is_confirmed:
        return f"{assessment.unit.name}的结果已由组长确认，不能再改。"
    if not calendar.has_begun(PhaseKind.FIELD):
        return "集中考核阶段还没有开始。"
    return "集中考核阶段已经结束，不能再打分。"


def clean_note(step: Step, note: str) -> str:
    note = clean_text(note)
    if step.needs_note and not note:
        raise DomainError(f"{step.label}须写明原因。", field="note")
    if len(note) > LONGEST_NOTE:
        raise DomainError(f"原因最多 {LONGEST_NOTE} 字。", field="note")
    return note


def _standing(by: User, at: datetime, *, lock: bool = False) -> Standing:
    return standing_of(by, on=timezone.localtime(at).date(), lock=lock)


def _refuse_recused(assessment: Assessment, standing: Standing) -> None:
    if assessment.unit_id in standing.recused_unit_ids:
        raise Recused(f"您属于{assessment.unit.name}，或离开该单位不满一年，须回避。")
