"""调度会. What a meeting decides is opened as a follow-up with the meeting as its source."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from districts.actions.describing import described, values_of
from districts.actions.steps import locked, write
from districts.models import CoordinationMeeting
from districts.policies import standing_of
from districts.policies.pairings import can_keep_pairings
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed


@transaction.atomic
def create_meeting(values: Mapping[str, Any], *, by: User, at: datetime) -> CoordinationMeeting:
    """Keep the minutes of a meeting that was held."""
    _require_right(values, by, at)
    meeting = CoordinationMeeting.objects.create(**values, year=values["held_on"].year)
    after = described(meeting, values)
    record("coordinationmeeting.create", on=meeting, by=by, at=at, after=after)
    return meeting


@transaction.atomic
def edit_meeting(
    meeting: CoordinationMeeting,
    values: Mapping[str, Any],
    *,
    version: int,
    by: User,
    at: datetime,
) -> CoordinationMeeting:
    _require_right(values, by, at)
    meeting = locked(meeting)
    changed = {name: value for name, value in values.items() if getattr(meeting, name) != value}
    if not changed:
        return meeting
    before, after = described(meeting, values_of(meeting, changed)), described(meeting, changed)
    if meeting.version != version:
        raise Conflict(f"“{meeting}”在您打开页面后已被别人修改。", current=before, typed=after)
    year = changed["held_on"].year if "held_on" in changed else meeting.year
    meeting = write(meeting, {**changed, "year": year})
    record("coordinationmeeting.update", on=meeting, by=by, at=at, before=before, after=after)
    return meeting


def _require_right(values: Mapping[str, Any], by: User, at: datetime) -> None:
    if not can_keep_pairings(standing_of(by, lock=True)):
        raise NotAllowed("调度会由县文明办登记。")
    if "held_on" in values and values["held_on"] > timezone.localdate(at):
        raise DomainError("会议开完以后再登记，日期不能晚于今天。", field="held_on")
