"""考核: who took part, how far it came, what the units had on average, what they hold."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.models import Assessment, Team
from assessments.results.figures.base import Asked, Family, Figure, Measured, Section, Shown
from assessments.roles import FieldStatus, ReportStatus
from assessments.scoring import two_places
from districts.models import Honour, UnitType
from wenming.text import pinyin_of


def _assessed(asked: Asked) -> "QuerySet[Any]":
    return Assessment.objects.filter(cycle__year=asked.year)


def _types(asked: Asked) -> "QuerySet[Any]":
    return UnitType.objects.filter(Exists(_assessed(asked).filter(unit_type=OuterRef("pk"))))


def _mean(asked: Asked, figures: Sequence[Figure]) -> dict[str, Measured]:
    """Exact means of the totals, rounded once. One query."""
    rows = _assessed(asked).filter(total__isnull=False).order_by("pk")
    totals: dict[str, list[Decimal]] = {"": []}
    for kind, total in rows.values_list("unit_type", "total"):
        totals[""].append(total)
        totals.setdefault(kind, []).append(total)
    return {figure.name: _mean_of(totals.get(figure.key, [])) for figure in figures}


def _mean_of(totals: Sequence[Decimal]) -> Measured:
    if not totals:
        return Measured(None, 0)
    return Measured(two_places(Fraction(sum(totals)) / len(totals)), len(totals))


ORDER = ("unit_type__position", "unit_type", "unit__name", "pk")
JOINED = ("unit", "unit_type", "report", "team")
UNITS = Family(
    lambda asked: _assessed(asked).defer("breakdown"),
    ORDER,
    (
        Shown("单位", lambda row: row.unit.name, width=26),
        Shown("类型", lambda row: row.unit_type.name, width=12),
        Shown("自查报告", lambda row: row.report.get_status_display(), width=12),
        Shown("考核组", lambda row: row.team.name if row.team else "", width=12),
        Shown("总分", lambda row: row.total, "points2", 10),
        Shown("位次", lambda row: row.rank, "integer", 8),
        Shown("等次", lambda row: row.grade, width=10),
    ),
    JOINED,
)
TOTALS = Family(
    lambda asked: UNITS.rows(asked).filter(total__isnull=False),
    ORDER,
    UNITS.columns[:4],
    JOINED,
    measure=_mean,
)
TYPES = Family(_types, ("position", "pk"), (Shown("类型", lambda row: row.name),))
TEAMS = Family(
    lambda asked: Team.objects.filter(cycle__year=asked.year),
    ("name", "pk"),
    (Shown("考核组", lambda row: row.name),),
)
HONOURS = Family(
    lambda asked: Honour.objects.filter(awarded_on__year=asked.year),
    ("awarded_on", "unit__name", "pk"),
    (
        Shown("单位", lambda row: row.unit.name, width=26),
        Shown("称号", lambda row: row.title, width=26),
        Shown("级别", lambda row: row.get_level_display(), width=10),
        Shown("授予日期", lambda row: row.awarded_on, "date", 16),
        Shown("文号", lambda row: row.document_number),
    ),
    ("unit",),
)

HANDED_IN = (ReportStatus.SUBMITTED, ReportStatus.IN_REVIEW, ReportStatus.ACCEPTED)
COUNTS = (
    Figure(
        "assessed_units", "参评文明单位",
        "本年度考核确定的参评单位，不论进展；移出参评的不计。",
        "个", Section.ASSESSMENT, UNITS,
    ),
    Figure(
        "assessed_types", "参评单位类型",
        "本年度至少有一个参评单位的单位类型，按确定参评时的类型计。",
        "种", Section.ASSESSMENT, TYPES,
    ),
    Figure(
        "assessment_teams", "考核小组",
        "本年度考核编成的考核组，不论是否已分配单位。",
        "个", Section.ASSESSMENT, TEAMS,
    ),
    Figure(
        "reports_handed_in", "报送自查报告的单位",
        "本年度参评单位中已报送自查报告的，含待审核、审核中和已受理的；填报中和退回未重报的不计。",
        "个", Section.ASSESSMENT, UNITS, where=Q(report__status__in=HANDED_IN),
    ),
    Figure(
        "reports_accepted", "自查报告已受理的单位",
        "本年度参评单位中自查报告经县文明办审核受理的。",
        "个", Section.ASSESSMENT, UNITS, where=Q(report__status=ReportStatus.ACCEPTED),
    ),
    Figure(
        "units_scored", "完成集中考核的单位",
        "本年度参评单位中考核得分已经确认、算出总分的；已确认而材料不全、没有总分的不计。",
        "个", Section.ASSESSMENT, UNITS,
        where=Q(field_status=FieldStatus.CONFIRMED, total__isnull=False),
    ),
    Figure(
        "units_vetoed", "被一票否决的单位",
        "本年度参评单位中经确认有一票否决情形的。",
        "个", Section.ASSESSMENT, UNITS, where=Q(is_vetoed=True),
    ),
)  # fmt: skip
AWARDS = (
    Figure(
        "honours_awarded", "授予荣誉称号",
        "授予日期在本年度的文明单位荣誉称号，各级合计；以后到期或撤销的仍计。",
        "个", Section.ASSESSMENT, HONOURS,
    ),
)  # fmt: skip
MEAN = "各单位总分之和除以单位数，四舍五入保留两位小数；含一票否决的单位，没有算出总分的不计。"


def figures(types: Iterable[tuple[str, str]], grades: Iterable[str]) -> tuple[Figure, ...]:
    """Of the year's own types and grades: a new one needs no programmer."""
    types = list(types)
    return (
        *COUNTS,
        *(_units(code, name) for code, name in types),
        _average("average", "全部参评单位平均分", "", "全部参评单位"),
        *(_average(f"average_{code}", f"{name}平均分", code, name) for code, name in types),
        *(_grade(grade) for grade in grades),
        *AWARDS,
    )


def _units(code: str, name: str) -> Figure:
    return Figure(
        f"units_{code}", f"参评{name}",
        f"本年度参评单位中确定参评时类型为“{name}”的，不论进展。",
        "个", Section.ASSESSMENT, UNITS, where=Q(unit_type=code), key=code,
    )  # fmt: skip


def _average(name: str, label: str, code: str, whose: str) -> Figure:
    return Figure(
        name, label, f"本年度{whose}的平均得分：{MEAN}",
        "分", Section.ASSESSMENT, TOTALS, where=Q(unit_type=code) if code else Q(),
        amount="total", places=2, key=code, is_mean=True,
        added=Shown("总分", lambda row: row.total, "points2", 10),
    )  # fmt: skip


def _grade(grade: str) -> Figure:
    return Figure(
        f"grade_{pinyin_of(grade).full}", f"等次为“{grade}”的单位",
        f"本年度参评单位中按细则评定为“{grade}”等次的；没有评定等次的不计。",
        "个", Section.ASSESSMENT, UNITS, where=Q(grade=grade), key=grade,
    )  # fmt: skip
