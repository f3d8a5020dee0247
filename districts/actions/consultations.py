"""征求意见: sent to its recipients, answered, judged opinion by opinion, revised."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from districts.actions.describing import described, values_of
from districts.actions.steps import advance, locked, write
from districts.models import Attachment, Consultation, Opinion, Owner, owner_fields
from districts.policies import standing_of
from districts.policies.consultations import (
    can_answer,
    can_edit_consultation,
    can_keep_consultations,
    can_revise,
    consultation_actors,
)
from districts.workflow.consultations import (
    CONSULTATION_STEPS,
    NEEDS_REASON,
    Adoption,
)
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.dates import cn_date
from wenming.errors import Conflict, DomainError, NotAllowed


@transaction.atomic
def create_consultation(
    values: Mapping[str, Any], recipients: Sequence[Owner], *, by: User, at: datetime
) -> Consultation:
    """A draft with those who shall be asked; nobody sees it until it is sent."""
    if not can_keep_consultations(standing_of(by, lock=True)):
        raise NotAllowed("征求意见由县文明办办理。")
    _require_future(values["due_on"], at)
    row = Consultation.objects.create(**values, year=timezone.localdate(at).year)
    _ask(row, recipients)
    after = described(row, values) | {"征求范围": _names(recipients)}
    record("consultation.create", on=row, by=by, at=at, after=after)
    return row


@transaction.atomic
def edit_consultation(
    row: Consultation,
    values: Mapping[str, Any],
    recipients: Sequence[Owner],
    *,
    version: int,
    by: User,
    at: datetime,
) -> Consultation:
    """Change what is asked, and whom, before it is sent."""
    row = locked(row)
    if not can_edit_consultation(standing_of(by, lock=True), row):
        raise Conflict(f"“{row}”已经发出，不能再修改。")
    _require_future(values["due_on"], at)
    asked = [one.owner for one in row.opinions.with_owner() if one.owner]
    before = described(row, values_of(row, values)) | {"征求范围": _names(asked)}
    after = described(row, values) | {"征求范围": _names(recipients)}
    if row.version != version:
        raise Conflict(f"“{row}”在您打开页面后已被别人修改。", current=before, typed=after)
    if before == after:
        return row
    row = write(row, values)
    row.opinions.all().delete()
    _ask(row, recipients)
    record("consultation.update", on=row, by=by, at=at, before=before, after=after)
    return row


def advance_consultation(
    row: Consultation, verb: str, *, by: User, at: datetime, note: str = ""
) -> Consultation:
    """Take one step of CONSULTATION_STEPS."""
    day = timezone.localdate(at)
    guards: Mapping[str, Callable[[Consultation], None]] = {
        "send": lambda row: _require_sendable(row, at),
        "issue": _require_revised,
    }
    sets: Mapping[str, Mapping[str, Any]] = {
        "send": {"issued_on": day, "year": day.year},
        "close": {"closed_on": day},
        "reopen": {"closed_on": None},
        "issue": {"finished_on": day},
    }
    return advance(
        row,
        verb,
        steps=CONSULTATION_STEPS,
        actors_of=consultation_actors,
        by=by,
        at=at,
        note=note,
        guard=guards.get(verb),
        sets=sets.get(verb),
    )


@transaction.atomic
def answer(
    opinion: Opinion, *, text: str, is_content: bool, version: int, by: User, at: datetime
) -> Opinion:
    """A recipient's opinion, or 无意见; it may be changed until opinions are closed."""
    row = locked(opinion.consultation)
    opinion = locked(opinion)
    if not opinion.is_owned_by(standing := standing_of(by, lock=True)):
        raise NotAllowed("意见由征求范围内的单位自己反馈。")
    if not can_answer(standing, opinion, row):
        raise Conflict(f"“{row}”现在是“{row.get_status_display()}”，不能再反馈。")
    if bool(text) == is_content:
        message = "选择了“无意见”，就不再填写意见。" if text else "请填写意见，或者选择“无意见”。"
        raise DomainError(message, field="text")
    values = {"text": text, "is_content": is_content}
    before = described(opinion, values_of(opinion, values))
    if opinion.version != version:
        raise Conflict("这条意见在您打开页面后已被同事修改。", current=before,
                       typed=described(opinion, values))  # fmt: skip
    opinion = write(opinion, {**values, "given_by": by, "given_at": at})
    record("consultation.answer", on=row, by=by, at=at, before=before,
           after=described(opinion, values), note=opinion.owner_name)  # fmt: skip
    return opinion


@transaction.atomic
def judge(opinion: Opinion, *, adoption: str, reason: str, by: User, at: datetime) -> Opinion:
    """What became of an opinion: adopted, in part, or not, then with the reason."""
    row = locked(opinion.consultation)
    opinion = locked(opinion)
    _require_revising(row, by)
    if not opinion.text:
        raise Conflict(f"{opinion.owner_name}没有提出意见，不用填采纳情况。")
    if adoption in NEEDS_REASON and not reason:
        raise DomainError("部分采纳、不采纳须写明理由。", field="reason")
    values = {"adoption": Adoption(adoption), "reason": reason}
    before = described(opinion, values_of(opinion, values))
    opinion = write(opinion, values)
    record("consultation.judge", on=row, by=by, at=at, before=before,
           after=described(opinion, values), note=opinion.owner_name)  # fmt: skip
    return opinion


@transaction.atomic
def revise(row: Consultation, *, text: str, version: int, by: User, at: datetime) -> Consultation:
    """The text as it stands after the opinions."""
    row = locked(row)
    _require_revising(row, by)
    before, after = {"定稿": row.final_text}, {"定稿": text}
    if row.version != version:
        raise Conflict(f"“{row}”在您打开页面后已被别人修改。", current=before, typed=after)
    row = write(row, {"final_text": text})
    record("consultation.revise", on=row, by=by, at=at, before=before, after=after)
    return row


def _ask(row: Consultation, recipients: Sequence[Owner]) -> None:
    if not recipients:
        raise DomainError("请至少选择一个征求意见的部门或乡镇。", field="departments")
    Opinion.objects.bulk_create(
        Opinion(consultation=row, **owner_fields(one)) for one in recipients
    )


def _names(recipients: Sequence[Owner]) -> str:
    return "、".join(sorted(one.name for one in recipients))


def _require_future(due_on: date, at: datetime) -> None:
    if due_on < (today := timezone.localdate(at)):
        raise DomainError(f"反馈期限不能早于今天（{cn_date(today)}）。", field="due_on")


def _require_sendable(row: Consultation, at: datetime) -> None:
    if row.due_on < timezone.localdate(at):
        raise DomainError("反馈期限已过，请先修改期限再发出。")
    if not Attachment.objects.on(row).exists():
        raise DomainError("请先上传征求意见稿，再发出。")


def _require_revising(row: Consultation, by: User) -> None:
    standing = standing_of(by, lock=True)
    if not can_keep_consultations(standing):
        raise NotAllowed("意见由县文明办汇总。")
    if not can_revise(standing, row):
        raise Conflict(f"“{row}”现在是“{row.get_status_display()}”，结束征求后才能办理。")


def _require_revised(row: Consultation) -> None:
    """Every opinion has been judged and the final text is there."""
    waiting = row.opinions.exclude(text="").filter(adoption="").count()
    if waiting:
        raise DomainError(f"还有 {waiting} 条意见没有填采纳情况。")
    if not row.final_text:
        raise DomainError("请先填写定稿。")
