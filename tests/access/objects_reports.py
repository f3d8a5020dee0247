"""Items and files of the two reports, and the steps that the rows take."""

from assessments.models import Evidence, SelfMark, SelfReport
from assessments.workflow import REPORT_STEPS
from tests.access.cast import Cast
from tests.assessments.self_checks import make_evidence, mark_of
from tests.factories import make_activity, make_user


def add(cast: Cast) -> None:
    for number in ("1", "2"):
        (pk,) = cast.objects[f"report{number}"]
        report = SelfReport.objects.get(pk=pk)
        mark = mark_of(report, "1.2")
        evidence = make_evidence(report.assessment)
        evidence.marks.add(mark)
        give_thumbnail(evidence)
        cast.objects |= {
            f"self-mark{number}": (mark.pk,),
            f"evidence{number}": (evidence.pk,),
            f"activity-evidence{number}": (quote_activity(mark).pk,),
            f"evidence{number}-behind": (evidence.pk, mark.pk),
            **{f"report{number}-{verb}": (pk, verb) for verb in [*REPORT_STEPS, "publish"]},
        }
    cast.objects["missing-report-step"] = (2**62, "submit")


def quote_activity(mark: SelfMark) -> Evidence:
    """A lecture of the unit behind the item."""
    assessment = mark.report.assessment
    made = Evidence.objects.create(
        assessment=assessment,
        activity=make_activity(unit=assessment.unit),
        kind="活动记录",
        title="讲座",
        uploaded_by=make_user(),
    )
    made.marks.add(mark)
    return made


def give_thumbnail(evidence: Evidence) -> None:
    evidence.file.thumbnail_path = f"{evidence.file.path}.thumbnail"
    evidence.file.save()
