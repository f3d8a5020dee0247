"""The ledgers of districts as the office prints them."""

from collections.abc import Iterable

from districts.exports.activities import SIGNATURES
from districts.exports.rows import numbered
from districts.models import District
from districts.workflow.areas import Tier
from wenming.xlsx import Column, Sheet, workbook

AREA_COLUMNS = (
    Column("序号", 6, "center"),
    Column("乡镇", 12),
    Column("片区名称", 20),
    Column("规划年度", 9, "center"),
    Column("核心村", 12),
    Column("成员村", 24),
    Column("规划梯级", 10, "center"),
    Column("现梯级", 10, "center"),
    Column("特色经济", 14),
    Column("联系领导", 18),
    Column("管护队人数", 10, "integer"),
    Column("管护队负责人", 12),
    Column("状态", 12, "center"),
    Column("列入计划日期", 15, "date"),
)


def areas_xlsx(rows: Iterable[District], year: int) -> bytes:
    """The districts of the list, one line each. Members have to be prefetched."""
    sheet = Sheet(
        f"{year}年文明片区台账",
        AREA_COLUMNS,
        numbered(area_cells(row) for row in rows),
        under="单位：县文明办",
        signatures=SIGNATURES,
        landscape=True,
        tab="文明片区台账",
    )
    return workbook([sheet])


def area_cells(row: District) -> tuple[object, ...]:
    then = row.tier_then  # type: ignore[attr-defined]
    return (
        row.township.name,
        row.name,
        row.year,
        row.core_village.name,
        "、".join(sorted(each.name for each in row.villages.all())),
        row.get_planned_tier_display(),
        Tier(then).label if then else "",
        row.speciality,
        row.leader.with_post if row.leader else "",
        row.team_size,
        row.team_leader,
        row.get_status_display(),
        row.planned_on,
    )
