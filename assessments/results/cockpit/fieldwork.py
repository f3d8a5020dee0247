"""Pictures of the year's fieldwork: tasks by light, what units gave, districts by tier."""

from collections.abc import Sequence
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from assessments.results.cockpit.scores import figure_url
from assessments.wording import Rule, worded
from districts.results.areas.lists import STANDING, TownshipTile
from districts.results.lights import ON_TIME
from districts.results.pairings.sums import KindTotal
from districts.results.tasks.lights import BEHIND
from districts.results.tasks.lists import TaskFigures
from districts.roles import EntryStatus
from districts.workflow.areas import Tier
from districts.workflow.pairings import MoneySource
from districts.workflow.tasks import TaskLevel, TaskStatus
from wenming.charts import Cell, Chart, Drawn, Row, Series
from wenming.numbers import plain

WAN = 10_000


def tasks(year: int, counts: TaskFigures) -> Chart:
    """The county's tasks by light; each cell leads to exactly these tasks."""
    county = {"year": year, "level": TaskLevel.COUNTY.value}
    running = {**county, "light": ON_TIME}
    lights = (
        ("通过验收", "green", counts.accepted, figure_url(year, "tasks_accepted")),
        ("待验收", "sky", counts.requested, _tasks(running, TaskStatus.REQUESTED)),
        ("正常推进", "blue", counts.on_time, _tasks(running, TaskStatus.ACTIVE)),
        ("滞后", "red", counts.behind, _tasks({**county, "light": BEHIND})),
    )
    return Chart(
        "tasks", Drawn.BARS, "县级实事进展", "级别",
        tuple(Series(word, tone) for word, tone, _, _ in lights),
        (Row("县级", tuple(Cell(count, url=url) for _, _, count, url in lights)),),
        empty="本年度还没有下达县级实事。",
        note=f"{counts.in_words}，{counts.overdue_note}" if counts.promised else "",
    )  # fmt: skip


def _tasks(query: dict[str, object], status: str = "") -> str:
    return _list("districts:task-list", {**query, "status": status} if status else query)


def money(year: int, totals: Sequence[KindTotal]) -> Chart:
    """Money by month in 万元, own beside won from above."""
    kind = next((total for total in totals if total.is_money), None)
    return Chart(
        "money", Drawn.COLUMNS, "帮扶资金", "月份",
        (Series("单位投入", "red"), Series("对上争取", "gold")),
        tuple(_month(year, kind.kind_id, *row) for row in kind.own_and_won) if kind else (),
        empty="本年度还没有已确认的资金投入。", note="万元，已确认的投入，按投入日期所在月",
    )  # fmt: skip


def _month(year: int, kind: int, month: int, own: Decimal, won: Decimal) -> Row:
    sides = (MoneySource.OWN, own), (MoneySource.WON, won)
    return Row(
        f"{month}月",
        tuple(
            Cell(
                amount / WAN,
                plain(amount / WAN),
                _ledger(year, kind, month=month, source=source.value) if amount else "",
            )
            for source, amount in sides
        ),
    )


def kinds(year: int, totals: Sequence[KindTotal]) -> Chart:
    """What was given besides money. Kinds have no unit in common: the bars are entries, the names
    tell the amounts."""
    return Chart(
        "kinds", Drawn.BARS, "帮扶物资与服务", "种类",
        (Series("笔数", "gold"),),
        tuple(
            Row(
                f"{total.name} {worded(total.amount, total.unit, Rule.EXACT)}",
                (Cell(total.entries, f"{total.entries} 笔", _ledger(year, total.kind_id)),),
            )
            for total in totals
            if not total.is_money
        ),
        empty="本年度还没有已确认的物资与服务投入。", note="已确认的投入；各种类单位不同，只比笔数",
    )  # fmt: skip


def _ledger(year: int, kind: int, **narrowed: object) -> str:
    query = {"year": year, "kind": kind, "state": EntryStatus.CONFIRMED.value, **narrowed}
    return _list("districts:contribution-list", query)


def districts(year: int, grid: Sequence[TownshipTile]) -> Chart:
    """Districts that stand, by township and tier."""
    return Chart(
        "districts", Drawn.BARS, "各乡镇片区梯级", "乡镇",
        (Series("高标准", "red"), Series("较高标准", "gold"), Series("一般", "grey")),
        tuple(_township(year, tile) for tile in grid),
        empty="到本年度为止还没有列入计划的片区。", note=f"到{year}年，个",
    )  # fmt: skip


def _township(year: int, tile: TownshipTile) -> Row:
    tiers = (Tier.HIGH, tile.high), (Tier.BETTER, tile.better), (Tier.ORDINARY, tile.ordinary)
    query = {"year": year, "scope": STANDING, "township": tile.pk}
    return Row(
        tile.name,
        tuple(
            Cell(count, url=_list("districts:area-list", {**query, "tier": tier.value}))
            for tier, count in tiers
        ),
    )


def _list(view: str, query: dict[str, object]) -> str:
    return f"{reverse(view)}?{urlencode(query)}"
