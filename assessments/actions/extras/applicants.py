"""What a unit counts as: 免评事由 and 申报身份, corrected while the year is open."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from assessments.actions.extras.holding import follow_up, held_by_office, require_reason
from assessments.models import Assessment, Mark, ScoreSheet, SelfMark
from assessments.results.applicants import possible_titles, statuses_of
from assessments.results.bodies import Body, bodies_of
from assessments.results.sheets import answers_of, id_of, items_of, sheet_total
from assessments.results.tally import marks_of, tally_of
from assessments.roles import BodyKind, SheetStatus
from assessments.scoring import applicable_items
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError


@transaction.atomic
def correct_applicant(
    assessment: Assessment,
    *,
    exemptions: Sequence[str],
    status: str,
    reason: str,
    version: int,
    by: User,
    at: datetime,
) -> Assessment:
    """Correct what enrolment wrote down. Report, open sheets and result follow at once.

    Items that are now to be answered appear in the report and in sheets still open; answers to
    items that no longer are stay stored and count nothing. A confirmed unit that would lack a
    mark is refused: its field assessment has to be reopened first.
    """
    assessment = held_by_office(assessment.pk, by=by)
    titles = sorted(set(exemptions))
    before = {"exemptions": assessment.exemptions, "status": assessment.applicant_status}
    after = {"exemptions": titles, "status": status}
    if before == after:
        return assessment
    require_reason(reason, "请写明更正的原因。")
    _require_known(assessment, titles, status)
    fields = {"exemptions": titles, "applicant_status": status}
    still = Assessment.objects.filter(pk=assessment.pk, version=version)
    if not still.update(**fields, version=F("version") + 1):
        raise Conflict("该单位的资料刚刚有变动，请刷新后再更正。")
    for name, value in fields.items():
        setattr(assessment, name, value)
    _add_marks(assessment)
    _refresh_sheets(assessment)
    _require_complete(assessment)
    said = {**after, **follow_up(assessment)}
    record("applicant.correct", on=assessment, by=by, at=at, before=before, after=said, note=reason)
    return assessment


def _require_known(assessment: Assessment, exemptions: Sequence[str], status: str) -> None:
    known = possible_titles(assessment)
    if unknown := [title for title in exemptions if title not in known]:
        raise DomainError(f"没有这个称号：{'、'.join(unknown)}。", field="exemptions")
    statuses = statuses_of(assessment.rubric.spec)
    if statuses and status not in statuses:
        raise DomainError(f"申报身份应为{'、'.join(statuses)}之一。", field="status")
    if not statuses and status:
        raise DomainError("该单位的细则没有身份基数，不用填写申报身份。", field="status")


def _add_marks(assessment: Assessment) -> None:
    """Empty marks for what is now asked, in the report and in every sheet still open."""
    asked = applicable_items(assessment.rubric.spec, assessment.applicant)
    report = assessment.report
    there = set(report.marks.values_list("indicator_id", flat=True))
    SelfMark.objects.bulk_create(
        SelfMark(report=report, indicator_id=id_of(item)) for item in asked if item.id not in there
    )
    bodies = bodies_of(assessment)
    for sheet in assessment.sheets.filter(status=SheetStatus.DRAFT):
        sheet.assessment = assessment
        marked = set(sheet.marks.values_list("indicator_id", flat=True))
        body = Body(BodyKind(sheet.body), sheet.department_id)
        Mark.objects.bulk_create(
            Mark(sheet=sheet, indicator_id=id_of(item))
            for item in bodies.items_of(body, items_of(sheet))
            if item.id not in marked
        )


def _refresh_sheets(assessment: Assessment) -> None:
    """A handed-in sheet's own total follows what applies."""
    quizzes = list(assessment.quizzes.all())
    for sheet in assessment.sheets.counted():
        sheet.assessment = assessment
        total = sheet_total(sheet, answers_of(sheet), quizzes)
        ScoreSheet.objects.filter(pk=sheet.pk).update(total=total)


def _require_complete(assessment: Assessment) -> None:
    if not assessment.is_confirmed:
        return
    result = tally_of(assessment, marks_of([assessment])[assessment.pk])
    if not result.complete:
        named = "、".join(result.missing)
        raise Conflict(f"更正后 {named} 须评分，而该单位已确认结果。请先在集中考核中退回重评。")
