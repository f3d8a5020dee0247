"""The ledgers of centres, boards and programmes as the office prints them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from districts.exports.culture import SIGNATURES
from districts.exports.rows import numbered
from districts.models import CommunityCentre, CultureProgramme, FacilityKind, PublicityBoard
from districts.results.boards import BoardTotals
from districts.results.centres import lacking
from wenming.dates import cn_date
from wenming.xlsx import Column, Line, Sheet, workbook

CENTRE_COLUMNS = (
    Column("序号", 6, "center"),
    Column("乡镇", 12),
    Column("社区", 18),
    Column("地点", 22),
    Column("建成年度", 8, "integer"),
    Column("启用日期", 16, "date"),
    Column("面积（平方米）", 11, "points2"),
    Column("管理人", 10),
    Column("设施数", 8, "integer"),
    Column("还缺的设施", 24),
)
BOARD_COLUMNS = (
    Column("序号", 6, "center"),
    Column("设置单位", 18),
    Column("类别", 12, "center"),
    Column("地点", 24),
    Column("安装日期", 16, "date"),
    Column("数量（块）", 8, "integer"),
    Column("投入资金（元）", 14, "money"),
    Column("管护人", 10),
    Column("内容", 24),
    Column("状态", 9, "center"),
)
PROGRAMME_COLUMNS = (
    Column("序号", 6, "center"),
    Column("单位或部门", 18),
    Column("名称", 22),
    Column("目标", 30),
    Column("日期", 16, "date"),
    Column("类别", 10, "center"),
    Column("做法和成果", 36),
    Column("状态", 9, "center"),
)


def centres_xlsx(rows: Iterable[CommunityCentre], asked: list[FacilityKind], today: date) -> bytes:
    """`rows` with `has` and their facilities prefetched."""
    lines = (centre_cells(row, asked) for row in rows)
    return _ledger("社区文化活动中心台账", CENTRE_COLUMNS, list(numbered(lines)), today)


def boards_xlsx(
    rows: Iterable[PublicityBoard], totals: BoardTotals, year: int, today: date
) -> bytes:
    """With the sums of what is confirmed below it."""
    lines = (board_cells(row) for row in rows)
    sums = Line(("", "合计（已确认）", "", "", "", totals.count, totals.money, "", "", ""))
    return _ledger(f"{year}年度宣传牌匾台账", BOARD_COLUMNS, [*numbered(lines), sums], today)


def programmes_xlsx(rows: Iterable[CultureProgramme], year: int, today: date) -> bytes:
    rows_of = list(numbered(programme_lines(rows)))
    return _ledger(f"{year}年度文化建设年台账", PROGRAMME_COLUMNS, rows_of, today)


def centre_cells(row: CommunityCentre, asked: list[FacilityKind]) -> tuple[object, ...]:
    return (
        row.township.name,
        row.community,
        row.place,
        row.built_year,
        row.opened_on,
        row.area,
        row.keeper,
        row.has,  # type: ignore[attr-defined]
        lacking(row, asked),
    )


def board_cells(row: PublicityBoard) -> tuple[object, ...]:
    return (
        row.owner_name,
        row.get_kind_display(),
        row.place,
        row.installed_on,
        row.count,
        row.money,
        row.keeper,
        row.summary,
        row.get_status_display(),
    )


def programme_lines(rows: Iterable[CultureProgramme]) -> Iterator[tuple[object, ...]]:
    """One line for each product, and one for a programme of which nothing has come yet."""
    for row in rows:
        head = (row.owner_name, row.title, row.aim)
        state = row.get_status_display()
        products: list[Any] = list(row.products.all())
        for one in products:
            yield (*head, one.held_on, one.get_kind_display(), one.text, state)
        if not products:
            yield (*head, None, "", "", state)


def _ledger(title: str, columns: Sequence[Column], rows: Sequence[Any], today: date) -> bytes:
    sheet = Sheet(
        title,
        columns,
        rows,
        tab=title[-10:],
        under=f"导出日期：{cn_date(today)}",
        signatures=SIGNATURES,
        landscape=True,
    )
    return workbook([sheet])
