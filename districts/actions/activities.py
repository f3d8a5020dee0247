"""Activities: entered once, and used by as many records as need them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from districts.actions.describing import described
from districts.actions.entries import advance_entry, correct, edit_entry, new_entry_fields
from districts.actions.steps import locked
from districts.models import Activity, ActivityUse, Correction, about
from districts.policies import standing_of
from districts.policies.fieldwork import can_enter
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed


@transaction.atomic
def create_activity(values: Mapping[str, Any], *, by: User, at: datetime) -> Activity:
    """Enter an activity of one's own; the office's are confirmed at once.

    `values` maps field names to typed values; the organiser stands in township, department or
    unit, and without any of them the office itself organised it.
    """
    standing = standing_of(by, lock=True)
    activity = Activity(
        **with_year(values), **new_entry_fields(is_office=standing.is_office, by=by, at=at)
    )
    if not can_enter(standing) or not (standing.is_office or activity.is_owned_by(standing)):
        raise NotAllowed("只能登记本单位、本部门、本乡镇主办的活动。")
    if activity.held_on > timezone.localdate(at):
        raise DomainError("活动办完以后再登记，日期不能晚于今天。", field="held_on")
    activity.save(force_insert=True)
    record("activity.create", on=activity, by=by, at=at, after=described(activity, values))
    return activity


def edit_activity(row: Activity, values: Mapping[str, Any], **given: Any) -> Activity:
    """`edit_entry`; the year follows the day."""
    return edit_entry(row, with_year(values), **given)


def correct_activity(row: Activity, values: Mapping[str, Any], **given: Any) -> list[Correction]:
    """`correct`; the year follows the day."""
    return correct(row, with_year(values), **given)


def advance_activity(
    row: Activity, verb: str, *, by: User, at: datetime, note: str = ""
) -> Activity:
    """Take one step of ENTRY_STEPS. What others rely on is not taken back under them."""
    guard = _require_unused if verb == "withdraw" else None
    return advance_entry(row, verb, by=by, at=at, note=note, guard=guard)


def _require_unused(activity: Activity) -> None:
    used = list(activity.uses.values_list("target_label", flat=True)[:3])
    if used:
        raise DomainError(f"这项活动已用于“{'”“'.join(used)}”，先从那里移除再撤回。")


@transaction.atomic
def use_activity(
    activity: Activity, target: Model, *, by: User, at: datetime, label: str = ""
) -> ActivityUse:
    """Let `target` count the activity as its own. Whether `by` may change the target is asked by
    the caller, whose record it is. The activity is held, so that nobody takes it back meanwhile.
    """
    activity = locked(activity)
    try:
        with transaction.atomic():
            use = ActivityUse.objects.create(
                activity=activity,
                **about(target),
                target_label=(label or str(target))[:120],
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise Conflict(f"这里已经用了“{activity}”，不用再加一次。") from error
    record("activity.use", on=activity, by=by, at=at, after=use.target_label)
    return use


@transaction.atomic
def stop_using(use: ActivityUse, *, by: User, at: datetime) -> None:
    """Take the activity out of the target; the activity itself stays."""
    label, activity = use.target_label, use.activity
    use.delete()
    record("activity.stop-using", on=activity, by=by, at=at, before=label)


def with_year(values: Mapping[str, Any]) -> dict[str, Any]:
    """With the year, which follows the day."""
    return {**values, "year": values["held_on"].year} if "held_on" in values else dict(values)
