"""督办事项: opened because of a record, reported done, verified."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from districts.actions.steps import advance, locked, write
from districts.models import FollowUp, Owner, Village, about, owner_fields
from districts.policies import standing_of
from districts.policies.fieldwork import actors_of, can_open_follow_ups
from districts.roles import FollowUpStatus
from districts.workflow.follow_ups import FOLLOW_UP_STEPS
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.dates import cn_date
from wenming.errors import Conflict, DomainError, NotAllowed


@transaction.atomic
def open_follow_up(
    *,
    kind: str,
    text: str,
    owner: Owner,
    due_on: date,
    source: Model | None = None,
    source_label: str = "",
    village: Village | None = None,
    by: User,
    at: datetime,
) -> FollowUp:
    """Charge `owner` with something until `due_on`. Its year is that of the day it is opened.

    `source_label` says more of the source than its name does.
    """
    if not can_open_follow_ups(standing_of(by, lock=True)):
        raise NotAllowed("督办事项由县文明办交办，您没有这一权限。")
    today = timezone.localdate(at)
    if due_on < today:
        raise DomainError("办结期限不能早于今天。", field="due_on")
    follow_up = FollowUp.objects.create(
        kind=kind,
        year=today.year,
        text=text,
        due_on=due_on,
        village=village,
        opened_by=by,
        opened_at=at,
        source_label=(source_label or (str(source) if source else ""))[:120],
        **owner_fields(owner),
        **(about(source) if source else {}),
    )
    after = {"承办": owner.name, "期限": due_on, "来源": follow_up.source_label}
    record("followup.open", on=follow_up, by=by, at=at, after=after)
    return follow_up


def advance_follow_up(
    follow_up: FollowUp, verb: str, *, by: User, at: datetime, note: str = ""
) -> FollowUp:
    """Take one step of FOLLOW_UP_STEPS."""
    sets: Mapping[str, Mapping[str, Any]] = {
        "report": {"report_note": note[:500], "reported_at": at, "return_note": ""},
        "close": {"closed_at": at},
        "return": {"return_note": note[:500]},
        "cancel": {"return_note": note[:500], "closed_at": at},
    }
    return advance(
        follow_up,
        verb,
        steps=FOLLOW_UP_STEPS,
        actors_of=actors_of,
        by=by,
        at=at,
        note=note,
        sets=sets[verb],
    )


@transaction.atomic
def move_due_day(
    follow_up: FollowUp, *, due_on: date, note: str, by: User, at: datetime
) -> FollowUp:
    """Give more or less time, with a reason."""
    follow_up = locked(follow_up)
    if not can_open_follow_ups(standing_of(by, lock=True)):
        raise NotAllowed("期限由县文明办调整，您没有这一权限。")
    if follow_up.status != FollowUpStatus.OPEN:
        raise Conflict(f"事项“{follow_up}”{follow_up.get_status_display()}，不能再调整期限。")
    if not note:
        raise DomainError("请填写调整期限的原因。", field="note")
    before = follow_up.due_on
    follow_up = write(follow_up, {"due_on": due_on})
    record("followup.move-due-day", on=follow_up, by=by, at=at,
           before=cn_date(before), after=cn_date(due_on), note=note)  # fmt: skip
    return follow_up
