"""A unit of last year, still open, that reads its confirmed marks: it objects to one item."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from assessments.actions.sheets import advance_field, record_quiz
from assessments.models import ObjectionFile
from assessments.roles import PhaseKind
from tests.access.cast import Cast
from tests.access.objects_field import picture
from tests.assessments.feedback import ITEM, object_to, open_feedback
from tests.factories import make_assessment, make_cycle, make_sheet, make_team, make_unit, make_user


def add(cast: Cast) -> None:
    """Reporter 1 speaks for it; a team of others scored it, so that the office may decide."""
    now, scorer = timezone.now(), make_user()
    cycle = make_cycle(PhaseKind.FIELD, year=cast.cycle.year - 1)
    unit = make_unit("县丁单位", township=cast.township1)
    cast["reporter1"].memberships.create(role="unit", unit=unit, started_on=date(2020, 1, 1))
    team = make_team(scorer, cycle=cycle)
    assessment = make_assessment(unit, cycle=cycle, team=team, visiting_order=1)
    quiz = assessment.rubric.indicators.get(code="4.1")
    record_quiz(assessment, quiz, people=9, average=Decimal(92), by=scorer, at=now)
    lost: dict[str, dict[str, Any]] = {ITEM: {"count": 1}, "2.1": {"level": "B"}}
    make_sheet(assessment, scorer, lost, is_submitted=True)
    assessment = advance_field(assessment, "confirm", by=scorer, at=now)
    open_feedback(assessment)
    objection = object_to(assessment, cast["reporter1"])
    paper = ObjectionFile.objects.create(objection=objection, file=picture(cast))
    cast.objects |= {
        "cycle-feedback": (cycle.pk,),
        "assessment-answering": (assessment.pk,),
        "objection": (objection.pk,),
        "objection-uphold": (objection.pk, "uphold"),
        "objection-withdraw": (objection.pk, "withdraw"),
        "objection-nonsense": (objection.pk, "nonsense"),
        "missing-objection-step": (2**62, "uphold"),
        "objection-file": (paper.pk,),
        "phase-feedback": (cycle.pk, PhaseKind.FEEDBACK.value),
        "phase-field": (cycle.pk, PhaseKind.FIELD.value),
        "phase-missing": (2**62, PhaseKind.FEEDBACK.value),
    }
