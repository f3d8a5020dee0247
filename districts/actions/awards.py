"""Lists of nominations: put on public notice, published as awards; and awards taken back."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from districts.actions.campaigns import advance_campaign
from districts.actions.honours import require_revocable
from districts.actions.steps import locked, write
from districts.models import Award, Campaign, Nomination
from districts.policies import standing_of
from districts.policies.campaigns import can_revoke, keeps
from districts.workflow.campaigns import (
    LISTED,
    NOMINATION_STEPS,
    TAKING_PLACE,
    NominationStatus,
)
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.dates import cn_date
from wenming.errors import Conflict, DomainError, NotAllowed

NAMED = 5  # so many of a list are named in a refusal
FARTHEST = timedelta(days=60)


@transaction.atomic
def put_on_notice(
    campaign: Campaign, chosen: Sequence[Nomination], *, starts_on: date, by: User, at: datetime
) -> list[Nomination]:
    """Put reviewed nominations on public notice together, all or none."""
    rows = _listed(campaign, chosen, "notice", by)
    latest = timezone.localdate(at) + FARTHEST
    reviewed = max(row.reviewed_on for row in rows if row.reviewed_on)
    if not reviewed <= starts_on <= latest:
        span = f"{cn_date(reviewed)}（最后一项评议日期）到 {cn_date(latest)} 之间"
        raise DomainError(f"公示开始日期应在 {span}。", field="starts_on")
    _require_places(campaign, rows)
    until = starts_on + timedelta(days=campaign.notice_days - 1)
    _move(rows, "notice", {"notice_from": starts_on, "notice_until": until}, by, at)
    advance_campaign(campaign, LISTED["notice"], by=by, at=at, note=_said(rows))
    return rows


@transaction.atomic
def publish(
    campaign: Campaign,
    chosen: Sequence[Nomination],
    *,
    awarded_on: date,
    document_number: str,
    by: User,
    at: datetime,
) -> list[Nomination]:
    """Publish nominations whose public notice is over, all or none: each becomes an award."""
    rows = _listed(campaign, chosen, "award", by)
    if awarded_on > timezone.localdate(at):
        raise DomainError("公布日期不能晚于今天。", field="awarded_on")
    early = [row for row in rows if row.notice_until and row.notice_until >= awarded_on]
    if early:
        last = cn_date(max(row.notice_until for row in early if row.notice_until))
        said = f"公示到 {last} 结束，公布日期应在这以后：{_names(early)}。"
        raise DomainError(said, field="awarded_on")
    until = runs_until(awarded_on, campaign.valid_years)
    given = {"awarded_on": awarded_on, "valid_until": until, "document_number": document_number}
    _move(rows, "award", {}, by, at)
    Award.objects.bulk_create(Award(nomination=row, level_id=row.level_id, **given) for row in rows)
    advance_campaign(campaign, LISTED["award"], by=by, at=at, note=_said(rows))
    return rows


@transaction.atomic
def revoke_award(
    award: Award, *, day: date, reason: str, version: int, by: User, at: datetime
) -> Award:
    """Take an award away from that day on, with the reason."""
    award = locked(award)
    nomination = award.nomination
    if not can_revoke(standing_of(by, lock=True), nomination):
        raise NotAllowed("表彰由主办单位撤销。")
    require_revocable(award, str(award), day=day, reason=reason, today=timezone.localdate(at))
    if award.version != version:
        raise Conflict(f"“{award}”在您打开页面后已被别人修改，请刷新后再办。")
    award = write(award, {"revoked_on": day, "revoke_reason": reason})
    after = {"撤销日期": day, "等次": str(award.level)}
    record("award.revoke", on=nomination, by=by, at=at, after=after, note=reason)
    return award


def runs_until(awarded_on: date, years: int | None) -> date | None:
    """The last day on which an award of so many years holds; None without a term."""
    if years is None:
        return None
    day = awarded_on - timedelta(days=1)
    if (day.month, day.day) == (2, 29):
        day -= timedelta(days=1)
    return day.replace(year=day.year + years)


def _listed(campaign: Campaign, chosen: Sequence[Nomination], verb: str, by: User) -> list[Any]:
    """The chosen nominations, held, all of this campaign and in the state that `verb` needs."""
    if not keeps(standing_of(by, lock=True), locked(campaign)):
        raise NotAllowed("公示和公布由主办单位办理。")
    if not chosen:
        raise DomainError(f"请先勾选要{NOMINATION_STEPS[verb].label}的申报。")
    rows = list(
        Nomination.objects.select_for_update(of=("self",))
        .filter(campaign=campaign, pk__in=[row.pk for row in chosen])
        .select_related("level")
        .order_by("pk")
    )
    step = NOMINATION_STEPS[verb]
    unfit = [row for row in rows if row.status not in step.sources]
    if unfit:
        said = "、".join(f"{row}（{row.get_status_display()}）" for row in unfit[:NAMED])
        more = f"等 {len(unfit)} 项" if len(unfit) > NAMED else ""
        raise DomainError(f"现在不能{step.label}：{said}{more}。请去掉以后再办。")
    if len(rows) != len(chosen):
        raise Conflict("有的申报已不在这个评选里，请刷新后再选。")
    return rows


def _require_places(campaign: Campaign, rows: Sequence[Nomination]) -> None:
    """No level gets more than its quota."""
    taken = Counter(
        campaign.nominations.filter(status__in=TAKING_PLACE).values_list("level_id", flat=True)
    )
    asked = Counter(row.level_id for row in rows)
    for level in campaign.levels.filter(pk__in=asked, quota__isnull=False):
        if taken[level.pk] + asked[level.pk] > (level.quota or 0):
            raise DomainError(
                f"“{level}”名额 {level.quota} 个，已列入 {taken[level.pk]} 个，"
                f"这次又选了 {asked[level.pk]} 个。"
            )


def _move(
    rows: Sequence[Nomination], verb: str, sets: dict[str, Any], by: User, at: datetime
) -> None:
    """The step for all rows in one statement, with an entry in the trail for each."""
    target = NOMINATION_STEPS[verb].target
    held: Callable[..., Any] = Nomination.objects.filter(pk__in=[row.pk for row in rows]).update
    held(status=target, version=F("version") + 1, **sets)
    for row in rows:
        before, row.status = row.status, NominationStatus(target)
        record(f"nomination.{verb}", on=row, by=by, at=at, before=before, after=target)


def _said(rows: Sequence[Nomination]) -> str:
    return f"{len(rows)} 项：{_names(rows)}"


def _names(rows: Sequence[Nomination]) -> str:
    names = "、".join(row.subject for row in rows[:NAMED])
    return f"{names}等 {len(rows)} 项" if len(rows) > NAMED else names
