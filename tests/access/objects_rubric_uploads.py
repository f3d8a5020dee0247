"""A workbook that the office has uploaded for the draft of `objects_cycles`, and one for a draft
that has changed since."""

from uuid import UUID

from django.utils import timezone

from assessments.imports.rubric_drafts import preview
from assessments.models import Rubric, RubricImport
from tests.access.cast import Cast
from tests.assessments.workbooks import file_of, item, make_book


def add(cast: Cast) -> None:
    draft = Rubric.objects.get(pk=cast.objects["rubric-draft"][0])
    stale = _upload(cast, draft)
    stale.fingerprint = "of another day"
    stale.save()
    cast.objects |= {
        "rubric-upload": (_upload(cast, draft).pk,),
        "stale-upload": (stale.pk,),
        "missing-upload": (UUID(int=0),),
        "example": ("levels",),
        "missing-example": ("nothing",),
    }


def _upload(cast: Cast, draft: Rubric) -> RubricImport:
    file = file_of(make_book([item("1", 100, "达标")]))
    return preview(draft, file, filename="细则.xlsx", by=cast["office"], at=timezone.now())
