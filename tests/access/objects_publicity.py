"""Three notices: one open with objections, one prepared by the office, and one only drafted."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from assessments.actions.public_objections import assign
from assessments.actions.publicity import advance_publication
from assessments.models import Assessment, PublicObjectionFile
from assessments.roles import FieldStatus
from tests.access.cast import Cast
from tests.access.objects_field import picture
from tests.assessments.publicity import approve, make_publication, object_to
from tests.factories import make_assessment, make_cycle, make_unit


def _year(year: int) -> Any:
    """A running year of which one unit has a result."""
    cycle = make_cycle(year=year)
    assessment = make_assessment(make_unit(f"{year}年单位"), cycle=cycle)
    Assessment.objects.filter(pk=assessment.pk).update(
        field_status=FieldStatus.CONFIRMED, total=90, rank=1
    )
    return cycle


def add(cast: Cast) -> None:
    office, second, year = cast["office"], cast["office2"], cast.cycle.year
    shown = approve(make_publication(_year(year - 2), by=office), by=office, second=second)
    prepared = make_publication(_year(year - 3), by=office)
    prepared = advance_publication(prepared, "prepare", by=office, at=timezone.now())
    draft = make_publication(_year(year - 4), by=office)
    over = make_publication(
        _year(year - 5), by=office, opens_on=timezone.localdate() - timedelta(days=40)
    )
    over = approve(over, by=office, second=second)
    received = object_to(shown, about=0)
    given = assign(object_to(shown, "另一条"), second, by=office, at=timezone.now())
    paper = PublicObjectionFile.objects.create(objection=received, file=picture(cast))
    cast.objects |= {
        "notice": (shown.slug,),
        "notice-prepared": (prepared.slug,),
        "notice-over": (over.slug,),
        "notice-missing": ("2026-abcdef",),
        "publication": (shown.pk,),
        "publication-draft": (draft.pk,),
        "publication-prepare": (draft.pk, "prepare"),
        "publication-approve": (prepared.pk, "approve"),
        "publication-conclude": (over.pk, "conclude"),
        "publication-nonsense": (draft.pk, "nonsense"),
        "missing-publication-step": (2**62, "prepare"),
        "public-objection": (received.pk,),
        "public-objection-note": (given.pk, "note"),
        "public-objection-nonsense": (given.pk, "nonsense"),
        "missing-public-objection-step": (2**62, "note"),
        "public-objection-file": (paper.pk,),
    }
