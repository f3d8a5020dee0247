"""Sheets of the two teams: unit 1 half scored by its leader, unit 2 handed in and confirmable."""

from uuid import uuid4

from django.utils import timezone

from assessments.actions.sheets import open_sheet
from assessments.models import Assessment, MarkPhoto
from districts.models import Unit
from tests.access.cast import Cast
from tests.factories import make_assessment, make_sheet
from wenming.files.models import Kind, StoredFile


def add(cast: Cast) -> None:
    field1, field2 = (
        assigned(cast, cast.unit1, cast.team1),
        assigned(cast, cast.unit2, cast.team2),
    )
    spare = make_assessment(cycle=cast.cycle)
    sheet1 = open_sheet(field1, by=cast["assessor1"], at=timezone.now())
    sheet2 = make_sheet(field2, cast["assessor2"], {"1.2": {"count": 1}}, is_submitted=True)
    mark1, mark2 = sheet1.marks.first(), sheet2.marks.first()
    assert mark1 is not None
    assert mark2 is not None
    photo1 = MarkPhoto.objects.create(mark=mark1, file=picture(cast))
    cast.objects |= {
        "cycle-field": (cast.cycle.pk,),
        "team1": (cast.team1.pk,),
        "seat1": (cast.team1.members.get(user=cast["conflicted"]).pk,),
        "field1": (field1.pk,),
        "field2": (field2.pk,),
        "field-spare": (spare.pk,),
        "field1-confirm": (field1.pk, "confirm"),
        "field1-reopen": (field1.pk, "reopen"),
        "field1-nonsense": (field1.pk, "nonsense"),
        "sheet1": (sheet1.pk,),
        "sheet2": (sheet2.pk,),
        "sheet1-abstain": (sheet1.pk, "abstain"),
        "sheet1-submit": (sheet1.pk, "submit"),
        "sheet2-recall": (sheet2.pk, "recall"),
        "sheet1-nonsense": (sheet1.pk, "nonsense"),
        "mark1": (mark1.pk,),
        "mark2": (mark2.pk,),
        "photo1": (photo1.pk,),
        "quiz-item": (field1.rubric.indicators.get(code="4.1").pk,),
        "count-item": (field1.rubric.indicators.get(code="1.2").pk,),
    }


def assigned(cast: Cast, unit: Unit, team: object) -> Assessment:
    """The unit's assessment of the cast's year, made here unless another area has."""
    found = Assessment.objects.filter(cycle=cast.cycle, unit=unit).first()
    assessment = found or make_assessment(unit, cycle=cast.cycle)
    Assessment.objects.filter(pk=assessment.pk).update(team=team, visiting_order=1)
    assessment.refresh_from_db()
    return assessment


def picture(cast: Cast) -> StoredFile:
    """A row without bytes: whoever gets through the permission check finds nothing to read."""
    return StoredFile.objects.create(
        original_name="现场.jpg",
        kind=Kind.IMAGE,
        content_type="image/jpeg",
        size=1,
        sha256="0" * 64,
        path=f"files/{uuid4()}.jpg",
        uploaded_by=cast["assessor1"],
    )
