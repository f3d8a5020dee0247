"""The year's summary: 2020's is signed; this year's is being drafted."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Model
from django.utils import timezone

from assessments.actions import summaries as acts
from assessments.actions.highlights import mark
from assessments.exports_summary import summary_docx
from assessments.models import AnnualSummary
from assessments.roles import NoteKind, SummarySection
from districts.models import District, Pairing, ServiceTask, Unit
from wenming.accounts.models import User

CLOSED = 2020
EXAMPLES: Mapping[SummarySection, Mapping[str, str]] = {
    SummarySection.DISTRICTS: {
        "张堂村": "伏山镇张堂片区把村里三纵十一横14条街道都栽上了树、装上了路灯，"
        "并有30名村民组成管护队。",
    },
    SummarySection.PAIRINGS: {
        "县国土资源局": "县国土资源局向磁窑镇中李村提供水泥400吨，帮助修路2条，"
        "另争取上级水资源建设资金50万元。",
        "县水泥厂": "县水泥厂向伏山镇施家村投入28万元和水泥300吨，用于修路和水利。",
    },
    SummarySection.TASKS: {"推广村级110": "村级110在试点村推开，群众求助有了固定的渠道（演示）。"},
    SummarySection.CULTURE: {
        "华宁矿业公司": "华宁矿业公司开展企业文化建设年，形成了自己的企业文化手册。",
        "县国税局": "县国税局外出取经后编成机关文化手册。",
    },
    SummarySection.CAMPAIGNS: {
        "凌云经贸公司": "凌云经贸公司的做法在百城万店无假货现场会上作了介绍。"
    },
    SummarySection.ASSESSMENT: {"县林业局": "县林业局按细则逐项对照整改（演示）。"},
}
NOTES = {
    NoteKind.PROBLEM: ("个别片区管护跟不上，建好的设施缺少专人负责（演示）",),
    NoteKind.PLAN: (
        "年初就把各项目标落实到单位，按季调度（演示）",
        "抓紧完成没有验收的实事（演示）",
    ),
}


def play_summaries(office: User, second: User, at: datetime) -> None:
    """Who drafts is not who signs."""
    _sign_2020(office, second)
    year = timezone.localdate(at).year
    for kind, texts in NOTES.items():
        acts.add_note(year, kind, texts[0], by=office, at=at)
    summary = _generated(year, office, at)
    opening = summary.paragraphs.select_related("summary").get(key="opening")
    text = f"{opening.generated}（此段为演示改稿）"
    acts.edit_paragraph(opening, text=text, version=opening.version, by=office, at=at)


def _sign_2020(office: User, second: User) -> None:
    at = timezone.make_aware(datetime(CLOSED, 12, 28, 10))  # noqa: DTZ001
    for section, lines in EXAMPLES.items():
        for name, line in lines.items():
            row = _record(section, name)
            mark(row, year=CLOSED, section=section, line=line, version=0, by=office, at=at)
    for kind, texts in NOTES.items():
        for text in texts:
            acts.add_note(CLOSED, kind, text, by=office, at=at)
    summary = _generated(CLOSED, office, at)
    for verb, by in (("submit", office), ("review", second), ("sign", second)):
        summary = acts.advance_summary(summary, verb, write=summary_docx, by=by, at=at)


def _generated(year: int, by: User, at: datetime) -> AnnualSummary:
    return acts.regenerate(acts.begin_summary(year, by=by, at=at), by=by, at=at)


def _record(section: SummarySection, name: str) -> Model:
    if section == SummarySection.DISTRICTS:
        return District.objects.get(core_village__name=name)
    if section == SummarySection.PAIRINGS:
        return Pairing.objects.get(year=CLOSED, unit__name=name)
    if section == SummarySection.TASKS:
        return ServiceTask.objects.get(year=CLOSED, title__contains=name)
    return Unit.objects.get(name=name)
