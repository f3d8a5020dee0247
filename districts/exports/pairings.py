"""The 结对共建台账 and the 帮扶投入台账 as the office prints them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.utils import timezone

from districts.exports.activities import SIGNATURES
from districts.exports.rows import numbered
from districts.models import Contribution
from districts.results.pairings.lists import PairingRow
from districts.results.pairings.sums import KindTotal
from wenming.dates import cn_date
from wenming.numbers import plain
from wenming.xlsx import Column, Line, Sheet, workbook

PAIRING_COLUMNS = (
    Column("序号", 6, "center"),
    Column("帮扶单位", 20),
    Column("单位类型", 11, "center"),
    Column("乡镇", 11),
    Column("核心村", 11),
    Column("联系领导", 20),
    Column("结对日期", 16, "date"),
    Column("本单位投入资金（元）", 15, "money"),
    Column("对上争取资金（元）", 15, "money"),
    Column("其他投入", 34),
    Column("最近一次投入", 16, "date"),
    Column("目标完成", 9, "center"),
    Column("状态", 9, "center"),
)
LEDGER_COLUMNS = (
    Column("序号", 6, "center"),
    Column("日期", 16, "date"),
    Column("帮扶单位", 20),
    Column("乡镇", 11),
    Column("核心村", 11),
    Column("种类", 12, "center"),
    Column("数量", 14, "points"),
    Column("计量单位", 9, "center"),
    Column("来源", 11, "center"),
    Column("用途", 30),
    Column("状态", 9, "center"),
    Column("确认日期", 16, "date"),
)


def pairings_xlsx(rows: Iterable[PairingRow], year: int, today: date) -> bytes:
    sheet = Sheet(
        f"{year}年度文明单位与核心村结对共建台账",
        PAIRING_COLUMNS,
        numbered(pairing_cells(row) for row in rows),
        tab="结对共建台账",
        under=f"导出日期：{cn_date(today)}",
        signatures=SIGNATURES,
        landscape=True,
    )
    return workbook([sheet])


def contributions_xlsx(
    rows: Iterable[Contribution], totals: Sequence[KindTotal], year: int, today: date
) -> bytes:
    """The entries, and below them the sums of what is confirmed: a line for each kind."""
    sheet = Sheet(
        f"{year}年度结对共建帮扶投入台账",
        LEDGER_COLUMNS,
        _with_sums(rows, totals),
        tab="帮扶投入台账",
        under=f"导出日期：{cn_date(today)}　　合计只含已确认的投入，同一活动只计一次",
        signatures=SIGNATURES,
        landscape=True,
    )
    return workbook([sheet])


def _with_sums(
    rows: Iterable[Contribution], totals: Sequence[KindTotal]
) -> Iterator[Sequence[object] | Line]:
    yield from numbered(contribution_cells(row) for row in rows)
    for total in totals:
        for amount, source in ((total.own, "本单位投入"), (total.won, "对上争取")):
            if amount:
                head = ("", "合计（已确认）", "", "", "", total.name)
                yield Line((*head, amount, total.unit, source, "", "", ""))


def pairing_cells(row: PairingRow) -> tuple[object, ...]:
    pairing = row.pairing
    things = "、".join(f"{name} {plain(amount)} {unit}" for name, amount, unit in row.given.things)
    return (
        pairing.unit.name,
        pairing.unit.type.name,
        pairing.village.township.name,
        pairing.village.name,
        pairing.leader.with_post if pairing.leader else "",
        pairing.started_on,
        row.given.own or None,
        row.given.won or None,
        things,
        row.last_given,
        f"{row.met}/{row.targets}" if row.targets else "",
        pairing.get_status_display(),
    )


def contribution_cells(row: Contribution) -> tuple[object, ...]:
    village = row.pairing.village
    return (
        row.given_on,
        row.pairing.unit.name,
        village.township.name,
        village.name,
        row.kind.name,
        row.amount,
        row.kind.unit,
        row.get_source_display(),
        row.purpose,
        row.get_status_display(),
        timezone.localdate(row.confirmed_at) if row.confirmed_at else None,
    )
