"""A unit whose rubric adds, takes off and vetoes: what it claims, an event, a finding."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone

from assessments.actions.extras import record_deduction, record_veto
from assessments.models import BonusClaim, SelfReport
from assessments.roles import ReportStatus
from districts.models import UnitType
from tests.access.cast import Cast
from tests.assessments.extras import make_rich_rubric
from tests.factories import make_assessment, make_unit


def add(cast: Cast) -> None:
    """A third unit of a type of its own, with reporter 1 and, for F1, the cast's department."""
    make_rich_rubric(types=[UnitType.ENTERPRISE], bureau=cast.department1.name)
    unit = make_unit("县丙单位", type=UnitType.ENTERPRISE, township=cast.township1)
    cast["reporter1"].memberships.create(role="unit", unit=unit, started_on=date(2020, 1, 1))
    assessment = make_assessment(unit, cycle=cast.cycle, team=cast.team2, visiting_order=9)
    SelfReport.objects.filter(assessment=assessment).update(
        status=ReportStatus.ACCEPTED, round=1, submitted_at=timezone.now()
    )
    shared: dict[str, Any] = {"by": cast["office"], "at": timezone.now()}
    made, free = assessment.claims.get(code="J1"), assessment.claims.get(code="J2")
    BonusClaim.objects.filter(pk=made.pk).update(answer={"value": "2"})
    entry = record_deduction(
        assessment, code="K1", answer={"count": 1}, reason="通报", save_key=uuid4(), **shared
    )
    year = cast.cycle.year
    finding = record_veto(
        assessment, code="F1", happened="事故", occurred_on=date(year, 1, 1), heads=3,
        document_number="1 号", document_date=date(year, 1, 1), save_key=uuid4(), **shared,
    )  # fmt: skip
    cast.objects |= {
        "assessment-rich": (assessment.pk,),
        "report-rich": (assessment.report.pk,),
        "claim-made": (made.pk,),
        "claim-free": (free.pk,),
        "deduction": (entry.pk,),
        "veto": (finding.pk,),
        "veto-confirm": (finding.pk, "confirm"),
        "veto-withdraw": (finding.pk, "withdraw"),
        "veto-nonsense": (finding.pk, "nonsense"),
        "missing-veto-step": (2**62, "confirm"),
    }
