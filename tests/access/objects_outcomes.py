"""A list of outcomes in each state, and a department that may veto, with its sheet."""

from datetime import timedelta

from django.utils import timezone

from assessments.actions.outcomes import propose_outcomes, set_up_outcomes
from assessments.models import DepartmentSheet, OutcomeList
from assessments.roles import CycleStatus, OutcomeStatus
from tests.access.cast import Cast
from tests.factories import make_assessment, make_cycle


def add(cast: Cast) -> None:
    """This year's list is a draft; that of a year past is published and has unit 1."""
    now, office = timezone.now(), cast["office"]
    found = set_up_outcomes(cast.cycle, by=office, at=now)
    propose_outcomes(found, by=office, at=now)
    past = make_cycle(year=cast.cycle.year - 7)
    assessment = make_assessment(cast.unit1, cycle=past)
    told = set_up_outcomes(past, by=office, at=now)
    propose_outcomes(told, by=office, at=now)
    OutcomeList.objects.filter(pk=told.pk).update(
        status=OutcomeStatus.PUBLISHED, prepared_by=office, approved_by=cast["office2"],
        published_at=now, document_number="文〔2020〕1号", document_date=now.date(),
    )  # fmt: skip
    type(past).objects.filter(pk=past.pk).update(status=CycleStatus.ARCHIVED)
    sheet = DepartmentSheet.objects.create(
        cycle=cast.cycle, department=cast.department1, responsible="张三", issued_by=office,
        issued_at=now, due_on=timezone.localdate() + timedelta(days=5),
    )  # fmt: skip
    row, published = found.rows.get(assessment__unit=cast.unit1), told.rows.get()
    cast.objects |= {
        "cycle-outcomes": (cast.cycle.pk,),
        "cycle-published": (past.pk,),
        "outcome-prepare": (found.pk, "prepare"),
        "outcome-nonsense": (found.pk, "nonsense"),
        "missing-outcome-step": (2**62, "prepare"),
        "outcome-draft": (row.pk,),
        "outcome-published": (published.pk,),
        "assessment-told": (assessment.pk,),
        "sheet-asked": (sheet.pk,),
        "sheet-unit": (sheet.pk, row.assessment_id),
        "sheet-missing-unit": (sheet.pk, 2**62),
    }
