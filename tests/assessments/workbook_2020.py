"""The year's workbook of 2020: its sums are the figures, its rows those of the ledgers.

Asked of the county that tests/assessments/test_demonstration.py builds.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from assessments.exports_annual import annual_xlsx
from assessments.results.figures import figures_of
from assessments.wording import Rule, worded
from districts.exports.pairings import contributions_xlsx
from districts.models import Contribution
from districts.roles import EntryStatus
from tests.assessments.parity import NOW
from tests.assessments.workbooks import cells_of
from wenming.xlsx.formulas import CHECK_HEADS

SHEETS = (
    "封面 目录 片区 建设项目 结对 帮扶台账 目标责任书 实事 系列活动 文化活动 文化中心 宣传牌匾"
    " 文化建设年 创建评选 表彰 典型 道德评议会 荣誉称号 得分汇总"
).split()
LAST = ["指标失分", "与上年比较", "数据来源"]
Row = dict[str, Any]
# Figure → the sheet and what of its rows makes it, worked out here and not by a formula.
MADE_OF: dict[str, tuple[str, Callable[[Row], Any]]] = {
    "districts_standing": ("片区", lambda row: 1),
    "districts_planned": ("片区", lambda row: row["规划年度"] == 2020),
    "districts_higher": ("片区", lambda row: row["现梯级"] in ("较高标准", "高标准")),
    "projects_done": ("建设项目", lambda row: row["建设状态"] == "完工"),
    "project_money_own": ("建设项目", lambda row: row["自筹资金（元）"] or 0),
    "pairing_units": ("结对", lambda row: row["状态"] == "结对中"),
    "pairing_money_own": ("帮扶台账", lambda row: _given(row, "资金", "本单位投入")),
    "pairing_money_won": ("帮扶台账", lambda row: _given(row, "资金", "对上争取")),
    "pairing_cement": ("帮扶台账", lambda row: _given(row, "水泥")),
    "pairing_lectures": ("帮扶台账", lambda row: _given(row, "科技讲座")),
    "letters_signed": ("目标责任书", lambda row: row["状态"] == "已签订"),
    "tasks_first_batch": ("实事", lambda row: (row["级别"], row["批次"]) == ("县级实事", 1)),
    "activities_attendance": ("文化活动", lambda row: row["参加人次"] or 0),
    "series_visits": ("文化活动", lambda row: (row["所属系列"] and row["参加人次"]) or 0),
    "centres_standing": ("文化中心", lambda row: 1),
    "boards_money": ("宣传牌匾", lambda row: row["投入资金（元）"] or 0),
    "awards_made": ("表彰", lambda row: row["状态"] != "撤销"),
    "moral_councils": ("道德评议会", lambda row: 1),
    "assessed_units": ("得分汇总", lambda row: 1),
}


def _given(row: Row, kind: str, source: str = "") -> Any:
    is_meant = row["种类"] == kind and source in ("", row["来源"])
    return row["计入合计"] or 0 if is_meant else 0


def check() -> None:
    found = cells_of(annual_xlsx(2020, NOW))
    figures = figures_of(2020, NOW.date())
    assert list(found)[: len(SHEETS)] == SHEETS
    assert list(found)[-len(LAST) :] == LAST
    told = {label: cells for cells in found.values() for label, *cells in _sums(cells)}
    for name, (sheet, part) in MADE_OF.items():
        figure = figures[name].figure
        value = Decimal(str(sum(part(row) for row in _rows(found[sheet]))))
        assert value == figures[name].value, name
        assert Decimal(str(told[f"{figure.label}（{figure.unit}）"][0])) == value, name
    assert {cells[1][0] for cells in told.values()} == {"="}
    _sources_are_the_catalogue(found["数据来源"], figures)
    _the_ledger_has_the_same_rows(found["帮扶台账"])


def _rows(cells: list[list[Any]]) -> Iterator[Row]:
    """The table as it stands below title, line and head, down to the sums or the signature."""
    head = cells[2]
    for line in cells[3:]:
        if line[1] is None or line[0] == CHECK_HEADS[0]:
            return
        yield dict(zip(head, line, strict=True))


def _sums(cells: list[list[Any]]) -> Iterator[list[Any]]:
    """Label, value, formula and verdict of every line below the head of the sums."""
    at = next((row for row, line in enumerate(cells) if line[0] == CHECK_HEADS[0]), len(cells))
    for line in cells[at + 1 :]:
        if len(full := [cell for cell in line if cell is not None]) == len(CHECK_HEADS):
            yield full


def _sources_are_the_catalogue(cells: list[list[Any]], figures: Any) -> None:
    rows = {row["名称"]: row for row in _rows_by_number(cells)}
    assert rows.keys() == figures.keys()
    for name, value in figures.items():
        row = rows[name]
        assert (row["写法"], row["行数"], row["统计口径"]) == (
            value.wording, value.rows, value.figure.definition,
        )  # fmt: skip
        if value.value is not None:
            shown = worded(Decimal(str(row["数值"])), value.figure.unit, Rule.EXACT)
            assert shown == worded(value.value, value.figure.unit, Rule.EXACT), name


def _rows_by_number(cells: list[list[Any]]) -> Iterator[Row]:
    return (dict(zip(cells[2], row, strict=True)) for row in cells[3:] if isinstance(row[0], int))


def _the_ledger_has_the_same_rows(cells: list[list[Any]]) -> None:
    entries = Contribution.objects.filter(year=2020, status=EntryStatus.CONFIRMED)
    own = contributions_xlsx(entries.with_places().order_by("given_on", "pk"), (), 2020, NOW.date())
    (ledger,) = cells_of(own).values()
    rows = list(_rows_by_number(cells))
    assert len(rows) == entries.count()
    assert [list(row.values())[:-1] for row in rows] == [
        list(row.values()) for row in _rows_by_number(ledger)
    ]
