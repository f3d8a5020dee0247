"""Rows of pairings that have no story of their own: written at once, as an import writes them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from districts.actions.attachments import attach
from districts.actions.entries import new_entry_fields
from districts.actions.pairings import (
    advance_letter,
    create_letter,
    refuse_pair,
)
from districts.demonstration.cast import FieldCast
from districts.demonstration.pairing_facts import (
    CHECKLIST,
    MARK,
    NAMED,
    Gift,
)
from districts.demonstration.pictures import paper
from districts.models import (
    Attachment,
    AttachmentKind,
    Contribution,
    Leader,
    Pairing,
    PairingRequirement,
    PledgedTarget,
    RequirementTick,
    ResponsibilityLetter,
    Unit,
    UnitType,
    Village,
    about,
)
from districts.workflow.pairings import LetterStatus
from wenming.audit.trail import record

TEXT = (
    "一、对照“六个一”“两个转变”的各项要求，与结对村一起定出帮扶计划。\n"
    "二、按下列目标投入资金和物资，年底前完成。\n"
    "三、投入及时登记，接受县文明办检查。"
)


def pair(cast: FieldCast, year: int, at: datetime, *, leave_out: int = 0) -> dict[str, Pairing]:
    """Every unit with a core village, two to each, by unit name."""
    villages = Village.objects.filter(is_core=True).select_related("township").order_by("pk")
    places = [village for village in villages for _ in range(2)]
    # Villages among the units first: they cannot go everywhere. A unit founded later has no place.
    units = sorted(
        Unit.objects.order_by("pk")[: len(places)],
        key=lambda unit: (unit.type_id != UnitType.VILLAGE, unit.pk),
    )
    chosen: dict[str, tuple[Unit, Village]] = {}
    for unit in sorted(units, key=lambda unit: unit.name not in NAMED):
        wanted = NAMED.get(unit.name)
        place = next(
            place
            for place in places
            if (wanted is None or place.name == wanted) and not refuse_pair(unit, place)
        )
        places.remove(place)
        chosen[unit.name] = unit, place
    leaders = list(Leader.objects.order_by("pk"))
    # Both units of a village stand side by side: of the last villages only one is kept.
    odd_from = len(chosen) - 2 * leave_out
    pairs = sorted(chosen.values(), key=lambda pair: pair[1].pk)
    kept = [pair for number, pair in enumerate(pairs) if number < odd_from or number % 2 == 0]
    Pairing.objects.bulk_create(
        Pairing(
            year=year,
            unit=unit,
            village=village,
            leader=leaders[number % len(leaders)],
            started_on=max(date(year, 1, 1), min(date(year, 2, 20), timezone.localdate(at))),
        )
        for number, (unit, village) in enumerate(kept)
    )
    record("pairing.import", on=None, by=cast.office, at=at, after={"新增": len(kept)})
    found = Pairing.objects.of_year(year).select_related("unit", "village__township")
    return {pairing.unit.name: pairing for pairing in found.order_by("pk")}


def give_all(
    cast: FieldCast, pairings: dict[str, Pairing], gifts: Iterable[Gift], at: datetime
) -> None:
    """Confirmed entries in one statement, as the office's import makes them."""
    marks = new_entry_fields(is_office=True, by=cast.office, at=at)
    rows = [
        Contribution(
            pairing=pairings[gift.unit],
            year=pairings[gift.unit].year,
            kind=cast.kind(gift.kind),
            amount=Decimal(gift.amount),
            source=gift.source,
            given_on=date(pairings[gift.unit].year, gift.month, 15),
            purpose=gift.purpose,
            **marks,
        )
        for gift in gifts
    ]
    Contribution.objects.bulk_create(rows)
    record("contribution.import", on=None, by=cast.office, at=at, after={"新增": len(rows)})


def sign_all(
    cast: FieldCast, year: int, pairings: dict[str, Pairing], at: datetime, *, but: int = 0
) -> None:
    """Signed letters with townships and units, all but the last few units; one scan for all."""
    townships = list(cast._townships.values())
    parties: list[dict[str, Any]] = [{"township": township} for township in townships]
    parties += [{"pairing": pairing} for pairing in list(pairings.values())[: len(pairings) - but]]
    first = create_letter(
        year=year,
        text=TEXT,
        targets=targets_of(cast, parties[0]),
        by=cast.office,
        at=at,
        **parties[0],
    )
    advance_letter(first, "issue", by=cast.office, at=at)
    scan = attach(first, paper(), kind=AttachmentKind.SCAN, by=cast.office, at=at)
    advance_letter(first, "sign", by=cast.office, at=at)
    letters = ResponsibilityLetter.objects.bulk_create(
        ResponsibilityLetter(
            year=year,
            text=TEXT,
            status=LetterStatus.SIGNED,
            issued_at=at,
            signed_on=timezone.localdate(at),
            **party,
        )
        for party in parties[1:]
    )
    PledgedTarget.objects.bulk_create(
        PledgedTarget(letter=letter, kind=kind, amount=amount)
        for letter, party in zip(letters, parties[1:], strict=True)
        for kind, amount in targets_of(cast, party)
    )
    Attachment.objects.bulk_create(
        Attachment(**about(letter), file=scan.file, kind=AttachmentKind.SCAN, by=cast.office, at=at)
        for letter in letters
    )


def targets_of(cast: FieldCast, party: dict[str, Any]) -> list[tuple[Any, Decimal]]:
    """What each party promised: the two named units what they are known to have given."""
    name = party["pairing"].unit.name if "pairing" in party else ""
    promised = {
        "县国土资源局": {"水泥": 400, "硬化道路": 1400},
        "县水泥厂": {"资金": 280_000, "水泥": 300},
        "": {"资金": 120_000, "硬化道路": 1200, "文明示范街": 2},
    }.get(name, {"资金": 30_000, "文明示范街": 1})
    return [(cast.kind(kind), Decimal(amount)) for kind, amount in promised.items()]


def tick_off(cast: FieldCast, year: int, pairings: Sequence[Pairing], at: datetime) -> None:
    """The year's checklist, and what these pairings have met of it."""
    titles = [(group, title) for group, lines in CHECKLIST.items() for title in lines]
    requirements = PairingRequirement.objects.bulk_create(
        PairingRequirement(year=year, group=group, title=title + MARK, position=position)
        for position, (group, title) in enumerate(titles, start=1)
    )
    day = timezone.localdate(at)
    RequirementTick.objects.bulk_create(
        RequirementTick(
            pairing=pairing,
            requirement=requirement,
            done_on=day,
            note="已落实" + MARK,
            by=cast.office,
            at=at,
        )
        for number, pairing in enumerate(pairings)
        for requirement in requirements[: 3 + number % 6]
    )


def minutes(title: str, held_on: date) -> dict[str, Any]:
    return {
        "title": title + MARK,
        "held_on": held_on,
        "place": "县文明办会议室",
        "host": "宁国栋",
        "attendees": "各结对单位、各乡镇分管负责人" + MARK,
        "minutes": "通报各单位投入和签订责任书情况，研究解决存在的问题，议定下列事项。" + MARK,
    }


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))  # noqa: DTZ001
