"""What the unit said to the same items in its last report."""

from dataclasses import dataclass

from assessments.models import Assessment, SelfMark
from assessments.results.answers import answer_in_words, mark_in_words


@dataclass(frozen=True, slots=True)
class LastYear:
    """What the unit said to the same item in its last report."""

    year: int
    answer: str
    points: str
    statement: str


def last_year_of(assessment: Assessment) -> dict[tuple[str, str], LastYear]:
    """The unit's answers in its latest earlier report, by code and title. Two queries.

    An item counts as the same only where both are unchanged: a code alone may have moved on.
    """
    earlier = (
        Assessment.objects.filter(unit=assessment.unit_id, cycle__year__lt=assessment.cycle.year)
        .select_related("rubric", "cycle")
        .order_by("-cycle__year")
        .first()
    )
    if earlier is None:
        return {}
    marks = SelfMark.objects.filter(report__assessment=earlier, answer__isnull=False)
    by_item = {mark.indicator_id: mark for mark in marks}
    return {
        (item.code, item.title): LastYear(
            earlier.cycle.year,
            answer_in_words(item, mark.answer),
            mark_in_words(item, mark.answer)[0],
            mark.statement,
        )
        for item in earlier.rubric.spec.items
        if (mark := by_item.get(item.id or 0))
    }
