"""结对共建: who helps whom, what was given, what was signed, who met."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.results.figures.base import Asked, Family, Figure, Section, Shown
from assessments.wording import Rule
from districts.models import (
    Contribution,
    CoordinationMeeting,
    Pairing,
    QuantityKind,
    ResponsibilityLetter,
    Village,
)
from districts.results.pairings.sums import counted_once
from districts.workflow.pairings import LetterStatus, MoneySource, PairingStatus


def _pairings(asked: Asked) -> "QuerySet[Any]":
    return Pairing.objects.of_year(asked.year)


def _villages(asked: Asked) -> "QuerySet[Any]":
    """Villages, each once, however many units help it."""
    helped = Pairing.objects.of_year(asked.year).filter(village=OuterRef("pk"))
    return Village.objects.filter(Exists(helped)).annotate(is_helped=Exists(helped.active()))


def _given(asked: Asked) -> "QuerySet[Any]":
    """Confirmed, each activity once."""
    return counted_once(Contribution.objects.filter(year=asked.year))


PAIRINGS = Family(
    _pairings,
    ("village__township__name", "village__name", "unit__name", "pk"),
    (
        Shown("帮扶单位", lambda row: row.unit.name, width=24),
        Shown("乡镇", lambda row: row.village.township.name, width=12),
        Shown("核心村", lambda row: row.village.name, width=14),
        Shown("联系领导", lambda row: row.leader.name if row.leader else "", width=14),
        Shown("结对日期", lambda row: row.started_on, "date", 16),
    ),
    ("unit", "village__township", "leader"),
)
VILLAGES = Family(
    _villages,
    ("township__name", "name", "pk"),
    (
        Shown("村", lambda row: row.name),
        Shown("乡镇", lambda row: row.township.name),
        Shown("核心村", lambda row: "是" if row.is_core else "", width=10),
    ),
    ("township",),
)
GIVEN = Family(
    _given,
    ("kind__position", "given_on", "pairing__unit__name", "pk"),
    (
        Shown("帮扶单位", lambda row: row.pairing.unit.name, width=24),
        Shown("乡镇", lambda row: row.pairing.village.township.name, width=12),
        Shown("核心村", lambda row: row.pairing.village.name, width=14),
        Shown("种类", lambda row: row.kind.name, width=14),
        Shown("来源", lambda row: row.get_source_display(), width=12),
        Shown("日期", lambda row: row.given_on, "date", 16),
        Shown("用途", lambda row: row.purpose, width=30),
    ),
    ("kind", "pairing__unit", "pairing__village__township"),
)
LETTERS = Family(
    lambda asked: ResponsibilityLetter.objects.filter(year=asked.year),
    ("pairing__unit__name", "township__name", "pk"),
    (
        Shown("签订方", lambda row: row.party, width=28),
        Shown("状态", lambda row: row.get_status_display(), width=12),
        Shown("签订日期", lambda row: row.signed_on, "date", 16),
    ),
    ("township", "pairing__unit", "pairing__village"),
)
MEETINGS = Family(
    lambda asked: CoordinationMeeting.objects.filter(year=asked.year),
    ("held_on", "pk"),
    (
        Shown("会议", lambda row: row.title, width=36),
        Shown("日期", lambda row: row.held_on, "date", 16),
        Shown("地点", lambda row: row.place),
        Shown("主持人", lambda row: row.host, width=14),
    ),
)

ACTIVE = Q(status=PairingStatus.ACTIVE)
NOTHING = Q(pk__in=[])
SIGNED = Q(status=LetterStatus.SIGNED)
ONCE = (
    "只计县文明办已确认的帮扶投入，草稿、待确认和退回的不计；"
    "同一项活动记在几个单位台账上的只计一次。"
)
# Name and wording of the kinds that come with the system, as the year's summary tells them.
KINDS: dict[str, tuple[str, Rule]] = {
    "水泥": ("pairing_cement", Rule.EXACT),
    "沙石料": ("pairing_sand", Rule.EXACT),
    "硬化道路": ("pairing_road_metres", Rule.EXACT),
    "桥梁": ("pairing_bridges", Rule.EXACT),
    "排水渠": ("pairing_drain_metres", Rule.EXACT),
    "机井": ("pairing_wells", Rule.EXACT),
    "路灯": ("pairing_lamps", Rule.EXACT),
    "绿化街道": ("pairing_streets_greened", Rule.EXACT),
    "栽植苗木": ("pairing_trees", Rule.MORE_THAN),
    "文明示范街": ("pairing_model_streets", Rule.EXACT),
    "致富项目": ("pairing_projects", Rule.EXACT),
    "图书阅览室": ("pairing_reading_rooms", Rule.EXACT),
    "图书": ("pairing_books", Rule.MORE_THAN),
    "文化广场": ("pairing_squares", Rule.EXACT),
    "科技讲座": ("pairing_lectures", Rule.EXACT),
    "受教育人数": ("pairing_people_taught", Rule.MORE_THAN),
    "宣传栏": ("pairing_boards", Rule.EXACT),
    "慰问困难户": ("pairing_households", Rule.EXACT),
    "环卫设施": ("pairing_cleaning_fixtures", Rule.EXACT),
}

SIDES = (
    Figure(
        "pairing_units", "结对帮扶单位",
        "本年度与核心村结成共建对子、没有终止的文明单位；一个单位一年只结一个对子，终止的不计。",
        "个", Section.PAIRINGS, PAIRINGS, where=ACTIVE,
    ),
    Figure(
        "pairing_villages", "结对核心村",
        "本年度至少有一个文明单位结对帮扶的村，每村只计一次；所有对子都已终止的村不计。",
        "个", Section.PAIRINGS, VILLAGES, where=Q(is_helped=True),
    ),
)  # fmt: skip
MONEY = (
    Figure(
        "pairing_money_own", "结对共建投入资金",
        f"本年度文明单位自己投入结对村的资金，不含对上争取的资金和实物折价。{ONCE}",
        "元", Section.PAIRINGS, GIVEN, Rule.MORE_THAN,
        Q(kind__is_money=True, source=MoneySource.OWN), "amount", 2,
    ),
    Figure(
        "pairing_money_won", "对上争取资金",
        f"本年度文明单位为结对村向上级争取到的资金，不计入单位自己的投入。{ONCE}",
        "元", Section.PAIRINGS, GIVEN, Rule.EXACT,
        Q(kind__is_money=True, source=MoneySource.WON), "amount", 2,
    ),
)  # fmt: skip
PAPERS = (
    Figure(
        "letters_signed", "签订目标责任书",
        "本年度已签订的目标责任书，与帮扶单位和与乡镇党委签订的合计；起草和下发未签的不计。",
        "份", Section.PAIRINGS, LETTERS, where=SIGNED,
    ),
    Figure(
        "letters_signed_units", "与文明单位签订目标责任书",
        "本年度与结对帮扶单位已签订的目标责任书；起草和下发未签的不计。",
        "份", Section.PAIRINGS, LETTERS, where=SIGNED & Q(pairing__isnull=False),
    ),
    Figure(
        "letters_signed_townships", "与乡镇党委签订目标责任书",
        "本年度与乡镇党委已签订的目标责任书；起草和下发未签的不计。",
        "份", Section.PAIRINGS, LETTERS, where=SIGNED & Q(township__isnull=False),
    ),
    Figure(
        "meetings_held", "召开调度会",
        "本年度有会议记录的结对共建调度会，按会议日期所在年度计。",
        "次", Section.PAIRINGS, MEETINGS,
    ),
)  # fmt: skip


def figures(kinds: Iterable[QuantityKind]) -> tuple[Figure, ...]:
    """Of all kinds, in their own order: one that the office adds has a figure of its own."""
    kinds = [kind for kind in kinds if not kind.is_money]
    # A kind that was renamed or taken away leaves its figure behind, unknown instead of 0.
    gone = KINDS.keys() - {kind.name for kind in kinds}
    return (
        *SIDES,
        *MONEY,
        *(_of_kind(kind) for kind in kinds),
        *(_of_no_kind(name) for name in KINDS if name in gone),
        *PAPERS,
    )


def _of_no_kind(name: str) -> Figure:
    return Figure(
        KINDS[name][0], f"结对共建{name}",
        f"数量种类里没有“{name}”（可能已经改名），本年度无法统计。",
        "", Section.PAIRINGS, GIVEN, where=NOTHING, present=NOTHING, key=name,
    )  # fmt: skip


def _of_kind(kind: QuantityKind) -> Figure:
    name, rule = KINDS.get(kind.name, (f"pairing_kind_{kind.pk}", Rule.EXACT))
    return Figure(
        name, f"结对共建{kind.name}",
        f"本年度各文明单位帮扶结对村的“{kind.name}”，各笔数量之和，自己投入和对上争取的合计。{ONCE}",
        kind.unit, Section.PAIRINGS, GIVEN, rule, Q(kind=kind.pk), "amount", kind.decimals,
        key=kind.name,
    )  # fmt: skip
