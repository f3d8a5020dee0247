"""目标责任书: drafted, issued, signed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from districts.actions.steps import advance, locked, write
from districts.models import (
    Attachment,
    AttachmentKind,
    Pairing,
    PledgedTarget,
    QuantityKind,
    ResponsibilityLetter,
    Township,
)
from districts.policies import standing_of
from districts.policies.pairings import can_edit_letter, can_keep_pairings, office_alone
from districts.workflow.pairings import LETTER_STEPS
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed

Lines = Sequence[tuple[QuantityKind, Decimal]]


@transaction.atomic
def create_letter(
    *,
    year: int,
    text: str,
    targets: Lines,
    by: User,
    at: datetime,
    pairing: Pairing | None = None,
    township: Township | None = None,
) -> ResponsibilityLetter:
    """A draft for one pairing or one township party committee; each has one letter a year."""
    if not can_keep_pairings(standing_of(by, lock=True)):
        raise NotAllowed("目标责任书由县文明办起草。")
    _require_once(targets)
    try:
        with transaction.atomic():
            letter = ResponsibilityLetter.objects.create(
                year=pairing.year if pairing else year,
                pairing=pairing,
                township=township,
                text=text,
            )
    except IntegrityError as error:
        raise DomainError("当年已有与对方签订的责任书。", field="party") from error
    _write_targets(letter, targets)
    record("responsibilityletter.create", on=letter, by=by, at=at, after=_told(letter))
    return letter


@transaction.atomic
def edit_letter(
    letter: ResponsibilityLetter,
    *,
    text: str,
    targets: Lines,
    version: int,
    by: User,
    at: datetime,
) -> ResponsibilityLetter:
    """Change a draft."""
    letter = locked(letter)
    if not can_edit_letter(standing_of(by, lock=True), letter):
        raise Conflict(f"“{letter}”现在是“{letter.get_status_display()}”，不能修改。")
    _require_once(targets)
    before = _told(letter)
    if letter.version != version:
        typed = {"责任内容": text, "目标": "；".join(_line(*line) for line in targets)}
        raise Conflict(f"“{letter}”在您打开页面后已被别人修改。", current=before, typed=typed)
    letter = write(letter, {"text": text})
    letter.targets.all().delete()
    _write_targets(letter, targets)
    after = _told(letter)
    record("responsibilityletter.update", on=letter, by=by, at=at, before=before, after=after)
    return letter


def advance_letter(
    letter: ResponsibilityLetter, verb: str, *, by: User, at: datetime, note: str = ""
) -> ResponsibilityLetter:
    """Take one step of LETTER_STEPS. Nothing is issued without a target, signed without a scan."""
    sets: Mapping[str, Mapping[str, Any]] = {
        "issue": {"issued_at": at},
        "recall": {"issued_at": None},
        "sign": {"signed_on": timezone.localdate(at)},
    }
    guards = {"issue": _require_targets, "sign": _require_scan}
    return advance(
        letter,
        verb,
        steps=LETTER_STEPS,
        actors_of=office_alone,
        by=by,
        at=at,
        note=note,
        guard=guards.get(verb),
        sets=sets[verb],
    )


def _require_once(targets: Lines) -> None:
    kinds = [kind for kind, _ in targets]
    twice = {kind.name for kind in kinds if kinds.count(kind) > 1}
    if twice:
        raise DomainError(f"每个种类只写一个目标，重复的有：{'、'.join(sorted(twice))}。")


def _require_targets(letter: ResponsibilityLetter) -> None:
    if not letter.targets.exists():
        raise DomainError("责任书还没有目标，请先填写目标再下发。")


def _require_scan(letter: ResponsibilityLetter) -> None:
    if not Attachment.objects.on(letter).filter(kind=AttachmentKind.SCAN).exists():
        raise DomainError("请先上传双方签字的扫描件，再登记签订。")


def _write_targets(letter: ResponsibilityLetter, targets: Lines) -> None:
    PledgedTarget.objects.bulk_create(
        PledgedTarget(letter=letter, kind=kind, amount=amount) for kind, amount in targets
    )


def _told(letter: ResponsibilityLetter) -> dict[str, str]:
    targets = letter.targets.select_related("kind")
    return {
        "责任内容": letter.text,
        "目标": "；".join(_line(target.kind, target.amount) for target in targets),
    }


def _line(kind: QuantityKind, amount: Decimal) -> str:
    return f"{kind.name} {amount.normalize():f} {kind.unit}"
