"""Pairings: 2020 with the sums of the office's summary, and this year in full swing."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from districts.actions.attachments import attach
from districts.actions.entries import new_entry_fields
from districts.actions.follow_ups import advance_follow_up, open_follow_up
from districts.actions.pairings import (
    create_meeting,
)
from districts.demonstration.cast import CLOSED_YEAR, FieldCast
from districts.demonstration.pairing_facts import (
    LECTURES,
    MARK,
    NAMED,
    SESSIONS,
    SHARED,
    gifts_2020,
)
from districts.demonstration.pairing_rows import give_all, minutes, pair, sign_all, tick_off
from districts.demonstration.pairings_now import play_this_year
from districts.demonstration.pictures import street
from districts.models import (
    Activity,
    ActivityKind,
    ActivityUse,
    AttachmentKind,
    Contribution,
    CountedBy,
    FollowUpKind,
    Pairing,
    about,
)
from wenming.audit.trail import record


def play(cast: FieldCast) -> None:
    _play_2020(cast)
    play_this_year(cast)


def _play_2020(cast: FieldCast) -> None:
    """48 units with 24 core villages, letters with all of them and with every township."""
    pairings = pair(cast, CLOSED_YEAR, cast.moment(CLOSED_YEAR, 2, 20))
    others = [name for name in pairings if name not in NAMED]
    give_all(cast, pairings, gifts_2020(others), cast.moment(CLOSED_YEAR, 12, 10))
    _lecture(cast, pairings, others)
    signed = cast.moment(CLOSED_YEAR, 3, 12)
    sign_all(cast, CLOSED_YEAR, pairings, signed)
    tick_off(cast, CLOSED_YEAR, list(pairings.values())[:36], cast.moment(CLOSED_YEAR, 11, 20))
    _meet_2020(cast)


def _lecture(cast: FieldCast, pairings: dict[str, Pairing], others: Sequence[str]) -> None:
    """80 lectures in series of four. To some a second unit came along: they still count once."""
    at = cast.moment(CLOSED_YEAR, 12, 10)
    marks = new_entry_fields(is_office=True, by=cast.office, at=at)
    hosts = [pairings[name] for name in others[: LECTURES // SESSIONS]]
    series = Activity.objects.bulk_create(
        Activity(
            kind=ActivityKind.LECTURE,
            title=f"{pairing.village.name}科技讲座{MARK}",
            year=CLOSED_YEAR,
            held_on=date(CLOSED_YEAR, 3 + number % 9, 8),
            place=f"{pairing.village.name}文化大院",
            village=pairing.village,
            unit=pairing.unit,
            sessions=SESSIONS,
            attendance=460 + 10 * (number % 9),
            counted_by=CountedBy.SIGN_IN,
            **marks,
        )
        for number, pairing in enumerate(hosts)
    )
    guests = [pairings[name] for name in others[-SHARED:]]
    uses = [*zip(hosts, series, strict=True), *zip(guests, series, strict=False)]
    _count_for(cast, uses, at)


def _count_for(cast: FieldCast, uses: Sequence[tuple[Pairing, Activity]], at: datetime) -> None:
    """Each lecture in the ledgers of the pairings that it serves: sessions and people."""
    marks = new_entry_fields(is_office=True, by=cast.office, at=at)
    rows = []
    for pairing, activity in uses:
        for kind, amount in (("科技讲座", activity.sessions), ("受教育人数", activity.attendance)):
            rows.append(
                Contribution(
                    pairing=pairing,
                    year=CLOSED_YEAR,
                    kind=cast.kind(kind),
                    amount=Decimal(amount or 0),
                    given_on=activity.held_on,
                    purpose=activity.title,
                    activity=activity,
                    **marks,
                )
            )
    Contribution.objects.bulk_create(rows)
    ActivityUse.objects.bulk_create(
        ActivityUse(
            activity=activity,
            **about(pairing),
            target_label=f"结对共建：{pairing}",
            by=cast.office,
            at=at,
        )
        for pairing, activity in uses
    )
    record("contribution.import", on=None, by=cast.office, at=at, after={"新增": len(rows)})


def _meet_2020(cast: FieldCast) -> None:
    """调度会 with a decision that was carried out."""
    at = cast.moment(CLOSED_YEAR, 6, 18, 16)
    meeting = create_meeting(
        minutes("“龙头带动”工程上半年调度会", at.date()), by=cast.office, at=at
    )
    decision = open_follow_up(
        kind=FollowUpKind.DECISION,
        text="中李村水资源建设项目资金争取到位，开工建设" + MARK,
        owner=cast.unit("县国土资源局"),
        village=cast.village("中李村"),
        due_on=date(CLOSED_YEAR, 8, 31),
        source=meeting,
        by=cast.office,
        at=at,
    )
    done, reporter = cast.moment(CLOSED_YEAR, 8, 20), cast.reporter("县国土资源局")
    photo = street("中李村", is_done=True)
    attach(decision, photo, kind=AttachmentKind.AFTER, by=reporter, at=done)
    note = "50万元已到位，机井和管道开工。" + MARK
    advance_follow_up(decision, "report", by=reporter, at=done, note=note)
    advance_follow_up(decision, "close", by=cast.office, at=cast.moment(CLOSED_YEAR, 8, 25))
