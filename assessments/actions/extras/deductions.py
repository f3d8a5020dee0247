"""扣分: events that the office puts on record, corrects and withdraws. None is ever edited away."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from assessments.actions.extras.holding import (
    follow_up,
    held_by_office,
    require_past,
    require_reason,
)
from assessments.models import Assessment, DeductionEntry
from assessments.results.deductions import deduction_in_words, deduction_of
from assessments.roles import DeductionStatus
from assessments.scoring import AnswerError, clean_deduction
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError


@transaction.atomic
def record_deduction(
    assessment: Assessment,
    *,
    code: str,
    answer: Mapping[str, Any],
    reason: str,
    document_number: str = "",
    document_date: date | None = None,
    save_key: UUID,
    by: User,
    at: datetime,
) -> DeductionEntry:
    """Put one event (or several of a kind) on record; the unit's result follows at once.

    The same `save_key` again is the same act again: the entry that was made is returned.
    """
    assessment = held_by_office(assessment.pk, by=by)
    if made := DeductionEntry.objects.filter(save_key=save_key, assessment=assessment).first():
        return made
    document = {"document_number": document_number, "document_date": document_date}
    entry = _new(assessment, code, answer, reason, document, save_key=save_key, by=by, at=at)
    after = {**_said(entry), **follow_up(assessment)}
    record("deduction.record", on=assessment, by=by, at=at, after=after, note=reason)
    return entry


@transaction.atomic
def correct_deduction(
    entry: DeductionEntry,
    *,
    answer: Mapping[str, Any],
    reason: str,
    document_number: str = "",
    document_date: date | None = None,
    why: str,
    version: int,
    save_key: UUID,
    by: User,
    at: datetime,
) -> DeductionEntry:
    """Replace an entry by a new one and keep the old with the reason. Returns the new one."""
    assessment = held_by_office(entry.assessment_id, by=by)
    entry = DeductionEntry.objects.get(pk=entry.pk)
    if made := DeductionEntry.objects.filter(save_key=save_key, replaces=entry).first():
        return made
    require_reason(why, "请写明更正的原因。", field="why")
    _close(entry, DeductionStatus.CORRECTED, why, version=version, by=by, at=at)
    document = {"document_number": document_number, "document_date": document_date}
    fresh = _new(
        assessment, entry.code, answer, reason, document,
        replaces=entry, save_key=save_key, by=by, at=at,
    )  # fmt: skip
    before, after = _said(entry), {**_said(fresh), **follow_up(assessment)}
    record("deduction.correct", on=assessment, by=by, at=at, before=before, after=after, note=why)
    return fresh


@transaction.atomic
def withdraw_deduction(
    entry: DeductionEntry, *, why: str, version: int, by: User, at: datetime
) -> DeductionEntry:
    """Take an entry back with the reason; it stays on the page, struck through."""
    assessment = held_by_office(entry.assessment_id, by=by)
    entry = DeductionEntry.objects.get(pk=entry.pk)
    require_reason(why, "请写明撤销的原因。", field="why")
    _close(entry, DeductionStatus.WITHDRAWN, why, version=version, by=by, at=at)
    before, after = _said(entry), follow_up(assessment)
    record("deduction.withdraw", on=assessment, by=by, at=at, before=before, after=after, note=why)
    return entry


def _new(
    assessment: Assessment,
    code: str,
    answer: Mapping[str, Any],
    reason: str,
    document: Mapping[str, Any],
    *,
    save_key: UUID,
    by: User,
    at: datetime,
    replaces: DeductionEntry | None = None,
) -> DeductionEntry:
    deduction = deduction_of(assessment, code)
    if deduction is None:
        raise DomainError("该单位的细则没有这个扣分项。", field="code")
    try:
        cleaned = clean_deduction(deduction, answer)
    except AnswerError as error:
        raise DomainError(f"{error}。", field="answer") from error
    if cleaned.get("count") == 0 or cleaned.get("values") == []:
        raise DomainError("没有扣分就不用登记，请填写次数或每次扣的分。", field="answer")
    require_reason(reason, "请写明扣分的事由。")
    require_past(document["document_date"], at, field="document_date")
    try:
        with transaction.atomic():
            return DeductionEntry.objects.create(
                assessment=assessment, code=code, answer=cleaned, reason=reason, **document,
                replaces=replaces, save_key=save_key, recorded_by=by, recorded_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict("这条扣分刚刚登记过，请刷新后核对。") from error


def _close(
    entry: DeductionEntry,
    status: DeductionStatus,
    why: str,
    *,
    version: int,
    by: User,
    at: datetime,
) -> None:
    """Only an entry that is still in force, and as it was on screen, can be closed."""
    still = DeductionEntry.objects.filter(
        pk=entry.pk, version=version, status=DeductionStatus.IN_FORCE
    )
    changes = {"status": status, "closed_by": by, "closed_at": at, "closing_reason": why}
    if not still.update(**changes, version=F("version") + 1):
        state = entry.get_status_display()
        raise Conflict(f"这条扣分{state}，或刚被他人改动，请刷新后再办。")
    for name, value in changes.items():
        setattr(entry, name, value)


def _said(entry: DeductionEntry) -> dict[str, object]:
    document = " ".join(filter(None, (entry.document_number, str(entry.document_date or ""))))
    return {"code": entry.code, "deduction": deduction_in_words(entry), "document": document}
