"""加分, 扣分, 否决 and 等次 of the demonstration: enterprises and schools have them, with a life.

Everything here is invented (演示).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from assessments.actions.extras import (
    advance_veto,
    decide_claim,
    record_deduction,
    record_veto,
    save_claim,
)
from assessments.actions.rubric_totals import write_totals
from assessments.demonstration.people import Cast
from assessments.models import BonusClaim, Cycle, Rubric
from assessments.roles import ClaimStatus
from assessments.scoring import BonusRow, DeductionRow, GradeRow, RubricRows, VetoRow
from districts.actions.honours import create_honour
from districts.models import HonourLevel, UnitType

KEYS = UUID("2b8f4a52-6f0a-4c1c-9a3e-5d1f7a0e2020")
CONFIRMS = {UnitType.ENTERPRISE: "县应急管理局", UnitType.SCHOOL: "县教育局"}
BONUSES = (
    BonusRow(
        code="J1",
        title="市级以上先进称号",
        points="3",
        rule="等级",
        parameters="国家级=3;省级=2;市级=1",
        family="表彰",
    ),
    BonusRow(
        code="J2", title="市级以上经验推广", points="2", rule="达标", parameters="", family="表彰"
    ),
    BonusRow(
        code="J3",
        title="承办县级以上现场会",
        points="2",
        rule="计数",
        parameters="每次=1",
        family="",
    ),
)
DEDUCTIONS = (
    DeductionRow(
        code="K1", title="受到通报批评", each="1", counting="按次", doubling="是", summing="相加"
    ),
    DeductionRow(
        code="K2", title="媒体负面曝光属实", each="", counting="按次", doubling="否", summing="平均"
    ),
)
GRADES = (
    GradeRow(name="优秀", lower="88", quota="30%"),
    GradeRow(name="良好", lower="80", quota=""),
    GradeRow(name="合格", lower="60", quota=""),
)
# Unit → 编号 → what it claims and how it puts it.
CLAIMS: dict[str, dict[str, tuple[dict[str, Any], str]]] = {
    "华宁矿业公司": {
        "J1": ({"level": "省级"}, "获全省诚信经营先进企业（演示）。"),
        "J2": ({"met": True}, "企业文化做法在全市交流（演示）。"),
    },
    "恒昌纺织公司": {"J3": ({"count": 2}, "承办两次现场会（演示）。")},
    "新华书店": {"J1": ({"level": "市级"}, "获市级文明窗口（演示）。")},
    "宁阳一中": {"J1": ({"level": "省级"}, "获省级规范化学校（演示）。")},
    "县实验小学": {"J3": ({"count": 1}, "承办全县少先队活动现场会（演示）。")},
}
# What the office said; who is not named here still waits.
VERDICTS: dict[tuple[str, str], tuple[ClaimStatus, dict[str, Any] | None, str]] = {
    ("华宁矿业公司", "J1"): (ClaimStatus.ACCEPTED, None, ""),
    ("华宁矿业公司", "J2"): (ClaimStatus.ACCEPTED, None, ""),
    ("恒昌纺织公司", "J3"): (ClaimStatus.PARTIAL, {"count": 1}, "第二次为本企业内部会议，不计。"),
    ("宁阳一中", "J1"): (ClaimStatus.REFUSED, None, "证书日期不在本考核年度内。"),
}
TITLES = (
    ("华宁矿业公司", "省级文明单位", HonourLevel.PROVINCE),
    ("县国土资源局", "市级文明单位", HonourLevel.CITY),
    ("宁阳一中", "市级文明单位", HonourLevel.CITY),
    ("县国税局", "省级文明单位", HonourLevel.PROVINCE),
    ("张堂村", "市级文明村", HonourLevel.CITY),
)


def add_totals(rubric: Rubric, unit_type: str) -> None:
    """Give a draft for enterprises or schools what happens on the total; others stay plain."""
    if unit_type not in CONFIRMS:
        return
    veto = VetoRow(
        code="F1", title="发生安全责任事故", months="12", heads="3",
        department=CONFIRMS[unit_type], consequence="取消当年评先资格",
    )  # fmt: skip
    rows = RubricRows(
        settings={}, bonuses=BONUSES, deductions=DEDUCTIONS, vetoes=(veto,), grades=GRADES
    )
    write_totals(rubric, rows)
    Rubric.objects.filter(pk=rubric.pk).update(bonus_cap=5, pass_line=60)


def award_titles(cast: Cast, year: int, *, at: datetime) -> None:
    """Titles that units hold: five years from the spring before that year."""
    for name, title, level in TITLES:
        create_honour(
            cast.units[name],
            {
                "title": title,
                "level": level,
                "awarded_on": date(year - 1, 4, 20),
                "valid_until": date(year + 4, 4, 19),
                "document_number": f"演示〔{year - 1}〕12 号",
            },
            by=cast.office,
            at=at,
        )


def claim_bonuses(cast: Cast, cycle: Cycle, *, at: datetime) -> None:
    """Units claim while their self-check is open."""
    for claim in _claims(cycle):
        name = claim.assessment.unit.name
        answer, statement = CLAIMS[name][claim.code]
        save_claim(
            claim.pk,
            answer=answer,
            statement=statement,
            version=claim.version,
            save_key=uuid5(KEYS, f"claim/{claim.pk}"),
            by=cast.reporters[name],
            at=at,
        )


def decide_bonuses(cast: Cast, cycle: Cycle, *, at: datetime) -> None:
    """The office's word on most of them."""
    for claim in _claims(cycle):
        verdict = VERDICTS.get((claim.assessment.unit.name, claim.code))
        if verdict is None:
            continue
        status, answer, reason = verdict
        given: Mapping[str, Any] = {} if answer is None else {"answer": answer}
        decide_claim(
            claim, status, reason=reason, version=claim.version, by=cast.office, at=at, **given
        )


def record_events(cast: Cast, cycle: Cycle, *, on: date, at: datetime, is_over: bool) -> None:
    """One deduction, and one finding that waits; in a year that is over it was not upheld."""
    units = {each.unit.name: each for each in cycle.assessments.select_related("unit")}
    year = cycle.year
    record_deduction(
        units["大地粉业公司"],
        code="K1",
        answer={"count": 1},
        reason="创建资料弄虚作假，全县通报（演示）。",
        document_number=f"宁文明办〔{year}〕7 号",
        document_date=on,
        save_key=uuid5(KEYS, f"deduction/{year}"),
        by=cast.office,
        at=at,
    )
    finding = record_veto(
        units["县职业教育中心"],
        code="F1",
        happened="实训场地发生一起安全事故，三人轻伤，责任待查（演示）。",
        occurred_on=on,
        heads=3,
        document_number=f"宁教发〔{year}〕21 号",
        document_date=on,
        save_key=uuid5(KEYS, f"veto/{year}"),
        by=cast.office,
        at=at,
    )
    if is_over:
        officer = cast.speakers["县教育局"]
        advance_veto(finding, "dismiss", note="经调查为意外，无责任。", by=officer, at=at)


def _claims(cycle: Cycle) -> list[BonusClaim]:
    """The bonuses that somebody claims in this story, in a fixed order."""
    rows = BonusClaim.objects.filter(assessment__cycle=cycle, assessment__unit__name__in=CLAIMS)
    joined = rows.select_related("assessment__unit").order_by("pk")
    return [each for each in joined if each.code in CLAIMS[each.assessment.unit.name]]
