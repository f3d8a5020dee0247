"""The year's letters as rows and counts."""

from dataclasses import dataclass

from django.db.models import Count, Q

from districts.models import LetterQuerySet
from districts.workflow.pairings import LetterStatus


@dataclass(frozen=True, slots=True)
class LetterFilters:
    year: int
    q: str = ""
    state: str = ""
    township: int | None = None


def letter_rows(visible: LetterQuerySet, filters: LetterFilters) -> LetterQuerySet:
    """With township party committees first, then with units by name. Page it."""
    rows = visible.filter(year=filters.year)
    if filters.state:
        rows = rows.filter(status=filters.state)
    if filters.township:
        rows = rows.filter(
            Q(township=filters.township) | Q(pairing__village__township=filters.township)
        )
    if filters.q:
        rows = rows.filter(
            Q(pairing__unit__name__icontains=filters.q)
            | Q(pairing__village__name__icontains=filters.q)
            | Q(township__name__icontains=filters.q)
        )
    # A letter without a pairing is a township's; NULL sorts differently on the two databases.
    kinds = rows.annotate(with_unit=Count("pairing"), promised=Count("targets"))
    return kinds.with_party().order_by("with_unit", "pairing__unit__name", "township__name", "pk")


def letter_counts(rows: LetterQuerySet) -> dict[str, int]:
    """How many there are, are issued and are signed. One query."""
    counts: dict[str, int] = rows.aggregate(
        in_all=Count("pk"),
        signed=Count("pk", filter=Q(status=LetterStatus.SIGNED)),
        issued=Count("pk", filter=Q(status=LetterStatus.ISSUED)),
        with_townships=Count("township"),
    )
    return counts
