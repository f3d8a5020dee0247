"""荣誉称号: the office enters, mends and revokes titles; none is ever deleted."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from districts.models import Bestowed, Honour, HonourState, Unit
from districts.policies import can_edit_registers, standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.dates import cn_date
from wenming.errors import Conflict, DomainError, NotAllowed

FIELDS = ("title", "level", "awarded_on", "valid_until", "document_number")


@transaction.atomic
def create_honour(unit: Unit, values: Mapping[str, Any], *, by: User, at: datetime) -> Honour:
    """Enter a title that the unit was awarded. `values` are those of FIELDS."""
    _require_office(by)
    _require_term(values)
    try:
        with transaction.atomic():
            honour = Honour.objects.create(unit=unit, recorded_by=by, **values)
    except IntegrityError as error:
        raise _twice() from error
    record("honour.create", on=unit, by=by, at=at, after=said(honour))
    return honour


@transaction.atomic
def update_honour(
    honour: Honour, values: Mapping[str, Any], *, version: int, by: User, at: datetime
) -> Honour:
    """Mend what was entered; Conflict with both versions where somebody was faster."""
    _require_office(by)
    stored = Honour.objects.select_for_update(of=("self",)).select_related("unit").get(pk=honour.pk)
    before = said(stored)
    changed = {name: value for name, value in values.items() if getattr(stored, name) != value}
    if not changed:
        return stored
    merged = {name: values.get(name, getattr(stored, name)) for name in FIELDS}
    _require_term(merged)
    still = Honour.objects.filter(pk=stored.pk, version=version)
    try:
        with transaction.atomic():
            moved = still.update(**changed, version=F("version") + 1, updated_at=at)
    except IntegrityError as error:
        raise _twice() from error
    for name, value in changed.items():
        setattr(stored, name, value)
    if not moved:
        raise Conflict("这个称号刚被别人修改。", current=before, typed=said(stored))
    stored.version += 1
    record("honour.update", on=stored.unit, by=by, at=at, before=before, after=said(stored))
    return stored


@transaction.atomic
def renew_honour(honour: Honour, values: Mapping[str, Any], *, by: User, at: datetime) -> Honour:
    """Give the same title for another term; the old one stays as it was.

    `values` are awarded_on, valid_until and document_number.
    """
    _require_office(by)
    stored = Honour.objects.select_for_update(of=("self",)).select_related("unit").get(pk=honour.pk)
    if stored.revoked_on is not None:
        raise Conflict(f"“{stored.title}”已撤销，不能续期；重新授予的请登记新的称号。")
    if not Honour.objects.unrenewed().filter(pk=stored.pk).exists():
        raise Conflict(f"“{stored.title}”已经续期，请在最近一届上办理。")
    if not values["document_number"]:
        raise DomainError("续期须写明文号。", field="document_number")
    if values["awarded_on"] <= stored.awarded_on:
        raise DomainError("新一届的授予日期须晚于上一届。", field="awarded_on")
    _require_term(values)
    renewed = Honour.objects.create(
        unit=stored.unit, title=stored.title, level=stored.level, recorded_by=by, **values
    )
    record("honour.renew", on=stored.unit, by=by, at=at, before=said(stored), after=said(renewed))
    return renewed


@transaction.atomic
def revoke_honour(
    honour: Honour, *, day: date, reason: str, version: int, by: User, at: datetime
) -> Honour:
    """Take a title away from that day on, with the reason."""
    _require_office(by)
    stored = Honour.objects.select_for_update(of=("self",)).select_related("unit").get(pk=honour.pk)
    require_revocable(stored, stored.title, day=day, reason=reason, today=timezone.localdate(at))
    fields = {"revoked_on": day, "revoke_reason": reason}
    if not Honour.objects.filter(pk=stored.pk, version=version, revoked_on=None).update(
        **fields, version=F("version") + 1, updated_at=at
    ):
        raise Conflict("这个称号刚被别人修改，请刷新后再办。")
    stored.revoked_on, stored.revoke_reason = day, reason
    record("honour.revoke", on=stored.unit, by=by, at=at, before=said(stored), note=reason)
    return stored


def require_revocable(row: Bestowed, title: str, *, day: date, reason: str, today: date) -> None:
    """What is taken away has not been yet, and is so from a day in its term, with a reason."""
    if row.revoked_on is not None:
        raise Conflict(f"“{title}”已于{cn_date(row.revoked_on)}撤销。")
    if not reason:
        raise DomainError("请写明撤销的原因。", field="reason")
    if day < row.awarded_on:
        raise DomainError("撤销日期不能早于授予日期。", field="day")
    if day > today:
        raise DomainError("撤销日期不能晚于今天。", field="day")


def said(honour: Honour) -> dict[str, str]:
    """A title as the trail keeps it."""
    return {
        "称号": honour.title,
        "级别": honour.get_level_display(),
        "授予日期": str(honour.awarded_on),
        "有效期至": str(honour.valid_until or ""),
        "文号": honour.document_number,
        **({"状态": HonourState.REVOKED.label} if honour.revoked_on else {}),
    }


def _require_term(values: Mapping[str, Any]) -> None:
    until = values.get("valid_until")
    if until is not None and until < values["awarded_on"]:
        raise DomainError("有效期不能早于授予日期。", field="valid_until")


def _require_office(by: User) -> None:
    if not can_edit_registers(standing_of(by, lock=True)):
        raise NotAllowed("荣誉称号由县文明办登记，您没有修改的权限。")


def _twice() -> Conflict:
    return Conflict("该单位这一天授予的同名称号已经登记。", field="title")
