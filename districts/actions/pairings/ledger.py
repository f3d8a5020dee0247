"""The ledger of contributions (帮扶投入): reported by the unit, confirmed by the office."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from districts.actions.activities import use_activity
from districts.actions.describing import described
from districts.actions.entries import correct, edit_entry, new_entry_fields
from districts.actions.steps import locked
from districts.models import (
    Activity,
    ActivityUse,
    Contribution,
    Correction,
    Pairing,
    QuantityKind,
    about,
)
from districts.policies import standing_of
from districts.policies.pairings import can_contribute
from districts.workflow.pairings import PairingStatus
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed

FIELDS = ("kind", "amount", "source", "given_on", "purpose", "activity")
# What of an activity is counted in a kind's unit.
MEASURES = {"场": "sessions", "人次": "attendance"}


@transaction.atomic
def create_contribution(
    pairing: Pairing, values: Mapping[str, Any], *, by: User, at: datetime
) -> Contribution:
    """Enter what was given; the office's own entries are confirmed at once.

    With an `activity` the amount is the activity's, whatever stands in `values`.
    """
    pairing = locked(pairing)
    standing = standing_of(by, lock=True)
    if not can_contribute(standing, pairing):
        if pairing.status != PairingStatus.ACTIVE:
            raise Conflict(f"“{pairing}”已经结束结对，不能再登记投入。")
        raise NotAllowed("帮扶投入由结对单位登记。")
    values = _sensible(pairing, values, timezone.localdate(at))
    row = Contribution(
        pairing=pairing,
        year=pairing.year,
        **values,
        **new_entry_fields(is_office=standing.is_office, by=by, at=at),
    )
    _require_new_use(row)
    row.save(force_insert=True)
    record("contribution.create", on=row, by=by, at=at, after=described(row, values))
    _note_use(row, by=by, at=at)
    return row


@transaction.atomic
def edit_contribution(
    row: Contribution, values: Mapping[str, Any], *, version: int, by: User, at: datetime
) -> Contribution:
    """Change an entry that is not confirmed yet."""
    values = _merged(row, values, timezone.localdate(at))
    row = edit_entry(row, values, version=version, by=by, at=at)
    _note_use(row, by=by, at=at)
    return row


@transaction.atomic
def correct_contribution(
    row: Contribution,
    values: Mapping[str, Any],
    *,
    reason: str,
    version: int,
    by: User,
    at: datetime,
) -> list[Correction]:
    """Change a confirmed entry; the old figure stays beside it."""
    values = _merged(row, values, timezone.localdate(at))
    return correct(row, values, reason=reason, version=version, by=by, at=at)


def measured(kind: QuantityKind, activity: Activity) -> Decimal:
    """How much of a kind an activity is; a DomainError where the kind is not counted so."""
    measure = MEASURES.get(kind.unit)
    if measure is None:
        raise DomainError(
            f"{kind.name}按“{kind.unit}”计，不能取自活动；只有按场、人次计的种类可以关联活动。",
            field="activity",
        )
    amount = getattr(activity, measure)
    if not amount:
        raise DomainError(f"“{activity}”没有统计人次，请先在活动台账中补上人次。", field="activity")
    return Decimal(amount).quantize(Decimal("0.01"))


def _merged(row: Contribution, values: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The values to write, checked together with those that were not sent."""
    stored = {name: getattr(row, name) for name in FIELDS}
    sensible = _sensible(row.pairing, stored | dict(values), today)
    changed = {**values, "amount": sensible["amount"]}
    row.kind = sensible["kind"]
    _require_new_use(row, sensible["kind"], sensible["activity"])
    return changed


def _sensible(pairing: Pairing, values: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The values, or a DomainError at the field that makes no sense."""
    given_on, kind, activity = values["given_on"], values["kind"], values.get("activity")
    if given_on.year != pairing.year:
        raise DomainError(
            f"日期应在结对的 {pairing.year} 年内，填写的是 {given_on.year} 年。", field="given_on"
        )
    if given_on > today:
        raise DomainError("日期不能晚于今天，投入以后再登记。", field="given_on")
    amount = measured(kind, activity) if activity else values.get("amount")
    if amount is None:
        raise DomainError("请填写数量，或者选择关联的活动。", field="amount")
    if amount <= 0:
        raise DomainError("数量应大于 0。", field="amount")
    if amount != amount.quantize(Decimal(1).scaleb(-kind.decimals)):
        places = f"最多 {kind.decimals} 位小数" if kind.decimals else "应为整数"
        raise DomainError(f"{kind.name}的数量{places}。", field="amount")
    return {**values, "amount": amount}


def _require_new_use(
    row: Contribution, kind: QuantityKind | None = None, activity: Activity | None = None
) -> None:
    kind, activity = kind or row.kind, activity or row.activity
    if activity is None:
        return
    same = Contribution.objects.filter(pairing_id=row.pairing_id, activity=activity, kind=kind)
    if same.exclude(pk=row.pk).exists():
        raise DomainError("这项活动已经记在本结对的台账上，不用再记一次。", field="activity")


def _note_use(row: Contribution, *, by: User, at: datetime) -> None:
    """The activity's own page tells that the pairing counts it."""
    if row.activity is None:
        return
    used = ActivityUse.objects.filter(activity=row.activity, **about(row.pairing))
    if not used.exists():
        use_activity(row.activity, row.pairing, by=by, at=at, label=f"结对共建：{row.pairing}")
