"""督导检查: a visit to a district. What it finds wrong is opened as a rectification."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from districts.actions.describing import described, values_of
from districts.actions.follow_ups import open_follow_up
from districts.actions.steps import locked, write
from districts.models import District, FollowUp, FollowUpKind, Inspection, Village
from districts.policies import standing_of
from districts.policies.areas import can_inspect
from districts.workflow.areas import AreaStatus
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.dates import cn_date
from wenming.errors import Conflict, DomainError, NotAllowed


@transaction.atomic
def create_inspection(
    district: District, values: Mapping[str, Any], *, by: User, at: datetime
) -> Inspection:
    """Keep what a visit has seen."""
    district = locked(district)
    _require_right(by)
    if district.status != AreaStatus.PLANNED:
        raise Conflict(f"“{district}”没有列入年度计划，不能登记督导检查。")
    _require_day(district, values["held_on"], timezone.localdate(at))
    inspection = Inspection.objects.create(
        district=district, year=values["held_on"].year, entered_by=by, entered_at=at, **values
    )
    after = described(inspection, values)
    record("inspection.create", on=inspection, by=by, at=at, after=after)
    return inspection


@transaction.atomic
def edit_inspection(
    inspection: Inspection, values: Mapping[str, Any], *, version: int, by: User, at: datetime
) -> Inspection:
    inspection = locked(inspection)
    _require_right(by)
    changed = {name: value for name, value in values.items() if getattr(inspection, name) != value}
    if not changed:
        return inspection
    before = described(inspection, values_of(inspection, changed))
    after = described(inspection, changed)
    if inspection.version != version:
        raise Conflict(f"“{inspection}”在您打开页面后已被别人修改。", current=before, typed=after)
    held_on = changed.get("held_on", inspection.held_on)
    _require_day(inspection.district, held_on, timezone.localdate(at))
    inspection = write(inspection, {**changed, "year": held_on.year})
    record("inspection.update", on=inspection, by=by, at=at, before=before, after=after)
    return inspection


@transaction.atomic
def find_fault(
    inspection: Inspection,
    *,
    text: str,
    due_on: date,
    village: Village | None = None,
    by: User,
    at: datetime,
) -> FollowUp:
    """One thing found wrong: the district's township puts it right until `due_on`."""
    inspection = locked(inspection)
    township = inspection.district.township
    if village is not None and village.township_id != township.pk:
        raise DomainError(f"“{village}”不在{township}。", field="village")
    return open_follow_up(
        kind=FollowUpKind.RECTIFICATION,
        text=text,
        owner=township,
        due_on=due_on,
        source=inspection,
        village=village,
        by=by,
        at=at,
    )


def _require_right(by: User) -> None:
    if not can_inspect(standing_of(by, lock=True)):
        raise NotAllowed("督导检查由县文明办登记。")


def _require_day(district: District, held_on: date, today: date) -> None:
    if held_on > today:
        raise DomainError("检查以后再登记，日期不能晚于今天。", field="held_on")
    if district.planned_on and held_on < district.planned_on:
        raise DomainError(
            f"片区 {cn_date(district.planned_on)}才列入年度计划，检查日期不能更早。",
            field="held_on",
        )
