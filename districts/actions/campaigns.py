"""Campaigns: prepared, opened, closed, archived; and the activities they count as theirs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from districts.actions.activities import stop_using, use_activity
from districts.actions.describing import described, values_of
from districts.actions.steps import advance, locked, write
from districts.models import Activity, ActivityUse, Campaign, CampaignLevel
from districts.policies import standing_of
from districts.policies.campaigns import campaign_actors, can_edit_campaign, can_organise, keeps
from districts.roles import Standing
from districts.workflow.campaigns import CAMPAIGN_STEPS, UNSETTLED, CampaignStatus
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One level as it is typed, the highest first."""

    name: str
    quota: int | None = None

    def __str__(self) -> str:
        return self.name if self.quota is None else f"{self.name}（{self.quota} 个）"


@transaction.atomic
def create_campaign(
    values: Mapping[str, Any], levels: Sequence[LevelLine], *, by: User, at: datetime
) -> Campaign:
    """A campaign in preparation. Nobody but its organiser and the county sees it yet."""
    standing = standing_of(by, lock=True)
    row = Campaign(**values)
    if not can_organise(standing) or not keeps(standing, row):
        raise NotAllowed("创建评选由县文明办或主办部门拟定。")
    _save(row, lambda: row.save(force_insert=True))
    _set_levels(row, levels)
    after = described(row, values) | {"等次": _names(levels)}
    record("campaign.create", on=row, by=by, at=at, after=after)
    return row


@transaction.atomic
def edit_campaign(
    row: Campaign,
    values: Mapping[str, Any],
    levels: Sequence[LevelLine] | None,
    *,
    version: int,
    by: User,
    at: datetime,
) -> Campaign:
    """Change it; once nominations come in, only what binds nobody who has nominated."""
    row = locked(row)
    _require_editable(standing_of(by, lock=True), row)
    if levels is not None and row.status != CampaignStatus.PREPARING:
        raise Conflict("已经开始征集，等次不能再改。")
    before, after = described(row, values_of(row, values)), described(row, values)
    if levels is not None:
        before |= {"等次": _names(level_lines(row))}
        after |= {"等次": _names(levels)}
    if row.version != version:
        raise Conflict(f"“{row}”在您打开页面后已被别人修改。", current=before, typed=after)
    if before == after:
        return row
    _save(row, lambda: write(row, values))
    if levels is not None:
        row.levels.all().delete()
        _set_levels(row, levels)
    row.refresh_from_db()
    record("campaign.update", on=row, by=by, at=at, before=before, after=after)
    return row


def level_lines(row: Campaign) -> list[LevelLine]:
    return [LevelLine(each.name, each.quota) for each in row.levels.all()]


def advance_campaign(
    row: Campaign, verb: str, *, by: User, at: datetime, note: str = ""
) -> Campaign:
    """Take one step of CAMPAIGN_STEPS."""
    guards: Mapping[str, Callable[[Campaign], None]] = {
        "open": lambda row: _require_ready(row, at),
        "archive": _require_settled,
    }
    return advance(
        row,
        verb,
        steps=CAMPAIGN_STEPS,
        actors_of=campaign_actors,
        by=by,
        at=at,
        note=note,
        guard=guards.get(verb),
    )


@transaction.atomic
def link_activity(row: Campaign, activity: Activity, *, by: User, at: datetime) -> ActivityUse:
    """Count an activity as the campaign's; totals count it once however many use it."""
    row = locked(row)
    _require_keeper(standing_of(by, lock=True), row)
    if not activity.is_confirmed:
        raise DomainError("活动确认以后才能引用。", field="activity")
    return use_activity(activity, row, by=by, at=at, label=f"创建评选：{row}")


@transaction.atomic
def unlink_activity(row: Campaign, use: ActivityUse, *, by: User, at: datetime) -> None:
    _require_keeper(standing_of(by, lock=True), locked(row))
    stop_using(use, by=by, at=at)


def _require_keeper(standing: Standing, row: Campaign) -> None:
    if not keeps(standing, row):
        raise NotAllowed("创建评选由主办单位办理。")
    if row.status == CampaignStatus.ARCHIVED:
        raise Conflict(f"“{row}”已经归档。")


def _require_editable(standing: Standing, row: Campaign) -> None:
    if not keeps(standing, row):
        raise NotAllowed("创建评选由主办单位修改。")
    if not can_edit_campaign(standing, row):
        raise Conflict(f"“{row}”现在是“{row.get_status_display()}”，不能再修改。")


def _require_ready(row: Campaign, at: datetime) -> None:
    if not row.levels.exists():
        raise DomainError("请先填写等次，再开始征集。")
    if row.closes_on < timezone.localdate(at):
        raise DomainError("申报截止日期已过，请先修改日期。")


def _require_settled(row: Campaign) -> None:
    waiting = row.nominations.filter(status__in=UNSETTLED).count()
    if waiting:
        raise DomainError(f"还有 {waiting} 项申报没有办完，公布或者不予通过以后再归档。")


def _set_levels(row: Campaign, levels: Sequence[LevelLine]) -> None:
    if not levels:
        raise DomainError("请至少填写一个等次。", field="levels")
    CampaignLevel.objects.bulk_create(
        CampaignLevel(campaign=row, position=number, name=line.name, quota=line.quota)
        for number, line in enumerate(levels, start=1)
    )


def _names(levels: Sequence[LevelLine]) -> str:
    return "、".join(map(str, levels))


def _save(row: Campaign, store: Callable[[], object]) -> None:
    try:
        with transaction.atomic():
            store()
    except IntegrityError as error:
        raise DomainError(f"{row.year}年已有“{row.name}”。", field="name") from error
