"""Both units in this year's assessment: unit 1 still fills in its report, unit 2 has submitted."""

from django.utils import timezone

from assessments.roles import ReportStatus
from tests.access.cast import Cast
from tests.factories import make_assessment


def add(cast: Cast) -> None:
    first = make_assessment(cast.unit1, cycle=cast.cycle, team=cast.team1, visiting_order=1)
    second = make_assessment(cast.unit2, cycle=cast.cycle, team=cast.team2, visiting_order=1)
    report = second.report
    report.status, report.round = ReportStatus.SUBMITTED, 1
    report.submitted_at = timezone.now()
    report.save()
    cast.objects |= {
        "assessment1": (first.pk,),
        "assessment2": (second.pk,),
        "report1": (first.report.pk,),
        "report2": (report.pk,),
    }
