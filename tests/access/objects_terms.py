"""A term over this year and the next, in which unit 1 takes part."""

from assessments.models import Term, TermYear
from assessments.scoring import TermMode
from tests.access.cast import Cast


def add(cast: Cast) -> None:
    term = Term.objects.create(name="两年届期", mode=TermMode.MEAN.value)
    term.unit_types.set([cast.unit1.type])
    for year in (cast.cycle.year, cast.cycle.year + 1):
        TermYear.objects.create(term=term, year=year)
    cast.objects |= {
        "term": (term.pk,),
        "term-unit1": (term.pk, cast.unit1.pk),
        "term-unit-missing": (term.pk, 2**62),
    }
