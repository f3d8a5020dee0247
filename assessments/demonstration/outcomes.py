"""定等 of the closed year, published; and this year's rules and department sheets, waiting.

Everything here is invented (演示).
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from assessments.actions.department_sheets import issue_sheets
from assessments.actions.outcomes import (
    advance_outcomes,
    edit_outcome,
    propose_outcomes,
    save_outcome_rules,
    set_up_outcomes,
    update_outcome_settings,
)
from assessments.demonstration.people import Cast
from assessments.models import Cycle, OutcomeList
from assessments.models.outcomes import USUAL_TITLE
from assessments.roles import Outcome, OutcomeKind
from districts.models import Honour, HonourLevel

WARNED = "恒昌纺织公司"
WHY_WARNED = "日常督查中两次发现环境卫生问题，予以警告。（演示）"
WHY_KEPT = "情节已由主管部门处理，经研究保留称号、跟踪整改。（演示）"
SINCE = date(2018, 3, 30)
DAYS = 8


def play_outcomes(cast: Cast, cycle: Cycle, *, at: datetime) -> None:
    """All titles are kept, one unit is warned: prepared by one, approved by the other."""
    Honour.objects.bulk_create(
        Honour(
            unit=unit, title=USUAL_TITLE, level=HonourLevel.COUNTY, awarded_on=SINCE,
            document_number="演示〔2018〕5 号", recorded_by=cast.office,
        )
        for unit in cast.units.values()
    )  # fmt: skip
    found = set_up_outcomes(cycle, by=cast.office, at=at)
    keep = [{"kind": OutcomeKind.AT_LEAST, "figure": Decimal(60), "outcome": Outcome.KEEP}]
    vetoed = [{"kind": OutcomeKind.VETOED, "outcome": Outcome.REVOKE}]
    found = save_outcome_rules(
        found, [*vetoed, *keep], version=found.version, by=cast.office, at=at
    )
    values = {
        "title": USUAL_TITLE, "level": HonourLevel.COUNTY,
        "document_number": f"演示〔{cycle.year}〕31 号", "document_date": at.date(),
        "without_result": "未完成考核的单位不参加本年度定等。（演示）",
    }  # fmt: skip
    update_outcome_settings(found, values, version=found.version, by=cast.office, at=at)
    propose_outcomes(found, by=cast.office, at=at + timedelta(hours=1))
    _decide(cast, found, at=at + timedelta(hours=2))
    for hours, verb, by in ((3, "prepare", cast.office), (5, "approve", cast.second)):
        advance_outcomes(found, verb, by=by, at=at + timedelta(hours=hours))
    advance_outcomes(found, "publish", by=cast.second, at=at + timedelta(hours=6))


def ask_departments(cast: Cast, cycle: Cycle, *, at: datetime) -> None:
    """The year's rules stand, and departments have their sheets."""
    set_up_outcomes(cycle, by=cast.office, at=at)
    issue_sheets(cycle, working_days=DAYS, by=cast.office, at=at)


def _decide(cast: Cast, found: OutcomeList, *, at: datetime) -> None:
    for row in found.rows.select_related("assessment__unit"):
        if row.assessment.unit.name == WARNED:
            edit_outcome(
                row, Outcome.WARN, reason=WHY_WARNED, version=row.version, by=cast.office, at=at
            )
        elif row.outcome == Outcome.REVOKE:
            edit_outcome(
                row, Outcome.KEEP, reason=WHY_KEPT, version=row.version, by=cast.office, at=at
            )
