"""The unit of `objects_feedback` has one item to mend, with a proof."""

from datetime import timedelta

from django.utils import timezone

from assessments.actions.rectifications import open_rectifications
from assessments.models import Assessment
from tests.access.cast import Cast
from tests.assessments.feedback import ITEM
from tests.factories import make_attachment


def add(cast: Cast) -> None:
    now = timezone.now()
    assessment = Assessment.objects.get(pk=cast.objects["assessment-answering"][0])
    [row] = open_rectifications(
        assessment,
        {ITEM: "补齐记录"},
        owner=assessment.unit,
        due_on=timezone.localdate() + timedelta(days=9),
        by=cast["office"],
        at=now,
    )
    proof = make_attachment(row.follow_up)
    cast.objects |= {
        "rectify-unit": (assessment.unit_id,),
        "rectification": (row.pk,),
        "rectification-file": (row.pk, proof.pk),
        "rectification-no-file": (row.pk, 2**62),
    }
