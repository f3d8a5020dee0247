"""The ledgers of campaigns, awards, moral councils and exemplars as the office prints them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from districts.exports.activities import SIGNATURES
from districts.exports.rows import numbered
from districts.models import Award, Campaign, Exemplar, HonourState, MoralCouncil
from districts.results.campaigns import LevelCount
from districts.results.councils import Coverage
from wenming.dates import cn_date
from wenming.xlsx import Column, Line, Sheet, workbook

NUMBER = Column("序号", 6, "center")
CAMPAIGN_COLUMNS = (
    NUMBER,
    Column("评选名称", 24),
    Column("主办单位", 16),
    Column("评选对象", 10, "center"),
    Column("等次", 14),
    Column("名额", 8, "integer"),
    Column("申报", 8, "integer"),
    Column("公示中", 8, "integer"),
    Column("已公布", 8, "integer"),
    Column("申报开始", 15, "date"),
    Column("申报截止", 15, "date"),
    Column("状态", 10, "center"),
)
AWARD_COLUMNS = (
    NUMBER,
    Column("评选名称", 22),
    Column("对象", 18),
    Column("所在村", 18),
    Column("等次", 14),
    Column("公布日期", 15, "date"),
    Column("文号", 22),
    Column("有效期至", 15, "date"),
    Column("状态", 9, "center"),
    Column("撤销原因", 22),
)
COUNCIL_COLUMNS = (
    NUMBER,
    Column("乡镇", 14),
    Column("村", 14),
    Column("成立日期", 15, "date"),
    Column("会长", 12),
    Column("成员人数", 10, "integer"),
    Column("每年评议次数", 12, "integer"),
    Column("章程和做法", 40),
)
EXEMPLAR_COLUMNS = (
    NUMBER,
    Column("典型名称", 22),
    Column("类别", 14, "center"),
    Column("来源", 20),
    Column("阶段", 10, "center"),
    Column("媒体报道", 10, "integer"),
    Column("主要事迹", 60),
)


def campaigns_xlsx(
    campaigns: Iterable[Campaign], levels: Sequence[LevelCount], year: int, today: date
) -> bytes:
    """One line for each level of each campaign, with the sums below."""
    lines = list(campaign_lines(campaigns, levels))
    sums = (sum(level.nominated for level in levels), sum(level.listed for level in levels),
            sum(level.awarded for level in levels))  # fmt: skip
    total = Line(("", "合计", "", "", "", "", *sums, "", "", ""))
    title = f"{year}年群众性创建评选台账"
    return _book(title, CAMPAIGN_COLUMNS, [*numbered(lines), total], f"导出日期：{cn_date(today)}")


def awards_xlsx(rows: Iterable[tuple[Award, HonourState]], year: int, today: date) -> bytes:
    cells = (award_cells(award, state) for award, state in rows)
    title = f"{year}年群众性创建表彰台账"
    return _book(title, AWARD_COLUMNS, numbered(cells), f"有效状态截至 {cn_date(today)}")


def councils_xlsx(rows: Iterable[MoralCouncil], coverage: Coverage, today: date) -> bytes:
    under = f"截至 {cn_date(today)}，{coverage.villages} 个村中 {coverage.having} 个已成立"
    rows_of = numbered(council_cells(row) for row in rows)
    return _book("农村道德评议会台账", COUNCIL_COLUMNS, rows_of, under)


def exemplars_xlsx(rows: Iterable[Exemplar], year: int, today: date) -> bytes:
    cells = (exemplar_cells(row) for row in rows)
    title = f"{year}年精神文明建设典型库台账"
    return _book(title, EXEMPLAR_COLUMNS, numbered(cells), f"导出日期：{cn_date(today)}")


def campaign_lines(
    campaigns: Iterable[Campaign], levels: Sequence[LevelCount]
) -> Iterator[tuple[object, ...]]:
    """One line for each level of each campaign."""
    by_campaign: dict[int, list[LevelCount]] = {}
    for level in levels:
        by_campaign.setdefault(level.campaign_id, []).append(level)
    for row in campaigns:
        for level in by_campaign.get(row.pk, ()):
            yield (
                row.name,
                row.owner_name,
                row.get_subject_kind_display(),
                *level.figures,
                row.opens_on,
                row.closes_on,
                row.get_status_display(),
            )


def council_cells(row: MoralCouncil) -> tuple[object, ...]:
    return (
        row.village.township.name,
        row.village.name,
        row.founded_on,
        row.chair,
        row.members,
        row.meetings,
        row.rules,
    )


def exemplar_cells(row: Exemplar) -> tuple[object, ...]:
    return (
        row.name,
        row.get_kind_display(),
        row.origin,
        row.get_status_display(),
        row.reports,  # type: ignore[attr-defined]
        row.deeds,
    )


def award_cells(award: Award, state: HonourState) -> tuple[object, ...]:
    nomination = award.nomination
    return (
        nomination.campaign.name,
        nomination.subject,
        nomination.place,
        award.level.name,
        award.awarded_on,
        award.document_number,
        award.valid_until,
        state.label,
        award.revoke_reason,
    )


def _book(
    title: str, columns: Sequence[Column], rows: Iterable[Sequence[object] | Line], under: str
) -> bytes:
    sheet = Sheet(
        title,
        columns,
        list(rows),
        tab=title[-20:].removeprefix("年"),
        under=under,
        signatures=SIGNATURES,
        landscape=True,
    )
    return workbook([sheet])
