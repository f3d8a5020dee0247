"""One step of any fieldwork record's workflow: lock, who, when, what, write, record."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F, Model

from districts.labels import noun_of
from districts.models import Attachment, AttachmentKind
from districts.policies import standing_of
from districts.roles import Standing
from districts.workflow.steps import Actor, Step, Steps
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed

M = TypeVar("M", bound=Model)
ActorsOf = Callable[[Standing, Any], frozenset[Actor]]
PROOFS = (AttachmentKind.PROOF, AttachmentKind.AFTER)


@transaction.atomic
def advance(
    row: M,
    verb: str,
    *,
    steps: Steps,
    actors_of: ActorsOf,
    by: User,
    at: datetime,
    note: str = "",
    guard: Callable[[M], None] | None = None,
    sets: Mapping[str, Any] | None = None,
    column: str = "status",
) -> M:
    """Take one step of `steps`, or raise a DomainError and change nothing.

    `row` has the columns `version` and `column`, in which its state stands. `sets` are the columns
    that this step fills besides. The trail's verb is the model's name and the step's:
    `followup.close`.
    """
    step = steps[verb]
    row = locked(row)
    if step.actor not in actors_of(standing_of(by, lock=True), row):
        raise NotAllowed(f"您没有“{step.label}”的权限。")
    _require_state(row, step, column)
    if step.needs_note and not note:
        raise DomainError(f"请填写{step.note_label}。", field="note")
    if step.needs_proof and not Attachment.objects.on(row).filter(kind__in=PROOFS).exists():
        raise DomainError(f"请先上传佐证材料或整改（建设）后照片，再{step.label}。", field="files")
    if guard is not None:
        guard(row)
    before = getattr(row, column)
    row = write(row, {column: step.target, **(sets or {})})
    record(f"{noun_of(type(row))}.{verb}", on=row, by=by, at=at,
           before=before, after=step.target, note=note)  # fmt: skip
    return row


def locked(row: M) -> M:
    """The row as it is now, held until the transaction ends."""
    return type(row)._default_manager.select_for_update().get(pk=row.pk)


def write(row: M, values: Mapping[str, Any]) -> M:
    """Set columns of a row that nobody changed since it was read; count its version on."""
    rows = type(row)._default_manager.filter(pk=row.pk, version=row.version)  # type: ignore[attr-defined]
    if not rows.update(**values, version=F("version") + 1):
        raise Conflict(f"“{row}”在您打开页面后已被别人修改，请刷新后再试。")
    row.refresh_from_db()
    return row


def _require_state(row: Any, step: Step, column: str) -> None:
    if getattr(row, column) not in step.sources:
        word = getattr(row, f"get_{column}_display")()
        raise Conflict(f"“{row}”现在是“{word}”，不能{step.label}。")
