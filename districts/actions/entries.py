"""Entries that the office confirms: written, stepped on, and corrected once confirmed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from districts.actions.describing import described, in_text, label_of, values_of
from districts.actions.steps import advance, locked, write
from districts.labels import noun_of
from districts.models import Confirmable, Correction, about
from districts.policies import standing_of
from districts.policies.fieldwork import actors_of, can_correct, can_edit_entry
from districts.roles import EntryStatus
from districts.workflow.entries import ENTRY_STEPS
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed

E = TypeVar("E", bound=Confirmable)


def new_entry_fields(*, is_office: bool, by: User, at: datetime) -> dict[str, Any]:
    """The columns of Confirmable for a new row: what the office enters is confirmed at once."""
    fields: dict[str, Any] = {"entered_by": by, "entered_at": at}
    if is_office:
        fields |= {
            "status": EntryStatus.CONFIRMED,
            "submitted_by": by,
            "submitted_at": at,
            "confirmed_by": by,
            "confirmed_at": at,
        }
    return fields


@transaction.atomic
def edit_entry(row: E, values: Mapping[str, Any], *, version: int, by: User, at: datetime) -> E:
    """Change an entry that is not confirmed yet and still has `version`."""
    row = locked(row)
    if row.status == EntryStatus.CONFIRMED:
        raise Conflict(f"“{row}”已经确认，只能由县文明办更正。")
    if not can_edit_entry(standing_of(by, lock=True), row):  # type: ignore[arg-type]
        raise NotAllowed(f"“{row}”现在不能由您修改。")
    before, after = _differing(row, values)
    if not after:
        return row
    _require_version(row, version, values)
    row = write(row, values)
    record(f"{noun_of(type(row))}.update", on=row, by=by, at=at, before=before, after=after)
    return row


def advance_entry(
    row: E,
    verb: str,
    *,
    by: User,
    at: datetime,
    note: str = "",
    guard: Callable[[E], None] | None = None,
) -> E:
    """Take one step of ENTRY_STEPS."""
    sets: Mapping[str, Mapping[str, Any]] = {
        "submit": {"submitted_by": by, "submitted_at": at, "return_note": ""},
        "confirm": {"confirmed_by": by, "confirmed_at": at, "return_note": ""},
        "return": {"return_note": note[:500]},
    }
    return advance(
        row,
        verb,
        steps=ENTRY_STEPS,
        actors_of=actors_of,
        by=by,
        at=at,
        note=note,
        guard=guard,
        sets=sets.get(verb),
    )


@transaction.atomic
def correct(
    row: E, values: Mapping[str, Any], *, reason: str, version: int, by: User, at: datetime
) -> list[Correction]:
    """Change a confirmed entry; what it said before stays beside it, with the reason."""
    row = locked(row)
    if not can_correct(standing_of(by, lock=True), row):  # type: ignore[arg-type]
        raise NotAllowed("已确认的记录只能由县文明办更正。")
    if not reason:
        raise DomainError("请填写更正的原因。", field="reason")
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    before, after = _differing(row, values)
    if not after:
        raise DomainError("没有改动任何内容，不需要更正。", field="reason")
    _require_version(row, version, values)
    told = [
        Correction(
            **about(row),
            field=name,
            label=label_of(type(row), name),
            old=in_text(row, name, getattr(row, name))[:500],
            new=in_text(row, name, value)[:500],
            reason=reason,
            by=by,
            at=at,
        )
        for name, value in changed.items()
    ]
    row = write(row, values)
    Correction.objects.bulk_create(told)
    record(f"{noun_of(type(row))}.correct", on=row, by=by, at=at,
           before=before, after=after, note=reason)  # fmt: skip
    return told


def _differing(row: Confirmable, values: Mapping[str, Any]) -> tuple[dict[str, str], ...]:
    """What is and what shall be, in words, of the fields that change."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    return described(row, values_of(row, changed)), described(row, changed)


def _require_version(row: Confirmable, version: int, values: Mapping[str, Any]) -> None:
    if row.version != version:
        before, after = _differing(row, values)
        raise Conflict(f"“{row}”在您打开页面后已被别人修改。", current=before, typed=after)
