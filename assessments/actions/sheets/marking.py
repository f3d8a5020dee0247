"""One body scores many units at once: sheets begun together, handed in together."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from assessments.actions.sheets.steps import advance_sheet
from assessments.models import Assessment, Mark, Rubric, ScoreSheet, ScoringDuty
from assessments.policies import calendar_of
from assessments.results.bodies import Body, applicable, bodies_in, names_in
from assessments.results.sheets import id_of, lines_of
from assessments.roles import BodyKind, DutyStatus, FieldStatus, PhaseKind, SheetStatus
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict

BATCH = 2000


@transaction.atomic
def begin_marking(rubric: Rubric, duties: Iterable[ScoringDuty], *, by: User, at: datetime) -> int:
    """Open a sheet with its empty marks for each of these units that has none; how many.

    Units that are confirmed, released or begun are left as they are. The number of queries does
    not depend on the number of units; one entry in the trail names them all.
    """
    standing = standing_of(by, lock=True)
    owed = ScoringDuty.objects.to_score_by(by, standing).in_open_years()
    asked = owed.filter(pk__in=[duty.pk for duty in duties], status=DutyStatus.OWED)
    units = [duty.assessment_id for duty in asked]
    rows = Assessment.objects.filter(pk__in=units, field_status=FieldStatus.PENDING)
    rows = rows.select_related("unit", "cycle").defer("breakdown").order_by("pk")
    locked = {each.pk: each for each in rows.select_for_update(of=("self",))}
    begun = already_begun(locked, by)
    pending = {pk: each for pk, each in locked.items() if pk not in begun}
    if not pending:
        return 0
    calendar = calendar_of(next(iter(pending.values())).cycle, at)
    if not calendar.is_open(PhaseKind.FIELD):
        raise Conflict("集中考核阶段没有开放，不能打分。")
    made = [
        ScoreSheet(
            assessment=pending[duty.assessment_id],
            scorer=by,
            body=duty.body,
            department_id=duty.department_id,
        )
        for duty in asked
        if duty.assessment_id in pending
    ]
    ScoreSheet.objects.bulk_create(made)
    _add_marks(rubric, made)
    names = [pending[sheet.assessment_id].unit.name for sheet in made]
    record("marking.begin", on=rubric, by=by, at=at, after={"units": names})
    return len(made)


def already_begun(units: Iterable[int], by: User) -> set[int]:
    """The units that one has a sheet for; asked under their lock, which whoever begins holds."""
    sheets = ScoreSheet.objects.filter(assessment__in=list(units), scorer=by)
    return set(sheets.values_list("assessment_id", flat=True))


def _add_marks(rubric: Rubric, sheets: Sequence[ScoreSheet]) -> None:
    bodies = bodies_in(sheets[0].assessment.cycle, names_in(rubric.spec))
    for sheet in sheets:
        sheet.assessment.rubric = rubric
    Mark.objects.bulk_create(
        (
            Mark(sheet=sheet, indicator_id=id_of(item))
            for sheet in sheets
            for item in bodies.items_of(
                Body(BodyKind(sheet.body), sheet.department_id), applicable(sheet.assessment)
            )
        ),
        batch_size=BATCH,
    )


@transaction.atomic
def submit_complete(sheets: Iterable[ScoreSheet], *, by: User, at: datetime) -> tuple[int, int]:
    """Hand in those of one's drafts that lack nothing: (handed in, left as they are)."""
    ready, left = [], 0
    for sheet in sheets:
        if sheet.status != SheetStatus.DRAFT or sheet.scorer_id != by.pk:
            continue
        lines = lines_of(sheet, sheet.marks.all())
        if lines and not any(line.problem for line in lines):
            ready.append(sheet)
        else:
            left += 1
    for sheet in ready:
        advance_sheet(sheet, "submit", by=by, at=at)
    return len(ready), left
