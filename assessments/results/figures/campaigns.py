"""群众性创建: drafts sent out for opinions."""

from typing import Any

from django.db.models import Q, QuerySet

from assessments.results.figures.base import Asked, Family, Figure, Section, Shown
from districts.models import Consultation, Opinion
from districts.workflow.consultations import ConsultationStatus


def _consultations(asked: Asked) -> "QuerySet[Any]":
    sent = Consultation.objects.exclude(status=ConsultationStatus.DRAFT)
    return sent.filter(year=asked.year)


def _opinions(asked: Asked) -> "QuerySet[Any]":
    sent = Opinion.objects.exclude(consultation__status=ConsultationStatus.DRAFT)
    return sent.filter(consultation__year=asked.year)


CONSULTATIONS = Family(
    _consultations,
    ("issued_on", "title", "pk"),
    (
        Shown("文稿", lambda row: row.title, width=44),
        Shown("发出日期", lambda row: row.issued_on, "date", 16),
        Shown("修改完毕", lambda row: row.finished_on, "date", 16),
        Shown("状态", lambda row: row.get_status_display(), width=14),
    ),
)
OPINIONS = Family(
    _opinions,
    ("consultation__title", "department__name", "township__name", "unit__name", "pk"),
    (
        Shown("征求对象", lambda row: row.owner_name, width=20),
        Shown("文稿", lambda row: row.consultation.title, width=44),
        Shown(
            "反馈", lambda row: "无意见" if row.is_content else "有意见" if row.text else "未反馈"
        ),
        Shown("采纳情况", lambda row: row.get_adoption_display(), width=14),
    ),
    ("consultation", "department", "township", "unit"),
)

FIGURES = (
    Figure(
        "consultations_sent", "征求意见文稿",
        "本年度发出征求意见的文稿，不论是否修改完毕；未发出的草稿不计。",
        "件", Section.CAMPAIGNS, CONSULTATIONS,
    ),
    Figure(
        "consultations_finished", "修改完毕的文稿",
        "本年度发出征求意见、已经根据意见修改定稿的文稿。",
        "件", Section.CAMPAIGNS, CONSULTATIONS, where=Q(finished_on__isnull=False),
    ),
    Figure(
        "opinions_asked", "征求意见的部门和乡镇",
        "本年度各件文稿征求意见的对象，同一对象就几件文稿被征求的按件数计。",
        "个", Section.CAMPAIGNS, OPINIONS,
    ),
    Figure(
        "opinions_given", "收到反馈",
        "本年度征求意见的对象中已经反馈的，含反馈“无意见”的。",
        "份", Section.CAMPAIGNS, OPINIONS, where=Q(given_at__isnull=False),
    ),
)  # fmt: skip
