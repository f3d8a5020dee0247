"""Up and down the ladder: a planned district's tier, and what is a typical example."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from districts.actions.steps import locked, write
from districts.models import District, TierChange
from districts.policies import standing_of
from districts.policies.areas import can_change_tier, can_mark_example
from districts.workflow.areas import AreaStatus, Tier
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.dates import cn_date
from wenming.errors import Conflict, DomainError, NotAllowed


@transaction.atomic
def change_tier(
    district: District, *, tier: str, on: date, reason: str, by: User, at: datetime
) -> TierChange:
    """Say from which day a district stands on another tier, and on what grounds.

    The history is only added to: the day lies after the last change.
    """
    district = locked(district)
    standing = standing_of(by, lock=True)
    if not can_change_tier(standing, district):
        if standing.is_office:
            raise Conflict(f"“{district}”现在是“{district.get_status_display()}”，没有梯级。")
        raise NotAllowed("梯级由县文明办评定。")
    if tier == district.tier:
        raise DomainError(f"现在已是{district.get_tier_display()}。", field="tier")
    if not reason:
        raise DomainError("请写明评定依据。", field="reason")
    last = district.tiers.first()
    if last is not None and on <= last.on:
        raise DomainError(f"日期须在上次变化（{cn_date(last.on)}）之后。", field="on")
    if on > timezone.localdate(at):
        raise DomainError("日期不能晚于今天。", field="on")
    before = district.get_tier_display()
    change = TierChange.objects.create(
        district=district, tier=tier, on=on, reason=reason, by=by, at=at
    )
    write(district, {"tier": tier})
    after = {"梯级": Tier(tier).label, "日期": on}
    record("district.tier", on=district, by=by, at=at, before=before, after=after, note=reason)
    return change


@transaction.atomic
def mark_example(district: District, *, is_example: bool, by: User, at: datetime) -> District:
    """Offer a district to the annual summary as a typical example, or take it back."""
    district = locked(district)
    if not can_mark_example(standing_of(by, lock=True)):
        raise NotAllowed("典型由县文明办选定。")
    if district.status != AreaStatus.PLANNED:
        raise Conflict("列入年度计划的片区才能选为典型。")
    if district.is_example == is_example:
        return district
    district = write(district, {"is_example": is_example})
    record("district.example", on=district, by=by, at=at, before=not is_example, after=is_example)
    return district
