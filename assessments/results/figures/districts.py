"""片区: what was planned in the year, and what stands at its end."""

from typing import Any

from django.db.models import Q, QuerySet

from assessments.results.figures.base import Asked, Family, Figure, Section, Shown, so_far
from assessments.wording import Rule
from districts.models import District
from districts.results.areas.lists import told_on
from districts.workflow.areas import WELL_BUILT, AreaStatus, Tier


def _districts(asked: Asked) -> "QuerySet[Any]":
    """Those of the year and all before it, each with `tier_then`."""
    rows = District.objects.filter(year__lte=asked.year).exclude(status=AreaStatus.WITHDRAWN)
    return rows.with_tier_on(told_on(asked.year, asked.today))


def _standing(asked: Asked) -> Q:
    """A district of an earlier year stands on."""
    return Q(status=AreaStatus.PLANNED) & so_far(asked)


def _higher(asked: Asked) -> Q:
    return _standing(asked) & Q(tier_then__in=sorted(WELL_BUILT))


def _high(asked: Asked) -> Q:
    return _standing(asked) & Q(tier_then=Tier.HIGH)


def _of_year(asked: Asked) -> Q:
    return Q(year=asked.year)


def _planned(asked: Asked) -> Q:
    return Q(status=AreaStatus.PLANNED, year=asked.year)


def _planned_high(asked: Asked) -> Q:
    return _planned(asked) & Q(planned_tier=Tier.HIGH)


def _speciality(asked: Asked) -> Q:
    return _planned(asked) & ~Q(speciality="")


COLUMNS = (
    Shown("片区", lambda row: row.name),
    Shown("乡镇", lambda row: row.township.name, width=12),
    Shown("核心村", lambda row: row.core_village.name, width=14),
    Shown("规划年度", lambda row: f"{row.year}年", width=10),
    Shown("规划梯级", lambda row: row.get_planned_tier_display(), width=12),
    Shown("当年末梯级", lambda row: Tier(row.tier_then).label if row.tier_then else "", width=12),
    Shown("特色经济", lambda row: row.speciality, width=16),
)
ORDER = ("township__name", "name", "pk")
JOINED = ("township", "core_village")
DISTRICTS = Family(_districts, ORDER, COLUMNS, JOINED)

FIGURES = (
    Figure(
        "districts_planned", "新规划文明片区",
        "本年度列入年度计划的文明片区，不论规划梯级；提报、待审核、退回和撤回的不计，以前年度规划的不计。",
        "个", Section.DISTRICTS, DISTRICTS, where=_planned, present=_of_year,
    ),
    Figure(
        "districts_planned_high", "新规划高标准文明片区",
        "本年度列入年度计划、规划梯级为高标准的文明片区；"
        "列入计划以后梯级有变化的仍按规划时的梯级计，以前年度规划的不计。",
        "个", Section.DISTRICTS, DISTRICTS, where=_planned_high, present=_of_year,
    ),
    Figure(
        "districts_higher", "较高标准以上文明片区（总数）",
        "到本年度末（当年为查询之日）已列入各年度计划、当时梯级为较高标准或高标准的全部文明片区，"
        "含以前年度规划的；与本年新规划数不能相加。",
        "个", Section.DISTRICTS, DISTRICTS, Rule.MORE_THAN, _higher, present=_standing,
    ),
    Figure(
        "districts_high", "高标准文明片区（总数）",
        "到本年度末（当年为查询之日）已列入各年度计划、当时梯级为高标准的全部文明片区，含以前年度规划的。",
        "个", Section.DISTRICTS, DISTRICTS, where=_high, present=_standing,
    ),
    Figure(
        "districts_standing", "文明片区（总数）",
        "到本年度末（当年为查询之日）已列入各年度计划的全部文明片区，不论梯级；撤回的不计。",
        "个", Section.DISTRICTS, DISTRICTS, where=_standing, present=_standing,
    ),
    Figure(
        "districts_speciality", "新规划特色经济片区",
        "本年度列入年度计划、填写了特色经济的文明片区；未填写特色经济的不计。",
        "个", Section.DISTRICTS, DISTRICTS, where=_speciality, present=_of_year,
    ),
)  # fmt: skip
