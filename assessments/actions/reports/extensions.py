"""Late, with a reason: a unit asks for another deadline, the office grants or declines it."""

from datetime import datetime

from django.db import transaction

from assessments.actions.cycles import extend_unit
from assessments.actions.reports.saving import locked_report
from assessments.models import SelfReport
from assessments.policies import actors_of, calendar_of, can_ask_extension
from assessments.roles import Actor
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed


@transaction.atomic
def ask_extension(report: SelfReport, *, reason: str, by: User, at: datetime) -> SelfReport:
    """A unit that is late says why and asks for another deadline."""
    report = locked_report(SelfReport.objects.all(), report.pk)
    actors = actors_of(by, standing_of(by), report.assessment)
    if Actor.REPORTER not in actors:
        raise NotAllowed("延期由单位填报人申请，您没有这一权限。")
    if not can_ask_extension(actors, report, calendar_of(report.assessment.cycle, at)):
        raise Conflict("现在不需要申请延期，请刷新页面查看截止时间。")
    if not reason:
        raise DomainError("请写明需要延期的原因。", field="reason")
    report.extension_reason, report.extension_asked_at = reason, at
    report.extension_answer = ""
    _save_extension(report)
    record("report.ask-extension", on=report, by=by, at=at, note=reason)
    return report


@transaction.atomic
def answer_extension(
    report: SelfReport, *, until: datetime | None, answer: str, by: User, at: datetime
) -> SelfReport:
    """Grant a request with a new deadline, or decline it (`until` None) with the reason."""
    report = locked_report(SelfReport.objects.all(), report.pk)
    if Actor.OFFICE not in actors_of(by, standing_of(by), report.assessment):
        raise NotAllowed("延期由县文明办决定，您没有这一权限。")
    if report.extension_asked_at is None:
        raise Conflict("该单位没有待答复的延期申请，可能已由他人答复。")
    if until is None and not answer:
        raise DomainError("不同意延期时请说明原因。", field="answer")
    if until is not None:
        reason = report.extension_reason
        extend_unit(report.assessment, until=until, reason=reason, by=by, at=at)
    report.extension_asked_at = None
    report.extension_answer = answer
    _save_extension(report)
    verb = "report.decline-extension" if until is None else "report.grant-extension"
    record(verb, on=report, by=by, at=at, after=until, note=answer)
    return report


def _save_extension(report: SelfReport) -> None:
    report.save(update_fields=["extension_reason", "extension_asked_at", "extension_answer"])
