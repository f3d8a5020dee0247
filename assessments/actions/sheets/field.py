"""What the team does together for one unit: the test, the spreads, the confirmation."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from assessments import policies
from assessments.actions.results import clear_result, lock_ranking, refresh_result
from assessments.actions.sheets.steps import (
    LONGEST_NOTE,
    actors_now,
    clean_note,
    locked_assessment,
    why_closed,
)
from assessments.models import Assessment, Indicator, Quiz, ScoreSheet, SpreadNote
from assessments.policies import calendar_of
from assessments.results.bodies import TEAM, bodies_of
from assessments.results.field import (
    QuizRow,
    Standings,
    comparison,
    counted_sheets,
    duty_rows,
    open_matters,
    quiz_rows,
    seats_of,
)
from assessments.results.sheets import answers_of, sheet_total
from assessments.roles import Actor, BodyKind, FieldStatus
from assessments.scoring import Item
from assessments.workflow import FIELD_STEPS, Step
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.text import clean_text


@transaction.atomic
def record_quiz(
    assessment: Assessment,
    indicator: Indicator | int,
    *,
    people: int,
    average: Decimal,
    version: int | None = None,
    by: User,
    at: datetime,
) -> Quiz:
    """Store a test's result, which answers its item for every scorer.

    `version` is that of the stored result the change was made on, None for the first one.
    """
    assessment = _open_for_members(assessment, by=by, at=at)
    item_id = indicator if isinstance(indicator, int) else indicator.pk
    row = next((row for row in quiz_rows(assessment) if row.item.id == item_id), None)
    if row is None:
        raise DomainError("该项不由测试成绩计分。", field="indicator")
    _require_range(people, average)
    before = _texts(row.quiz)
    fields = {"people": people, "average": average, "recorded_by": by}
    quiz = _store_quiz(assessment, row, fields, version or 0)
    _refresh_sheet_totals(assessment)
    after = _texts(quiz) | {"item": row.item.code}
    record("field.quiz", on=assessment, by=by, at=at, before=before, after=after)
    return quiz


def _store_quiz(
    assessment: Assessment, row: QuizRow, fields: Mapping[str, Any], version: int
) -> Quiz:
    """Create the result, or replace the one of that version."""
    typed = {"参加人数": str(fields["people"]), "平均成绩": f"{fields['average']:f}"}
    key = {"assessment": assessment, "indicator_id": row.item.id}
    if row.quiz is None and not version:
        try:
            with transaction.atomic():
                return Quiz.objects.create(**key, **fields)
        except IntegrityError as error:
            raise Conflict("同组人员刚刚录入了这项测试成绩，请刷新页面。", typed=typed) from error
    if not Quiz.objects.filter(**key, version=version).update(**fields, version=version + 1):
        raise Conflict("这项测试成绩已由同组人员改动。", current=_texts(row.quiz), typed=typed)
    return Quiz.objects.get(**key)


def _require_range(people: int, average: Decimal) -> None:
    if people <= 0:
        raise DomainError("参加人数须大于 0。", field="people")
    if not 0 <= average <= 100:
        raise DomainError("平均成绩须在 0 到 100 之间。", field="average")


def _texts(quiz: Quiz | None) -> dict[str, str]:
    if quiz is None:
        return {}
    return {"参加人数": str(quiz.people), "平均成绩": f"{quiz.average:f}"}


def _refresh_sheet_totals(assessment: Assessment) -> None:
    """A submitted sheet's own total includes the tests."""
    quizzes = list(assessment.quizzes.all())
    for sheet in assessment.sheets.counted().filter(body=BodyKind.TEAM):
        sheet.assessment = assessment
        total = sheet_total(sheet, answers_of(sheet), quizzes)
        ScoreSheet.objects.filter(pk=sheet.pk).update(total=total)


@transaction.atomic
def settle_spread(
    assessment: Assessment, indicator: Indicator | int, *, text: str, by: User, at: datetime
) -> SpreadNote:
    """Why the scorers differ so much, in the words of whoever leads the item: the team's leader,
    or the lead department."""
    assessment = locked_assessment(assessment.pk)
    item_id = indicator if isinstance(indicator, int) else indicator.pk
    item = next((item for item in assessment.rubric.spec.items if item.id == item_id), None)
    _require_lead(assessment, item, by=by, at=at)
    _require_open(assessment, at)
    text = clean_text(text)
    if not text or len(text) > LONGEST_NOTE:
        raise DomainError(f"请填写分差说明，最多 {LONGEST_NOTE} 字。", field="text")
    if item is None:
        raise DomainError("该单位的细则没有这一项。", field="indicator")
    old = SpreadNote.objects.filter(assessment=assessment, indicator=item_id).first()
    note, _ = SpreadNote.objects.update_or_create(
        assessment=assessment, indicator_id=item_id, defaults={"text": text, "by": by, "at": at}
    )
    before = old.text if old else None
    record("field.settle-spread", on=assessment, by=by, at=at, before=before, after=text)
    return note


def _require_lead(assessment: Assessment, item: Item | None, *, by: User, at: datetime) -> None:
    released = [row.body for row in duty_rows(assessment) if row.duty.is_released]
    lead = bodies_of(assessment).lead(item, released) if item else TEAM
    standing = standing_of(by, on=timezone.localtime(at).date(), lock=lead != TEAM)
    if not policies.can_settle(actors_now(by, assessment, at), standing, assessment, lead):
        who = "组长" if lead == TEAM else lead.name
        raise NotAllowed(f"分差说明由{who}填写。")


@transaction.atomic
def advance_field(
    assessment: Assessment, verb: str, *, by: User, at: datetime, note: str = ""
) -> Assessment:
    """Confirm the team's result, or take it back; the unit's result follows at once."""
    step = FIELD_STEPS[verb]
    lock_ranking(assessment)
    assessment = locked_assessment(assessment.pk)
    if step.actor not in actors_now(by, assessment, at):
        raise NotAllowed(f"您没有“{step.label}”的权限。")
    if assessment.field_status not in step.sources:
        state = assessment.get_field_status_display()
        raise Conflict(f"{assessment.unit.name}{state}，不能{step.label}。")
    calendar = calendar_of(assessment.cycle, at)
    if step.phase is not None and not calendar.is_open(step.phase):
        raise Conflict(f"集中考核阶段没有开放，不能{step.label}。")
    note = clean_note(step, note)
    if guard := GUARDS.get(verb):
        guard(assessment, at)
    before = {"status": assessment.field_status, "total": assessment.total}
    _move(assessment, step, by=by, at=at)
    FOLLOW_UPS[verb](assessment)
    assessment.refresh_from_db(fields=["total", "exact", "rank", "breakdown"])
    after = {"status": assessment.field_status, "total": assessment.total}
    record(f"field.{verb}", on=assessment, by=by, at=at, before=before, after=after, note=note)
    return assessment


def _move(assessment: Assessment, step: Step, *, by: User, at: datetime) -> None:
    confirms = step.target == FieldStatus.CONFIRMED
    fields = {
        "field_status": step.target,
        "confirmed_at": at if confirms else None,
        "confirmed_by": by if confirms else None,
        "version": assessment.version + 1,
    }
    moved = Assessment.objects.filter(
        pk=assessment.pk, version=assessment.version, field_status=assessment.field_status
    ).update(**fields)
    if not moved:
        raise Conflict("该单位的状态刚刚有变动，请刷新页面。")
    for name, value in fields.items():
        setattr(assessment, name, value)


def require_settled(assessment: Assessment, at: datetime) -> None:
    """All members and bodies in, tests in, spreads explained; whatever is missing is named."""
    prefetch_related_objects([assessment], "sheets")
    seats, duties, bodies = seats_of(assessment, at), duty_rows(assessment), bodies_of(assessment)
    released = [row.body for row in duties if row.duty.is_released]
    sheets, notes = counted_sheets(seats, assessment), assessment.spread_notes.all()
    rows = comparison(assessment, sheets, notes, bodies, released)
    now = Standings(seats, quiz_rows(assessment, bodies), rows, duties, bodies)
    if problems := open_matters(assessment, now):
        raise Conflict("还不能确认：" + "".join(problems))


GUARDS: Mapping[str, Callable[[Assessment, datetime], None]] = {"confirm": require_settled}
FOLLOW_UPS: Mapping[str, Callable[[Assessment], object]] = {
    "confirm": refresh_result,
    "reopen": clear_result,
}


def _open_for_members(assessment: Assessment, *, by: User, at: datetime) -> Assessment:
    assessment = locked_assessment(assessment.pk)
    if Actor.MEMBER not in actors_now(by, assessment, at):
        raise NotAllowed("测试成绩由该单位的考核组录入。")
    _require_open(assessment, at)
    return assessment


def _require_open(assessment: Assessment, at: datetime) -> None:
    calendar = calendar_of(assessment.cycle, at)
    if not policies.can_open_sheet(frozenset({Actor.MEMBER}), assessment, calendar):
        raise Conflict(why_closed(assessment, calendar))
