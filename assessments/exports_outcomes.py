"""定等表 as a workbook, and the notice to one unit as a Word file in official layout."""

from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from docxtpl import DocxTemplate

from assessments.exports import SIGNED_BY_OFFICE
from assessments.models import OutcomeList, OutcomeRow
from assessments.results.outcomes import rows_of
from assessments.roles import Outcome
from wenming.dates import cn_date, cn_datetime
from wenming.snapshots import one_snapshot
from wenming.xlsx import Column, Sheet, workbook

WORD_TEMPLATE = settings.BASE_DIR / "templates" / "assessments" / "outcomes" / "notice.docx"
COLUMNS = (
    Column("序号", 6, "integer"),
    Column("单位", 32),
    Column("类型", 12, "center"),
    Column("总分", 9, "points2"),
    Column("位次", 8, "integer"),
    Column("等次", 10, "center"),
    Column("系统建议", 11, "center"),
    Column("结果", 11, "center"),
    Column("理由", 44),
)
# What follows for the unit, by outcome; {title} is the title of the list.
FOLLOWS = {
    Outcome.KEEP: "决定保留你单位“{title}”称号。望继续抓好日常创建，巩固已有成果。",
    Outcome.COMMEND: "决定保留你单位“{title}”称号，并予以表彰。望总结做法，发挥示范作用。",
    Outcome.WARN: "决定对你单位给予警告。请对照考核情况查找原因，逐项落实整改。",
    Outcome.RECTIFY: "决定责令你单位限期整改。请制定整改方案，明确责任人和时限，报县文明办验收。",
    Outcome.REVOKE: "决定撤销你单位“{title}”称号。",
    Outcome.LAPSE: "你单位“{title}”称号的保留程序自动终止。",
}


def outcomes_xlsx(found: OutcomeList, at: datetime) -> bytes:
    """定等表: every unit with what was proposed and what was decided. Two queries."""
    with one_snapshot():
        rows = [_cells(number, row) for number, row in enumerate(rows_of(found), start=1)]
    under = f"{found.get_status_display()}　{cn_datetime(at)}生成"
    if found.is_published:
        under = f"{found.document_number}　{cn_date(found.document_date)}公布"
    title = f"{found.cycle.year}年文明单位考核定等表"
    sheet = Sheet(
        title, COLUMNS, rows, under=under, signatures=[SIGNED_BY_OFFICE], landscape=True,
        none="还没有生成定等建议",
    )  # fmt: skip
    return workbook([sheet])


def notice_words(row: OutcomeRow) -> dict[str, object]:
    """What the notice to one unit says. No query with list, cycle and unit joined."""
    found, assessment = row.list, row.assessment
    year = found.cycle.year
    total = f"总分 {assessment.total} 分" if assessment.total is not None else "没有形成得分"
    rank = f"，同类单位第 {assessment.rank} 位" if assessment.rank else ""
    follows = FOLLOWS[Outcome(row.outcome)].format(title=found.title)
    return {
        "county": settings.COUNTY,
        "year": year,
        "unit": assessment.unit.name,
        "number": found.document_number,
        "outcome": row.get_outcome_display(),
        "paragraphs": [
            f"{year}年度文明单位考核已经结束。你单位{total}{rank}。",
            f"定等结果：{row.get_outcome_display()}。依据：{row.why.rstrip('。')}。",
            follows,
            "对本结果有异议的，可以书面向县文明办提出。",
        ],
        "signed_on": cn_date(found.document_date),
    }


def notice_docx(row: OutcomeRow, template: Path) -> bytes:
    document = DocxTemplate(BytesIO(_read(template)))
    document.render(notice_words(row), autoescape=True)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@lru_cache(maxsize=1)
def _read(template: Path) -> bytes:
    """Once for a whole county's notices."""
    return template.read_bytes()


def _cells(number: int, row: OutcomeRow) -> tuple[object, ...]:
    assessment = row.assessment
    return (
        number,
        assessment.unit.name,
        assessment.unit_type.name,
        assessment.total,
        assessment.rank,
        assessment.grade or "–",
        row.get_proposed_display(),
        row.get_outcome_display(),
        row.why,
    )
