"""A draft of the year's summary with one paragraph and one note, and one that was handed in."""

from django.utils import timezone

from assessments.models import AnnualSummary, OfficeNote, SummaryParagraph
from assessments.roles import NoteKind, SummarySection, SummaryStatus
from tests.access.cast import Cast


def add(cast: Cast) -> None:
    year, at = cast.cycle.year, timezone.now()
    common = {"begun_by": cast["office2"], "begun_at": at, "generated_at": at}
    draft = AnnualSummary.objects.create(year=year, number=1, **common)
    paragraph = SummaryParagraph.objects.create(
        summary=draft, section=SummarySection.OPENING, key="opening", position=0, generated="文"
    )
    handed_in = AnnualSummary.objects.create(
        year=year - 1,
        number=1,
        status=SummaryStatus.SUBMITTED,
        drafted_by=cast["office2"],
        drafted_at=at,
        **common,
    )
    note = OfficeNote.objects.create(
        year=year, kind=NoteKind.PLAN, position=1, text="条", entered_by=cast["office"],
        entered_at=at,
    )  # fmt: skip
    cast.objects |= {
        "summary": (draft.pk,),
        "summary-submit": (draft.pk, "submit"),
        "summary-review": (handed_in.pk, "review"),
        "summary-unknown-step": (draft.pk, "publish"),
        "paragraph": (paragraph.pk,),
        "paragraph-adopt": (paragraph.pk, "adopt"),
        "sentence": (year, "opening"),
        "sentence-missing": (year, "nothing"),
        "note": (note.pk,),
        "mark-unit1": ("unit", cast.unit1.pk),
        "mark-nothing": ("user", cast.unit1.pk),
        "mark-missing": ("unit", 2**62),
    }
