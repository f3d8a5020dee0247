"""Units fill in, hand in and correct their reports; the office reviews them."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from assessments.actions.reports.comments import comment_item
from assessments.actions.reports.evidence import add_evidence
from assessments.actions.reports.steps import advance_report
from assessments.demonstration.answers import hand, reason_for, write_answers
from assessments.demonstration.people import Cast
from assessments.demonstration.pictures import notice_board, red_headed_paper
from assessments.models import Assessment, SelfMark, SelfReport
from assessments.results.answers import measured_by
from assessments.scoring import Item
from wenming.accounts.models import User

# Keys of saves are made from names, so that two demonstrations are the same.
KEYS = UUID("6f0d6c9e-0d1b-4f5e-9f83-1c6d0f0a2020")
SUMMARY = (
    "{year}年，{unit}按照县文明委部署，坚持创建为民、创建惠民，健全组织，完善阵地，广泛开展主题实践"
    "和志愿服务活动，职工文明素质和服务水平明显提高。对照细则逐项自查，总体情况良好；"
    "宣传栏更新不够及时、活动档案不够完整等问题，已制定措施逐项整改。（演示）"
)


def fill_in(assessment: Assessment, reporter: User, *, share: float = 1.0, at: datetime) -> None:
    """Answer the first part of the items (`share` of them), and all of the rest of the report.

    The answers are written at once: autosaves leave no entry in the trail either.
    """
    report = assessment.report
    items = {item.id: item for item in assessment.rubric.spec.items}
    marks = [
        mark for mark in report.marks.order_by("pk") if not measured_by(items[mark.indicator_id])
    ]
    by = hand(assessment.cycle.year, assessment.unit.name, "self", quality=1.12)
    answered = marks[: round(len(marks) * share)]
    for mark in answered:
        item = items[mark.indicator_id]
        mark.answer = item.clean(by.answer(item))
        mark.statement = _statement(item, mark)
        mark.updated_by = reporter
        mark.version += 1
    write_answers(answered, ("answer", "statement", "updated_by"))
    if share == 1.0:
        report.summary = SUMMARY.format(year=assessment.cycle.year, unit=assessment.unit.name)
        SelfReport.objects.filter(pk=report.pk).update(summary=report.summary)
    add_papers(report, reporter, at=at)


def _statement(item: Item, mark: SelfMark) -> str:
    lost = reason_for(item, mark.answer or {})
    return f"自查发现：{lost}" if lost else f"{item.title}按细则要求落实，有资料可查。"


def add_papers(report: SelfReport, reporter: User, *, at: datetime) -> None:
    """A paper and two photos, each behind every item that asks for its kind."""
    items = {item.id: item for item in report.assessment.rubric.spec.items}
    asking: dict[str, list[SelfMark]] = {}
    for mark in report.marks.all():
        evidence = items[mark.indicator_id].evidence
        for kind, _ in evidence.kinds if evidence else ():
            asking.setdefault(kind, []).append(mark)
    name = report.assessment.unit.name
    year = report.assessment.cycle.year
    for kind, upload, title in (
        ("正式文件", red_headed_paper(f"{year}{name}"), f"{year}年创建工作计划"),
        ("图片", notice_board(f"{year}{name}1"), "宣传栏全景"),
        ("图片", notice_board(f"{year}{name}2"), "活动现场"),
    ):
        if marks := asking.get(kind):
            add_evidence(
                report, upload=upload, kind=kind, title=title, marks=marks, by=reporter, at=at
            )


def hand_in(cast: Cast, assessment: Assessment, *, at: datetime) -> None:
    """Fill in everything and submit."""
    reporter = cast.reporters[assessment.unit.name]
    fill_in(assessment, reporter, at=at - timedelta(hours=2))
    advance_report(assessment.report, "submit", by=reporter, at=at)


def accept(cast: Cast, assessment: Assessment, *, at: datetime) -> None:
    advance_report(assessment.report, "accept", by=cast.office, at=at)


def send_back(
    cast: Cast,
    assessment: Assessment,
    codes: dict[str, str],
    *,
    at: datetime,
    note: str,
    until: datetime | None = None,
) -> None:
    """Return a report with a comment on each of the items in `codes` (编号 → what is wrong)."""
    report = assessment.report
    advance_report(report, "take-up", by=cast.office, at=at - timedelta(hours=1))
    for mark in report.marks.filter(indicator__code__in=codes).select_related("indicator"):
        code = mark.indicator.code
        comment_item(
            mark.pk,
            text=codes[code],
            version=0,
            save_key=uuid5(KEYS, f"{report.pk}/{code}"),
            by=cast.office,
            at=at,
        )
    advance_report(report, "return", by=cast.office, at=at, note=note, until=until)
