"""群众性创建: campaigns and what came of them, exemplars, drafts sent out for opinions."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.results.figures.base import Asked, Family, Figure, Section, Shown, so_far
from assessments.wording import Rule
from districts.models import (
    Award,
    Campaign,
    Consultation,
    Exemplar,
    MoralCouncil,
    Nomination,
    Opinion,
    StageChange,
)
from districts.workflow.campaigns import CampaignStatus, NominationStatus
from districts.workflow.consultations import ConsultationStatus
from districts.workflow.exemplars import PUT_FORWARD, ExemplarStage


def _consultations(asked: Asked) -> "QuerySet[Any]":
    sent = Consultation.objects.exclude(status=ConsultationStatus.DRAFT)
    return sent.filter(year=asked.year)


def _opinions(asked: Asked) -> "QuerySet[Any]":
    sent = Opinion.objects.exclude(consultation__status=ConsultationStatus.DRAFT)
    return sent.filter(consultation__year=asked.year)


def _put_forward(asked: Asked) -> "QuerySet[Any]":
    """With `was_put_forward`: whether that happened in the year."""
    changes = StageChange.objects.filter(
        exemplar=OuterRef("pk"), stage=ExemplarStage.PROMOTED, on__year=asked.year
    )
    rows = Exemplar.objects.filter(year__lte=asked.year)
    return rows.annotate(was_put_forward=Exists(changes))


def _of_year(asked: Asked) -> Q:
    return Q(year=asked.year) | Q(was_put_forward=True)


CAMPAIGNS = Family(
    lambda asked: Campaign.objects.filter(year=asked.year),
    ("opens_on", "name", "pk"),
    (
        Shown("创建评选", lambda row: row.name, width=30),
        Shown("评选对象", lambda row: row.get_subject_kind_display(), width=12),
        Shown("主办", lambda row: row.owner_name, width=20),
        Shown("申报开始", lambda row: row.opens_on, "date", 16),
        Shown("状态", lambda row: row.get_status_display(), width=12),
    ),
    ("township", "department", "unit"),
)
NOMINATIONS = Family(
    lambda asked: Nomination.objects.filter(campaign__year=asked.year),
    ("campaign__opens_on", "campaign__name", "subject", "pk"),
    (
        Shown("对象", lambda row: row.subject, width=24),
        Shown("创建评选", lambda row: row.campaign.name, width=30),
        Shown("等次", lambda row: row.level.name, width=12),
        Shown("所在村", lambda row: row.place, width=20),
        Shown("状态", lambda row: row.get_status_display(), width=12),
    ),
    ("campaign", "level", "village__township"),
)
AWARDS = Family(
    lambda asked: Award.objects.filter(nomination__campaign__year=asked.year),
    ("nomination__campaign__opens_on", "nomination__campaign__name", "nomination__subject", "pk"),
    (
        Shown("对象", lambda row: row.nomination.subject, width=24),
        Shown("创建评选", lambda row: row.nomination.campaign.name, width=30),
        Shown("等次", lambda row: row.level.name, width=12),
        Shown("授予日期", lambda row: row.awarded_on, "date", 16),
        Shown("撤销日期", lambda row: row.revoked_on, "date", 16),
    ),
    ("nomination__campaign", "level"),
)
EXEMPLARS = Family(
    _put_forward,
    ("name", "pk"),
    (
        Shown("典型", lambda row: row.name, width=30),
        Shown("类别", lambda row: row.get_kind_display(), width=12),
        Shown("来源", lambda row: row.origin, width=24),
        Shown("阶段", lambda row: row.get_status_display(), width=12),
    ),
    ("unit", "village", "district"),
)
COUNCILS = Family(
    lambda asked: MoralCouncil.objects.filter(founded_on__lte=asked.day),
    ("village__township__name", "village__name", "pk"),
    (
        Shown("村", lambda row: row.village.name),
        Shown("乡镇", lambda row: row.village.township.name),
        Shown("成立日期", lambda row: row.founded_on, "date", 16),
        Shown("成员人数", lambda row: row.members, "integer", 10),
    ),
    ("village__township",),
)
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

SUBMITTED = ~Q(status=NominationStatus.DRAFT)
FIGURES = (
    Figure(
        "campaigns_held", "开展创建评选活动",
        "本年度已经开始征集的创建评选活动，不论是否公布结果；还在筹备的不计。",
        "项", Section.CAMPAIGNS, CAMPAIGNS, where=~Q(status=CampaignStatus.PREPARING),
    ),
    Figure(
        "nominations_submitted", "申报对象",
        "本年度各项创建评选活动收到的申报，含未通过和退回的；还没有报送的草稿不计。",
        "个", Section.CAMPAIGNS, NOMINATIONS, Rule.MORE_THAN, where=SUBMITTED,
    ),
    Figure(
        "awards_made", "评出先进对象",
        "本年度各项创建评选活动公布的表彰结果，同一对象在几项活动中受表彰的按项数计；已撤销的不计。",
        "个", Section.CAMPAIGNS, AWARDS, Rule.MORE_THAN, where=Q(revoked_on=None),
    ),
    Figure(
        "exemplars_put_forward", "推树典型",
        "本年度推树、目前仍在推树或宣传的典型；线索、培育中的和已退回培育的不计。",
        "个", Section.CAMPAIGNS, EXEMPLARS, present=_of_year,
        where=Q(was_put_forward=True, status__in=sorted(PUT_FORWARD)),
    ),
    Figure(
        "moral_councils", "村道德评议会",
        "到本年度末（当年为查询之日）已成立的村道德评议会，每村一个，含以前年度成立的。",
        "个", Section.CAMPAIGNS, COUNCILS, where=so_far, present=so_far,
    ),
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
