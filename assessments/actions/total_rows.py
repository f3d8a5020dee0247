"""Writing one row of a draft's 加分, 扣分, 否决 or 等次 at a time.

`kind` is a key of `results.rubric_totals.TOTAL_KINDS`; rows come in canonical text.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.actions.branches import guard_version
from assessments.actions.rubric_totals import unsaved_row
from assessments.actions.rubrics import locked_draft, require_editor
from assessments.models import Rubric
from assessments.results.rubric_totals import TOTAL_KINDS, row_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError

KEPT = ("id", "rubric", "place", "version")


@transaction.atomic
def add_total(rubric: Rubric, kind: str, row: Any, *, by: User, at: datetime) -> int:
    """Add a row behind the last one; its id."""
    rubric, rows = _locked(rubric, kind, by)
    _require_own_key(kind, row, rows)
    added = unsaved_row(rubric, kind, len(rows), row)
    added.save()
    _renumber([*rows, added])
    record("rubric.add-total", on=rubric, by=by, at=at, after=_said(kind, row))
    return int(added.pk)


@transaction.atomic
def save_total(
    rubric: Rubric, kind: str, pk: int, row: Any, *, version: int, by: User, at: datetime
) -> None:
    """Change what one row says; a Conflict with both versions if somebody else has."""
    rubric, rows = _locked(rubric, kind, by)
    stored = _one(rows, pk)
    table, before = TOTAL_KINDS[kind], row_of(stored)
    current, typed = table.texts(before), table.texts(row)
    if current == typed:
        return
    guard_version(stored, version, current=current, typed=typed)
    _require_own_key(kind, row, [each for each in rows if each.pk != pk])
    fresh = unsaved_row(rubric, kind, stored.place, row)
    written = [each.name for each in fresh._meta.fields if each.name not in KEPT]
    for name in written:
        setattr(stored, name, getattr(fresh, name))
    stored.save(update_fields=written)
    record(
        "rubric.save-total",
        on=rubric,
        by=by,
        at=at,
        before=_said(kind, before),
        after=_said(kind, row),
    )


@transaction.atomic
def move_total(rubric: Rubric, kind: str, pk: int, *, down: bool, by: User, at: datetime) -> None:
    """Swap a row with its neighbour; at the end of the table that is refused."""
    rubric, rows = _locked(rubric, kind, by)
    here = rows.index(_one(rows, pk))
    there = here + 1 if down else here - 1
    if not 0 <= there < len(rows):
        raise DomainError(f"“{rows[here]}”已经排在最{'后' if down else '前'}，没有移动。")
    rows[here], rows[there] = rows[there], rows[here]
    _renumber(rows)
    order = [str(each) for each in rows]
    record("rubric.move-total", on=rubric, by=by, at=at, after={TOTAL_KINDS[kind].title: order})


@transaction.atomic
def delete_total(
    rubric: Rubric, kind: str, pk: int, *, version: int, by: User, at: datetime
) -> None:
    """Remove a row; a Conflict if it has been changed since it was seen."""
    rubric, rows = _locked(rubric, kind, by)
    gone = _one(rows, pk)
    before = row_of(gone)
    if gone.version != version:
        raise Conflict(
            f"“{gone}”在您打开页面之后被他人改过，没有删除。请看过再办。",
            current=TOTAL_KINDS[kind].texts(before),
        )
    rows.remove(gone)
    gone.delete()
    _renumber(rows)
    record("rubric.delete-total", on=rubric, by=by, at=at, before=_said(kind, before))


def _locked(rubric: Rubric, kind: str, by: User) -> tuple[Rubric, list[Any]]:
    rubric = locked_draft(rubric)
    require_editor(by)
    return rubric, list(TOTAL_KINDS[kind].stored(rubric))


def _one(rows: list[Any], pk: int) -> Any:
    for row in rows:
        if row.pk == pk:
            return row
    raise Conflict("这一行已被他人删除，或重新导入过，没有办理。请刷新页面后再试。")


def _require_own_key(kind: str, row: Any, others: list[Any]) -> None:
    """编号, or a grade's name, stand once in a table."""
    key = TOTAL_KINDS[kind].key
    name = getattr(row, key)
    if name in {getattr(other, key) for other in others}:
        head = TOTAL_KINDS[kind].columns[key]
        raise DomainError(f"{head}“{name}”已经有了，请换一个。", field=key)


def _renumber(rows: list[Any]) -> None:
    for place, row in enumerate(rows):
        row.place = place
    if rows:
        type(rows[0])._default_manager.bulk_update(rows, ["place"])


def _said(kind: str, row: Any) -> dict[str, dict[str, str]]:
    return {TOTAL_KINDS[kind].title: TOTAL_KINDS[kind].texts(row)}
