"""This year's pairings: what people look at goes through the same actions that they use."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from districts.actions.attachments import attach
from districts.actions.entries import advance_entry, new_entry_fields
from districts.actions.follow_ups import open_follow_up
from districts.actions.pairings import (
    advance_letter,
    correct_contribution,
    create_contribution,
    create_letter,
    create_meeting,
    tell_progress,
    tick,
)
from districts.demonstration.cast import FieldCast
from districts.demonstration.pairing_facts import (
    MARK,
    NAMED,
)
from districts.demonstration.pairing_rows import (
    TEXT,
    minutes,
    noon,
    pair,
    sign_all,
    targets_of,
    tick_off,
)
from districts.demonstration.pictures import street
from districts.models import (
    Activity,
    AttachmentKind,
    Contribution,
    FollowUpKind,
    Pairing,
    PairingRequirement,
)
from wenming.audit.trail import record

UNPAIRED = 4  # units that the office has still to pair this year
SILENT = 9  # pairings of this year in which nothing has happened for long


def play_this_year(cast: FieldCast) -> None:
    """Most have given, some are silent, a few units have still to be paired."""
    year = cast.today.year
    pairings = pair(cast, year, noon(date(year, 1, 1)), leave_out=UNPAIRED)
    others = [pairing for name, pairing in pairings.items() if name not in NAMED]
    _give_this_year(cast, others[:-SILENT])
    signed = max(noon(date(year, 1, 2)), cast.at - timedelta(days=250))
    sign_all(cast, year, pairings, min(signed, cast.at), but=6)
    tick_off(cast, year, others[:24], cast.at - timedelta(days=20) if cast.today.month > 1
              else cast.at)  # fmt: skip
    _letters_under_way(cast, list(pairings.values())[-6:])
    _guotu(cast, pairings["县国土资源局"])
    _shuini(cast, pairings["县水泥厂"])
    _village_side(cast, pairings)
    _meet_this_year(cast)


def _give_this_year(cast: FieldCast, pairings: Sequence[Pairing]) -> None:
    marks = new_entry_fields(is_office=True, by=cast.office, at=cast.at)
    gifts = (("资金", 22_000), ("硬化道路", 600), ("文明示范街", 1), ("图书", 400))
    rows = [
        Contribution(
            pairing=pairing,
            year=cast.today.year,
            kind=cast.kind(kind),
            amount=Decimal(usual + usual // 10 * (number % 4)),
            given_on=_day(cast, 8 + 23 * turn + number % 9),
            purpose="村级公益事业" + MARK,
            **marks,
        )
        for number, pairing in enumerate(pairings)
        for turn, (kind, usual) in enumerate(gifts)
        if (number + turn) % 2 == 0
    ]
    Contribution.objects.bulk_create(rows)
    record("contribution.import", on=None, by=cast.office, at=cast.at, after={"新增": len(rows)})


def _letters_under_way(cast: FieldCast, pairings: Sequence[Pairing]) -> None:
    """Two drafts; the others issued and waiting for signatures."""
    for number, pairing in enumerate(pairings):
        targets = targets_of(cast, {"pairing": pairing})
        letter = create_letter(
            year=pairing.year, pairing=pairing, text=TEXT, targets=targets, by=cast.second,
            at=cast.at,
        )  # fmt: skip
        if number > 1:
            advance_letter(letter, "issue", by=cast.second, at=cast.at)


def _enter(cast: FieldCast, pairing: Pairing, days: int, **given: Any) -> Contribution:
    """As the unit's own reporter enters it."""
    values = {"source": "own", "given_on": _day(cast, days), "activity": None, **given}
    by = cast.reporter(pairing.unit.name)
    at = max(_ago(cast, days), noon(_day(cast, days)))
    return create_contribution(pairing, values, by=by, at=at)


def _hand_in(cast: FieldCast, row: Contribution, days: int) -> Contribution:
    by = cast.reporter(row.pairing.unit.name)
    proof = street(row.pairing.village.name, is_done=True)
    attach(row, proof, kind=AttachmentKind.PROOF, by=by, at=_ago(cast, days))
    return advance_entry(row, "submit", by=by, at=_ago(cast, days))


def _guotu(cast: FieldCast, pairing: Pairing) -> None:
    """Confirmed and corrected, waiting for confirmation, still a draft, and a shared lecture."""
    cement = _enter(cast, pairing, 35, kind=cast.kind("水泥"), amount=Decimal(120),
                    purpose="硬化村内道路" + MARK)  # fmt: skip
    cement = advance_entry(_hand_in(cast, cement, 34), "confirm", by=cast.office, at=_ago(cast, 33))
    correct_contribution(
        cement, {"amount": Decimal(118)}, reason="按过磅单核减 2 吨。", version=cement.version,
        by=cast.second, at=_ago(cast, 30),
    )  # fmt: skip
    money = _enter(cast, pairing, 6, kind=cast.kind("资金"), amount=Decimal(150_000), source="won",
                   purpose="高标准农田配套" + MARK)  # fmt: skip
    _hand_in(cast, money, 5)
    _enter(
        cast,
        pairing,
        1,
        kind=cast.kind("慰问困难户"),
        amount=Decimal(12),
        purpose="走访慰问" + MARK,
    )
    _share_lecture(cast, pairing)
    for is_done, kind in ((False, AttachmentKind.BEFORE), (True, AttachmentKind.AFTER)):
        photo = street("中李村", is_done=is_done)
        attach(pairing, photo, kind=kind, by=cast.staff("guotu"), at=_ago(cast, 20))
    first = PairingRequirement.objects.filter(year=pairing.year).first()
    if first is not None:
        tick(pairing, first, done_on=_day(cast, 40), note="与村两委共同制定三年规划" + MARK,
             by=cast.staff("guotu"), at=cast.at)  # fmt: skip


def _share_lecture(cast: FieldCast, pairing: Pairing) -> None:
    """One lecture in the ledgers of all who help the village; it counts once."""
    lecture = Activity.objects.confirmed().filter(unit=pairing.unit, year=pairing.year).first()
    if lecture is None:
        return
    helpers = Pairing.objects.filter(year=pairing.year, village=pairing.village)
    for helper in helpers.select_related("unit", "village"):
        for kind in ("科技讲座", "受教育人数"):
            values = {
                "kind": cast.kind(kind),
                "source": "own",
                "given_on": lecture.held_on,
                "purpose": lecture.title,
                "activity": lecture,
            }
            create_contribution(helper, values, by=cast.office, at=cast.at)


def _shuini(cast: FieldCast, pairing: Pairing) -> None:
    """One confirmed, one sent back."""
    cement = _enter(cast, pairing, 28, kind=cast.kind("水泥"), amount=Decimal(90),
                    purpose="维修村内道路" + MARK)  # fmt: skip
    advance_entry(_hand_in(cast, cement, 27), "confirm", by=cast.office, at=_ago(cast, 26))
    money = _enter(cast, pairing, 10, kind=cast.kind("资金"), amount=Decimal(60_000),
                   purpose="改善水利设施" + MARK)  # fmt: skip
    advance_entry(_hand_in(cast, money, 9), "return", by=cast.office, at=_ago(cast, 7),
                  note="请补充村里的收款凭证。")  # fmt: skip


def _village_side(cast: FieldCast, pairings: dict[str, Pairing]) -> None:
    for unit, username, text in (
        ("县国土资源局", "cizhen", "东西大街已全部硬化，群众出行方便了。"),
        ("县水泥厂", "fushan", "水渠清淤完成，二百亩地能浇上水。"),
    ):
        tell_progress(pairings[unit], on=_day(cast, 12), text=text + MARK,
                      by=cast.staff(username), at=cast.at)  # fmt: skip


def _meet_this_year(cast: FieldCast) -> None:
    """Two decisions: one soon due, one overdue."""
    at = max(_ago(cast, 21), noon(date(cast.today.year, 1, 1)))
    held_on = timezone.localdate(at)
    meeting = create_meeting(minutes("结对共建调度会", held_on), by=cast.office, at=at)
    for owner, text, due_on in (
        (
            cast.unit("县国土资源局"),
            "对上争取资金的使用计划报县文明办",
            cast.today + timedelta(days=5),
        ),
        (cast.township("磁窑镇"), "核实各村收到的水泥数量并登记", max(held_on, _day(cast, 4))),
    ):  # fmt: skip
        open_follow_up(kind=FollowUpKind.DECISION, text=text + MARK, owner=owner, due_on=due_on,
                       source=meeting, by=cast.office, at=at)  # fmt: skip


def _day(cast: FieldCast, days: int) -> date:
    """So many days ago, but not before this year."""
    return max(cast.today - timedelta(days=days), date(cast.today.year, 1, 1))


def _ago(cast: FieldCast, days: int) -> datetime:
    return cast.at - timedelta(days=days)
