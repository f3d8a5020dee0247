"""Pairings, contributions and letters in any state, and books to import."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from districts.models import (
    AttachmentKind,
    Contribution,
    Pairing,
    PairingRequirement,
    PledgedTarget,
    ResponsibilityLetter,
    Unit,
    Village,
)
from districts.roles import EntryStatus
from districts.workflow.pairings import LetterStatus
from tests.factories import kind_of, make_attachment, make_unit, make_user, make_village
from wenming.accounts.models import User

TODAY = timezone.localdate
NOW = timezone.now


def make_pairing(
    *, unit: Unit | None = None, village: Village | None = None, **fields: Any
) -> Pairing:
    """This year's, from its first day, of a new unit with a new core village."""
    year = fields.setdefault("year", TODAY().year)
    fields.setdefault("started_on", date(year, 1, 1))
    return Pairing.objects.create(
        unit=unit or make_unit(), village=village or make_village(is_core=True), **fields
    )


def make_contribution(pairing: Pairing | None = None, **fields: Any) -> Contribution:
    """A confirmed 10 t of cement, today or on the last day of the pairing's year."""
    pairing = pairing or make_pairing()
    kind = kind_of(fields.pop("kind", "水泥"))
    defaults: dict[str, Any] = {
        "amount": Decimal(10),
        "given_on": min(TODAY(), date(pairing.year, 12, 31)),
        "purpose": "硬化村内道路",
        "status": EntryStatus.CONFIRMED,
        "entered_at": NOW(),
        "year": pairing.year,
    }
    if "entered_by" not in fields:
        defaults["entered_by"] = make_user()
    return Contribution.objects.create(pairing=pairing, kind=kind, **defaults | fields)


def make_letter(
    status: str = LetterStatus.DRAFT, *, targets: dict[str, int] | None = None, **fields: Any
) -> ResponsibilityLetter:
    """With a pairing unless a township is given; by default it promises 100 t of cement."""
    if "township" not in fields and "pairing" not in fields:
        fields["pairing"] = make_pairing()
    letter = ResponsibilityLetter.objects.create(
        **{"year": TODAY().year, "text": "按目标帮扶。", "status": status, **fields}
    )
    for kind, amount in ({"水泥": 100} if targets is None else targets).items():
        PledgedTarget.objects.create(letter=letter, kind=kind_of(kind), amount=Decimal(amount))
    return letter


def add_scan(letter: ResponsibilityLetter, by: User | None = None) -> None:
    make_attachment(letter, AttachmentKind.SCAN, by=by)


def make_requirement(title: str = "办好一个阅览室", **fields: Any) -> PairingRequirement:
    return PairingRequirement.objects.create(
        **{"year": TODAY().year, "group": "六个一", "title": title, **fields}
    )


def typed(**changed: Any) -> dict[str, Any]:
    """What an action takes for 10 t of cement today."""
    given: dict[str, Any] = {
        "kind": kind_of("水泥"),
        "amount": Decimal(10),
        "source": "own",
        "given_on": TODAY(),
        "purpose": "硬化村内道路",
        "activity": None,
    }
    return given | changed
