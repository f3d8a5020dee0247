"""Items and files of the two reports, and the steps that the rows take."""

from assessments.models import Evidence, SelfReport
from assessments.workflow import REPORT_STEPS
from tests.access.cast import Cast
from tests.assessments.self_checks import make_evidence, mark_of


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
            f"evidence{number}-behind": (evidence.pk, mark.pk),
            **{f"report{number}-{verb}": (pk, verb) for verb in [*REPORT_STEPS, "publish"]},
        }
    cast.objects["missing-report-step"] = (2**62, "submit")


def give_thumbnail(evidence: Evidence) -> None:
    evidence.file.thumbnail_path = f"{evidence.file.path}.thumbnail"
    evidence.file.save()
