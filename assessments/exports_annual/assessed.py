"""得分汇总、各类型排名、指标平均分与失分点: what the year's assessment came to."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from assessments.exports import county_columns, county_sheet, heads_sheet
from assessments.exports_annual.told import Part, Told, count_where, ledger
from assessments.models import Cycle
from assessments.results.figures import FigureValue
from assessments.results.figures.heads import Node
from assessments.results.ranking import type_tabs
from assessments.scoring import two_places
from districts.exports.rows import numbered
from districts.models import UnitType
from wenming.jobs.kinds import Progress
from wenming.xlsx import Check, Column, Formula

UNITS = 'SUMPRODUCT(({单位}<>"")*1)'
MEAN = "IF(COUNT({总分})=0,0,ROUND(AVERAGE({总分}),2))"
ALL_TYPES = "各类型共有大项"
ITEM_COLUMNS = (
    Column("序号", 6, "center"),
    Column("类型", 14, "center", merges=True),
    Column("指标", 44),
    Column("分值", 8, "points"),
    Column("计分单位数", 9, "integer"),
    Column("失分合计", 11, "points2"),
    Column("平均失分", 10, "points2"),
    Column("公式复核", 10, "points2"),
    Column("平均分", 10, "points2"),
    Column("得分率（%）", 10, "points2"),
)
HOW = "大项按细则顺序，项目在每一类型里按失分多少排列；平均失分 = 失分合计 ÷ 计分单位数"


def parts(told: Told, at: datetime) -> Iterator[Part]:
    cycle = Cycle.objects.filter(year=told.year).first()
    if cycle is None:
        checks = told.check("assessed_units", UNITS)
        yield ledger(told, "得分汇总", county_columns(), [], checks, title="文明单位考核汇总表")
    else:
        yield from _scores(told, cycle, at)
    yield _items(told)


def _scores(told: Told, cycle: Cycle, at: datetime) -> Iterator[Part]:
    tabs = type_tabs(cycle)
    county = county_sheet(cycle, tabs, at, Progress())
    checks = [*told.check("assessed_units", UNITS), *told.check("average", MEAN)]
    if "等次" in {column.head for column in county.columns}:
        for value in told.kinds("grade_"):
            checks += told.check(value.figure.name, count_where(等次=value.figure.key))
    units = sum(tab.units for tab in tabs)
    yield Part(replace(county, tab="得分汇总", checks=checks), units)
    for tab in tabs:
        sheet = heads_sheet(cycle, tab, at, Progress())
        own = (
            *told.check(f"units_{tab.code}", UNITS),
            *told.check(f"average_{tab.code}", MEAN),
        )
        title = f"{cycle.year}年度{tab.name}得分排名表"
        yield Part(replace(sheet, title=title, tab=f"排名 {tab.name}", checks=own), tab.units)


def _items(told: Told) -> Part:
    lost = [value for name, value in told.figures.items() if name.startswith("lost_")]
    known = [value for value in lost if value.value is not None and value.rows]
    names = dict(UnitType.objects.values_list("code", "name"))
    lines = [_item(value, names) for value in _in_order(known)]
    return ledger(
        told, "指标失分", ITEM_COLUMNS, numbered(lines), _sums(told, known),
        title="指标平均分与失分点", under=HOW, rows=len(lines),
    )  # fmt: skip


def _in_order(values: Iterable[FigureValue]) -> list[FigureValue]:
    """Heads first; then type by type what cost most points."""
    places: dict[str, int] = {}
    for value in values:
        places.setdefault(value.figure.about.unit_type, len(places))

    def key(value: FigureValue) -> tuple[int, Decimal]:
        node: Node = value.figure.about
        costs = Decimal(value.value or 0) if node.unit_type else Decimal(0)
        return places[node.unit_type], -costs

    return sorted(values, key=key)


def _item(value: FigureValue, names: dict[str, str]) -> tuple[object, ...]:
    """Of versions that give the item different points there is no average share."""
    node: Node = value.figure.about
    worth = {points for _, points in node.places.values()}
    lost = Fraction(value.value or 0)
    mean = two_places(lost / value.rows)
    points = Fraction(worth.pop()) if len(worth) == 1 else None
    earned = None if points is None else two_places(points - lost / value.rows)
    share = two_places((1 - lost / value.rows / points) * 100) if points else None
    name = names.get(node.unit_type, ALL_TYPES)
    title = node.title.removeprefix(name).removeprefix("“").removesuffix("”")
    check = Formula("=ROUND({失分合计}/{计分单位数},2)")
    return name, title, points, value.rows, value.value, mean, check, earned, share


def _sums(told: Told, known: Iterable[FigureValue]) -> list[Check]:
    """What all heads have cost, and all items: both tell every lost point once."""
    heads = [value for value in known if not value.figure.about.unit_type]
    if not heads:
        return []
    formula = f'=SUMPRODUCT({{失分合计}},({{类型}}="{ALL_TYPES}")*1)'
    total = sum((Decimal(value.value or 0) for value in heads), Decimal(0))
    return [Check("各大项失分合计（分）", total, Formula(formula), 2)]
