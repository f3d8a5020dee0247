"""迟报: a unit asks to fill in what it missed, the office permits it until a day or declines it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from assessments.actions.cycles import extend_unit
from assessments.actions.reports.saving import locked_report
from assessments.models import LateFiling, SelfReport
from assessments.openings import can_ask_lateness, can_decide_lateness
from assessments.policies import actors_of, calendar_of
from assessments.results.report_rows import ItemRow
from assessments.results.reports import report_sheet
from assessments.roles import Actor, PhaseKind
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed


@transaction.atomic
def ask_lateness(
    report: SelfReport, *, marks: Collection[int], reason: str, by: User, at: datetime
) -> SelfReport:
    """A unit says why it missed these items (ids of its marks) and asks to fill them in."""
    report = locked_report(SelfReport.objects.all(), report.pk)
    actors = actors_of(by, standing_of(by), report.assessment)
    if Actor.REPORTER not in actors:
        raise NotAllowed("迟报由单位填报人申请，您没有这一权限。")
    if not can_ask_lateness(actors, report, calendar_of(report.assessment.cycle, at)):
        raise Conflict(f"自查报告{report.get_status_display()}，不能申请迟报。")
    rows = _missed(report, marks, at)
    if not reason:
        raise DomainError("请写明没有按时填报的原因。", field="reason")
    for row in rows:
        asked = {"asked_reason": reason, "asked_at": at}
        undecided = {"until": None, "answer": "", "decided_at": None, "decided_by": None}
        LateFiling.objects.update_or_create(mark=row.mark, defaults=asked | undecided)
    record("report.ask-late", on=report, by=by, at=at, after=_codes(rows), note=reason)
    return report


@transaction.atomic
def decide_lateness(
    report: SelfReport,
    *,
    marks: Collection[int],
    until: datetime | None,
    reason: str,
    by: User,
    at: datetime,
) -> SelfReport:
    """Permit missed items until a moment (迟报许可), or decline them (`until` None).

    A unit whose whole self-check closes earlier gets more time for that too: a permission that
    ends with a report nobody may hand in would be none.
    """
    report = locked_report(SelfReport.objects.all(), report.pk)
    actors = actors_of(by, standing_of(by), report.assessment)
    if Actor.OFFICE not in actors:
        raise NotAllowed("迟报由县文明办许可，您没有这一权限。")
    calendar = calendar_of(report.assessment.cycle, at)
    if not can_decide_lateness(actors, report, calendar):
        raise Conflict(f"自查报告{report.get_status_display()}，现在不能办理迟报。")
    rows = _missed(report, marks, at)
    if not reason:
        raise DomainError("请写明理由，单位会看到。", field="reason")
    if until is not None:
        if until <= at:
            raise DomainError("须晚于现在。", field="until")
        deadline = calendar.deadline(PhaseKind.SELF_CHECK, until=report.assessment.self_check_until)
        if deadline is not None and until > deadline:
            extend_unit(report.assessment, until=until, reason=reason, by=by, at=at)
    decision = {"until": until, "answer": reason, "decided_at": at, "decided_by": by}
    for row in rows:
        LateFiling.objects.update_or_create(mark=row.mark, defaults=decision)
    verb = "report.decline-late" if until is None else "report.permit-late"
    record(verb, on=report, by=by, at=at, after=_codes(rows) | {"until": until}, note=reason)
    return report


def _missed(report: SelfReport, marks: Collection[int], at: datetime) -> list[ItemRow]:
    """The chosen items, as long as every one of them has been missed."""
    if not marks:
        raise DomainError("请先勾选要补填的项目。", field="marks")
    calendar = calendar_of(report.assessment.cycle, at)
    missed = {
        row.mark.pk: row for row in report_sheet(report, calendar, with_last_year=False).missed
    }
    if not missed.keys() >= set(marks):
        raise Conflict("勾选的项目里有的已经填好、已有许可或已答复，请刷新页面后再办。")
    return [row for pk, row in missed.items() if pk in marks]


def _codes(rows: list[ItemRow]) -> dict[str, object]:
    return {"items": [row.item.code for row in rows]}
