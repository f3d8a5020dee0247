"""The steps of a self-check report, as `workflow.REPORT_STEPS` lists them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from assessments.actions.cycles import extend_unit
from assessments.actions.reports.saving import locked_report
from assessments.models import ReviewComment, SelfReport
from assessments.policies import Calendar, actors_of, calendar_of
from assessments.results.gates import gate_of
from assessments.results.report_progress import self_total_of
from assessments.results.reports import missing_before_submission
from assessments.roles import Actor, PhaseKind
from assessments.workflow import REPORT_STEPS, Step
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed


@transaction.atomic
def advance_report(
    report: SelfReport,
    verb: str,
    *,
    by: User,
    at: datetime,
    note: str = "",
    until: datetime | None = None,
) -> SelfReport:
    """Take one step of the workflow, or raise a DomainError and change nothing.

    The same person asking again for what has just been done (a double click) gets the report as
    it is, and nothing happens twice. `until` is the new deadline of a report that is returned
    after its self-check has closed.
    """
    step = REPORT_STEPS[verb]
    report = locked_report(SelfReport.objects.all(), report.pk)
    assessment = report.assessment
    if step.actor not in actors_of(by, standing_of(by), assessment):
        raise NotAllowed(f"您没有“{step.label}”的权限。")
    if _was_just_done(report, step, by, note):
        return report
    if report.status not in step.sources:
        raise Conflict(f"自查报告{report.get_status_display()}，不能{step.label}。")
    calendar = calendar_of(assessment.cycle, at)
    if step.phase and not calendar.is_open(step.phase, until=assessment.self_check_until):
        raise Conflict(f"单位自查现在没有开放，不能{step.label}。")
    if step.needs_note and not note:
        raise DomainError("请写明退回的原因，单位会看到这段话。", field="note")
    asked = Asked(calendar, by, at, note, until)
    changes = EFFECTS[verb](report, asked)
    before = report.status
    _move(report, step, at, changes)
    record(
        f"report.{verb}", on=report, by=by, at=at, before=before, note=note,
        after={"status": report.status, "round": report.round, **recorded(report, verb)},
    )  # fmt: skip
    return report


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for a step, when, and what they say to it."""

    calendar: Calendar
    by: User
    at: datetime
    note: str
    until: datetime | None


def _was_just_done(report: SelfReport, step: Step, by: User, note: str) -> bool:
    if report.status != step.target:
        return False
    if step.actor is Actor.REPORTER:
        return report.submitted_by_id == by.pk
    return report.reviewer_id == by.pk and (not step.needs_note or note == report.return_note)


def _move(report: SelfReport, step: Step, at: datetime, changes: Mapping[str, object]) -> None:
    """The guarded write: somebody who was faster makes it a Conflict."""
    still = SelfReport.objects.filter(pk=report.pk, status=report.status, version=report.version)
    written = {**changes, "status": step.target, "updated_at": at}
    if not still.update(**written, version=F("version") + 1):
        raise Conflict(f"自查报告刚刚被改动，没有{step.label}，请刷新后再办。")
    report.version += 1
    for name, value in written.items():
        setattr(report, name, value)


def _submit(report: SelfReport, asked: Asked) -> dict[str, object]:
    missing = missing_before_submission(report, asked.calendar)
    if missing:
        named = "；".join(f"{gap.title}：{gap.what}" for gap in missing[:8])
        more = f"等 {len(missing)} 处" if len(missing) > 8 else f"共 {len(missing)} 处"
        raise DomainError(f"还不能报送，{more}没有填好：{named}。")
    gate = gate_of(report)
    if gate is not None and not gate.holds:
        raise DomainError(f"还不能报送，没有达到{gate.message}。")
    return {
        "round": report.round + 1,
        "submitted_at": asked.at,
        "submitted_by": asked.by,
        "self_total": self_total_of(report),
        "reviewer": None,
        "return_note": "",
    }


def _withdraw(report: SelfReport, asked: Asked) -> dict[str, object]:
    """The unit works on; what the office had begun to note for this round is dropped."""
    ReviewComment.objects.filter(mark__report=report, round=report.round, is_sent=False).delete()
    return {"submitted_by": asked.by, "reviewer": None}


def _take_up(report: SelfReport, asked: Asked) -> dict[str, object]:
    return {"reviewer": asked.by}


def _return(report: SelfReport, asked: Asked) -> dict[str, object]:
    """Send the comments off; where the unit could no longer work on it, give it more time."""
    assessment = report.assessment
    is_open = asked.calendar.is_open(PhaseKind.SELF_CHECK, until=assessment.self_check_until)
    if asked.until is not None:
        extend_unit(assessment, until=asked.until, reason=asked.note, by=asked.by, at=asked.at)
    elif not is_open:
        raise DomainError("单位自查已经截止，退回时须给该单位新的截止时间。", field="until")
    _send_comments(report)
    return {"reviewer": asked.by, "return_note": asked.note}


def _accept(report: SelfReport, asked: Asked) -> dict[str, object]:
    """What the office noted on the way is shown to the unit as advice: nothing stays hidden."""
    _send_comments(report)
    return {"reviewer": asked.by, "return_note": ""}


def _send_comments(report: SelfReport) -> None:
    ReviewComment.objects.filter(mark__report=report, is_sent=False).update(is_sent=True)


EFFECTS: dict[str, Callable[[SelfReport, Asked], dict[str, object]]] = {
    "submit": _submit,
    "withdraw": _withdraw,
    "take-up": _take_up,
    "return": _return,
    "accept": _accept,
}


def recorded(report: SelfReport, verb: str) -> dict[str, object]:
    """What the trail keeps of a step: all that was submitted, all that was found wanting."""
    if verb == "submit":
        marks = report.marks.order_by("pk").values_list("indicator__code", "answer", "statement")
        answers = {code: {"answer": a, "statement": s} for code, a, s in marks}
        made = report.assessment.claims.made().values_list("code", "answer", "statement")
        claims = {code: {"answer": a, "statement": s} for code, a, s in made}
        files = report.assessment.evidence.values_list("pk", "title")
        return {
            "self_total": report.self_total,
            "summary": report.summary,
            "answers": answers,
            "claims": claims,
            "evidence": {str(pk): title for pk, title in files},
        }
    if verb == "return":
        comments = ReviewComment.objects.filter(mark__report=report, round=report.round)
        return {"comments": dict(comments.values_list("mark__indicator__code", "text"))}
    return {}
