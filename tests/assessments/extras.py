"""What the tests of 加分, 扣分 and 一票否决 share: a rubric that has them, and units under it."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone

from assessments.actions.extras import (
    advance_veto,
    decide_claim,
    record_deduction,
    record_veto,
    save_claim,
)
from assessments.actions.rubrics import publish
from assessments.models import (
    Assessment,
    Bonus,
    BonusClaim,
    Deduction,
    DeductionEntry,
    Grade,
    Rubric,
    SelfReport,
    Veto,
    VetoFinding,
)
from assessments.roles import ReportStatus
from assessments.scoring import ScoringRule
from districts.models import Department, Unit, UnitType
from districts.roles import Role
from tests.factories import (
    make_assessment,
    make_confirmed,
    make_department,
    make_rubric,
    make_unit,
    make_user,
)
from wenming.accounts.models import User

BUREAU = "县应急管理局"
BONUSES = (
    ("J1", "省级表彰", "3", ScoringRule.DISCRETION, "步长=0.5", "荣誉"),
    ("J2", "市级表彰", "2", ScoringRule.MET, "", "荣誉"),
    ("J3", "经验推广", "4", ScoringRule.COUNT, "每次=2", ""),
)
DEDUCTIONS: tuple[dict[str, Any], ...] = (
    {"code": "K1", "title": "通报批评", "each": 1, "is_doubled": True},
    {"code": "K2", "title": "媒体曝光", "is_averaged": True},
)
VETOES: tuple[dict[str, Any], ...] = (
    {"code": "F1", "title": "安全责任事故", "months": 12, "heads": 3, "department": BUREAU},
    {"code": "F2", "title": "班子成员违纪"},
)


def make_rich_rubric(
    *, types: Sequence[str] = (UnitType.AGENCY,), grades: bool = False, bureau: str = BUREAU,
    **fields: Any,
) -> Rubric:  # fmt: skip
    """The small tree with bonuses (one 同类组, cap 5), deductions, vetoes and perhaps grades."""
    rubric = make_rubric(types, is_published=False, **{"bonus_cap": 5} | fields)
    for place, (code, title, points, rule, params, family) in enumerate(BONUSES):
        Bonus.objects.create(
            rubric=rubric, place=place, code=code, title=title, points=points,
            rule=rule.value, params=params, family=family,
        )  # fmt: skip
    for place, row in enumerate(DEDUCTIONS):
        Deduction.objects.create(rubric=rubric, place=place, **row)
    for place, row in enumerate(VETOES):
        named = {"department": bureau} if "department" in row else {}
        Veto.objects.create(rubric=rubric, place=place, **row | named)
    if grades:
        Grade.objects.create(rubric=rubric, place=0, name="优秀", lower=90, quota=50)
        Grade.objects.create(rubric=rubric, place=1, name="合格", lower=60)
    return publish(rubric, by=make_user(Role.OFFICE), at=timezone.now(), reason="演练")


def make_rich(*, unit: Unit | None = None, status: str = ReportStatus.ACCEPTED) -> Assessment:
    """A unit under such a rubric whose report is in that state."""
    if not Rubric.objects.exists():
        make_rich_rubric()
    assessment = make_assessment(unit or make_unit())
    SelfReport.objects.filter(assessment=assessment).update(status=status, round=1)
    return assessment


def make_rich_confirmed(*, unit: Unit | None = None, **fields: Any) -> Assessment:
    """A unit with 99.20 points, confirmed."""
    if not Rubric.objects.exists():
        make_rich_rubric()
    assessment = make_confirmed(unit=unit, **fields)
    SelfReport.objects.filter(assessment=assessment).update(status=ReportStatus.ACCEPTED)
    return assessment


def make_bureau() -> tuple[Department, User]:
    """The department that confirms F1, with its account."""
    bureau = make_department(BUREAU)
    return bureau, make_user(Role.DEPARTMENT, department=bureau)


def claim_of(assessment: Assessment, code: str = "J1") -> BonusClaim:
    return assessment.claims.get(code=code)


def claim(assessment: Assessment, code: str, answer: Any, **fields: Any) -> BonusClaim:
    """Put a claim into the row as the unit would have."""
    row = claim_of(assessment, code)
    BonusClaim.objects.filter(pk=row.pk).update(answer=answer, **fields)
    return claim_of(assessment, code)


def save(row: BonusClaim, by: User, **fields: Any) -> BonusClaim:
    given: dict[str, Any] = {"version": row.version, "save_key": uuid4()} | fields
    return save_claim(row.pk, by=by, at=timezone.now(), **given)


def decide(row: BonusClaim, verdict: str, by: User | None = None, **fields: Any) -> BonusClaim:
    by = by or make_user(Role.OFFICE)
    given: dict[str, Any] = {"version": row.version} | fields
    return decide_claim(row, verdict, by=by, at=timezone.now(), **given)


def deduct(assessment: Assessment, code: str = "K1", **fields: Any) -> DeductionEntry:
    given: dict[str, Any] = {"answer": {"count": 1}, "reason": "县里通报", "save_key": uuid4()}
    given |= fields
    by = given.pop("by", None) or make_user(Role.OFFICE)
    return record_deduction(assessment, code=code, by=by, at=timezone.now(), **given)


def find_veto(assessment: Assessment, code: str = "F1", **fields: Any) -> VetoFinding:
    given: dict[str, Any] = {
        "happened": "发生一起事故",
        "occurred_on": date(assessment.cycle.year, 1, 1),
        "heads": 3,
        "document_number": "宁应急〔2026〕5 号",
        "document_date": date(assessment.cycle.year, 1, 1),
        "save_key": uuid4(),
    } | fields
    by = given.pop("by", None) or make_user(Role.OFFICE)
    return record_veto(assessment, code=code, by=by, at=timezone.now(), **given)


def step(finding: VetoFinding, verb: str, by: User, **fields: Any) -> VetoFinding:
    return advance_veto(finding, verb, by=by, at=timezone.now(), **fields)
