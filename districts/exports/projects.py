"""The ledgers of projects and of inspections as the office prints them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from districts.exports.activities import SIGNATURES
from districts.exports.rows import numbered
from districts.models import DistrictProject, Inspection
from districts.results.areas.projects import ProjectTotal
from wenming.dates import cn_date
from wenming.xlsx import Column, Line, Sheet, workbook

PROJECT_COLUMNS = (
    Column("序号", 6, "center"),
    Column("乡镇", 11),
    Column("片区", 17),
    Column("项目名称", 24),
    Column("种类", 11, "center"),
    Column("数量", 12, "points"),
    Column("计量单位", 9, "center"),
    Column("自筹资金（元）", 14, "money"),
    Column("上级资金（元）", 14, "money"),
    Column("建设状态", 9, "center"),
    Column("开工日期", 15, "date"),
    Column("完工日期", 15, "date"),
    Column("施工单位", 16),
    Column("备注", 20),
    Column("状态", 9, "center"),
)
INSPECTION_COLUMNS = (
    Column("序号", 6, "center"),
    Column("检查日期", 16, "date"),
    Column("乡镇", 12),
    Column("片区", 18),
    Column("检查人员", 18),
    Column("检查情况", 46),
    Column("梯级意见", 10, "center"),
    Column("发现问题", 9, "integer"),
    Column("已整改", 9, "integer"),
)


def projects_xlsx(
    rows: Iterable[DistrictProject], totals: Sequence[ProjectTotal], year: int, today: date
) -> bytes:
    """The projects, and below them the sums of what is confirmed: a line for each kind."""
    sheet = Sheet(
        f"{year}年文明片区建设项目台账",
        PROJECT_COLUMNS,
        _with_sums(rows, totals),
        tab="建设项目台账",
        under=f"导出日期：{cn_date(today)}　　合计只含已确认的项目",
        signatures=SIGNATURES,
        landscape=True,
    )
    return workbook([sheet])


def _with_sums(
    rows: Iterable[DistrictProject], totals: Sequence[ProjectTotal]
) -> Iterator[Sequence[object] | Line]:
    yield from numbered(project_cells(row) for row in rows)
    for total in totals:
        head = ("", "合计", "", f"{total.projects} 个项目，完工 {total.finished} 个", total.name)
        money = (total.own_money or None, total.won_money or None)
        yield Line((*head, total.amount, total.unit, *money, "", "", "", "", "", ""))


def project_cells(row: DistrictProject) -> tuple[object, ...]:
    return (
        row.district.township.name,
        row.district.name,
        row.title,
        row.kind.name,
        row.amount,
        row.kind.unit,
        row.own_money,
        row.won_money,
        row.get_stage_display(),
        row.started_on,
        row.finished_on,
        row.contractor,
        row.note,
        row.get_status_display(),
    )


def inspections_xlsx(
    rows: Iterable[Inspection], counts: Mapping[int, tuple[int, int]], year: int, today: date
) -> bytes:
    sheet = Sheet(
        f"{year}年文明片区督导检查台账",
        INSPECTION_COLUMNS,
        numbered(_inspection_cells(row, counts.get(row.pk, (0, 0))) for row in rows),
        tab="督导检查台账",
        under=f"导出日期：{cn_date(today)}",
        signatures=SIGNATURES,
        landscape=True,
    )
    return workbook([sheet])


def _inspection_cells(row: Inspection, counts: tuple[int, int]) -> tuple[object, ...]:
    return (
        row.held_on,
        row.district.township.name,
        row.district.name,
        row.inspectors,
        row.summary,
        row.get_opinion_display(),
        *counts,
    )
