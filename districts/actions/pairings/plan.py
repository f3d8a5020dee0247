"""The year's pairings: made, changed, ended, and carried over into the next year."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from districts.actions.describing import described, values_of
from districts.actions.pairings.letters import create_letter
from districts.actions.steps import advance, locked, write
from districts.models import (
    Leader,
    Pairing,
    PairingRequirement,
    PledgedTarget,
    QuantityKind,
    Unit,
    UnitType,
    Village,
)
from districts.policies import standing_of
from districts.policies.pairings import can_keep_pairings, office_alone
from districts.results.pairings.sums import given_by_pairing
from districts.workflow.pairings import PAIRING_STEPS, LetterStatus
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed

NOT_YOURS = "结对由县文明办安排，您没有这一权限。"


@transaction.atomic
def create_pairing(
    *,
    year: int,
    unit: Unit,
    village: Village,
    leader: Leader | None,
    started_on: date,
    by: User,
    at: datetime,
    carried_from: Pairing | None = None,
) -> Pairing:
    """Pair a unit with a core village for a year; a unit helps one village in a year."""
    _require_office(by)
    if refusal := refuse_pair(unit, village):
        raise DomainError(refusal, field="village")
    _require_in_year(started_on, year)
    try:
        with transaction.atomic():
            pairing = Pairing.objects.create(
                year=year,
                unit=unit,
                village=village,
                leader=leader,
                started_on=started_on,
                carried_from=carried_from,
            )
    except IntegrityError as error:
        raise DomainError(f"{unit.name} {year} 年已经结对。", field="unit") from error
    names = ("year", "unit", "village", "leader", "started_on")
    after = described(pairing, values_of(pairing, names))
    record("pairing.create", on=pairing, by=by, at=at, after=after)
    return pairing


@transaction.atomic
def edit_pairing(
    pairing: Pairing, values: Mapping[str, Any], *, version: int, by: User, at: datetime
) -> Pairing:
    """Change village, leader or the day it began. What was given stays with the pairing."""
    _require_office(by)
    pairing = locked(pairing)
    changed = {name: value for name, value in values.items() if getattr(pairing, name) != value}
    if not changed:
        return pairing
    before, after = described(pairing, values_of(pairing, changed)), described(pairing, changed)
    if pairing.version != version:
        raise Conflict(f"“{pairing}”在您打开页面后已被别人修改。", current=before, typed=after)
    village = changed.get("village")
    if village is not None:
        if refusal := refuse_pair(pairing.unit, village):
            raise DomainError(refusal, field="village")
        if pairing.contributions.exists():
            raise DomainError(
                "已有帮扶投入，不能换村；请结束这个结对，下一年度再与新村结对。", field="village"
            )
    _require_in_year(changed.get("started_on", pairing.started_on), pairing.year)
    pairing = write(pairing, changed)
    record("pairing.update", on=pairing, by=by, at=at, before=before, after=after)
    return pairing


def advance_pairing(
    pairing: Pairing, verb: str, *, by: User, at: datetime, note: str = ""
) -> Pairing:
    """Take one step of PAIRING_STEPS."""
    return advance(
        pairing, verb, steps=PAIRING_STEPS, actors_of=office_alone, by=by, at=at, note=note
    )


@transaction.atomic
def carry_over(pairings: Iterable[Pairing], *, year: int, by: User, at: datetime) -> list[Pairing]:
    """Begin `year` with these pairings of the year before.

    What is still open of their letters' targets stands in a draft letter of the new pairing, and
    the checklist is copied if the new year has none. Units that are paired already are passed over.
    """
    _require_office(by)
    chosen = list(pairings)
    if any(pairing.year != year - 1 for pairing in chosen):
        raise DomainError(f"只能接续 {year - 1} 年的结对。")
    taken = set(Pairing.objects.of_year(year).values_list("unit_id", flat=True))
    open_targets = _open_targets(chosen)
    carried = []
    for pairing in chosen:
        if pairing.unit_id in taken or not pairing.village.is_core:
            continue
        new = create_pairing(
            year=year,
            unit=pairing.unit,
            village=pairing.village,
            leader=pairing.leader,
            started_on=date(year, 1, 1),
            carried_from=pairing,
            by=by,
            at=at,
        )
        if lines := open_targets.get(pairing.pk):
            text = pairing.letter.text
            create_letter(year=year, pairing=new, text=text, targets=lines, by=by, at=at)
        carried.append(new)
    if carried:
        _copy_checklist(year)
    return carried


def refuse_pair(unit: Unit, village: Village) -> str:
    """Why these two cannot be paired, or nothing."""
    if not village.is_core:
        return f"{village.name}不是核心村，结对只能选核心村。"
    is_village = unit.type_id == UnitType.VILLAGE and unit.name_key == village.name_key
    if is_village and unit.township_id in (None, village.township_id):
        return f"{unit.name}不能与自己结对，请选别的核心村。"
    return ""


def _open_targets(pairings: list[Pairing]) -> dict[int, list[tuple[QuantityKind, Decimal]]]:
    """What each pairing promised and has not given yet."""
    given = given_by_pairing([pairing.pk for pairing in pairings])
    found: dict[int, list[tuple[QuantityKind, Decimal]]] = {}
    targets = PledgedTarget.objects.filter(letter__pairing__in=pairings)
    for target in targets.exclude(letter__status=LetterStatus.DRAFT).select_related(
        "letter", "kind"
    ):
        pairing_id = target.letter.pairing_id or 0
        rest = target.amount - given.get((pairing_id, target.kind_id), Decimal(0))
        if rest > 0:
            found.setdefault(pairing_id, []).append((target.kind, rest))
    return found


def _copy_checklist(year: int) -> None:
    if PairingRequirement.objects.filter(year=year).exists():
        return
    PairingRequirement.objects.bulk_create(
        PairingRequirement(year=year, group=last.group, title=last.title, position=last.position)
        for last in PairingRequirement.objects.filter(year=year - 1)
    )


def _require_office(by: User) -> None:
    if not can_keep_pairings(standing_of(by, lock=True)):
        raise NotAllowed(NOT_YOURS)


def _require_in_year(day: date, year: int) -> None:
    if day.year != year:
        raise DomainError(f"结对日期应在 {year} 年内，填写的是 {day.year} 年。", field="started_on")
