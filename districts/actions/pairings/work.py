"""What both sides tell of a pairing: the checklist, and progress in the village."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from districts.actions.steps import locked
from districts.models import Pairing, PairingRequirement, RequirementTick, VillageProgress
from districts.policies import standing_of
from districts.policies.pairings import can_tell_progress, can_tick
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.dates import cn_date
from wenming.errors import Conflict, DomainError, NotAllowed


@transaction.atomic
def tick(
    pairing: Pairing,
    requirement: PairingRequirement,
    *,
    done_on: date,
    note: str,
    by: User,
    at: datetime,
) -> RequirementTick:
    """Say that a requirement of the year's checklist is met, since when and by what."""
    pairing = locked(pairing)
    if not can_tick(standing_of(by, lock=True), pairing):
        raise NotAllowed("结对要求由结对单位在结对期间填报。")
    if requirement.year != pairing.year:
        raise DomainError("这条要求不是当年的。")
    _require_day(pairing, done_on, timezone.localdate(at), "done_on")
    try:
        with transaction.atomic():
            made = RequirementTick.objects.create(
                pairing=pairing, requirement=requirement, done_on=done_on, note=note, by=by, at=at
            )
    except IntegrityError as error:
        raise Conflict(f"“{requirement.title}”已经填报完成。") from error
    after = {"完成日期": cn_date(done_on), "做法": note}
    record("pairing.tick", on=pairing, by=by, at=at, after=after, note=requirement.title)
    return made


@transaction.atomic
def untick(made: RequirementTick, *, by: User, at: datetime) -> None:
    """Take it back."""
    pairing = locked(made.pairing)
    if not can_tick(standing_of(by, lock=True), pairing):
        raise NotAllowed("结对要求由结对单位在结对期间填报。")
    before = {"完成日期": cn_date(made.done_on), "做法": made.note}
    title = made.requirement.title
    made.delete()
    record("pairing.untick", on=pairing, by=by, at=at, before=before, note=title)


@transaction.atomic
def tell_progress(
    pairing: Pairing, *, on: date, text: str, by: User, at: datetime
) -> VillageProgress:
    """What has changed in the village."""
    pairing = locked(pairing)
    if not can_tell_progress(standing_of(by, lock=True), pairing):
        raise NotAllowed("村里进展由村所在的乡镇在结对期间填报。")
    _require_day(pairing, on, timezone.localdate(at), "on")
    told = VillageProgress.objects.create(pairing=pairing, on=on, text=text, by=by, at=at)
    record("pairing.progress", on=pairing, by=by, at=at, after={"日期": cn_date(on), "进展": text})
    return told


@transaction.atomic
def drop_progress(told: VillageProgress, *, by: User, at: datetime) -> None:
    """Take a note away that was wrong; the trail keeps it."""
    pairing = locked(told.pairing)
    if not can_tell_progress(standing_of(by, lock=True), pairing):
        raise NotAllowed("村里进展由村所在的乡镇在结对期间填报。")
    before = {"日期": cn_date(told.on), "进展": told.text}
    told.delete()
    record("pairing.drop-progress", on=pairing, by=by, at=at, before=before)


def _require_day(pairing: Pairing, day: date, today: date, field: str) -> None:
    if day.year != pairing.year:
        raise DomainError(
            f"日期应在结对的 {pairing.year} 年内，填写的是 {day.year} 年。", field=field
        )
    if day > today:
        raise DomainError("日期不能晚于今天。", field=field)
