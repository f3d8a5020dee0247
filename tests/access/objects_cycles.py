"""Rubrics in draft and in force, and a year that is still being prepared."""

from django.utils import timezone

from assessments.models import Phase
from assessments.roles import CycleStatus, PhaseKind
from districts.models import UnitType
from tests.access.cast import Cast
from tests.assessments.drafts import make_bonus
from tests.factories import make_assessment, make_cycle, make_rubric

NEXT = 1  # years after the cast's own, whose rubric and assessments belong to another area


def add(cast: Cast) -> None:
    year = cast.cycle.year + NEXT
    published = make_rubric([UnitType.AGENCY], year=year)
    draft = make_rubric([UnitType.SCHOOL], year=year, is_published=False)
    cycle = make_cycle(PhaseKind.ARCHIVE, year=year, status=CycleStatus.PREPARING)
    assessment = make_assessment(cast.unit1, cycle=cycle)
    phase = Phase.objects.get(cycle=cycle, kind=PhaseKind.SELF_CHECK)
    assert phase.closes_at < timezone.now()
    head = draft.indicators.get(code="1")
    other = make_rubric([UnitType.VILLAGE], year=year, is_published=False)
    bonus = make_bonus(other)
    cast.objects |= {
        "rubric-published": (published.pk,),
        "rubric-draft": (draft.pk,),
        "draft-head": (draft.pk, head.pk),
        "published-head": (published.pk, published.indicators.get(code="1").pk),
        "draft-bonuses": (other.pk, "bonus"),
        "draft-bonus": (other.pk, "bonus", bonus.pk),
        "published-bonuses": (published.pk, "bonus"),
        "published-bonus": (published.pk, "bonus", bonus.pk),
        "missing-bonuses": (2**62, "bonus"),
        "missing-bonus": (2**62, "bonus", bonus.pk),
        "cycle-next": (cycle.pk,),
        "cycle-next-open": (cycle.pk, "open"),
        "cycle-next-archive": (cycle.pk, "archive"),
        "cycle-next-nonsense": (cycle.pk, "nonsense"),
        "phase-next": (phase.pk,),
        "assessment-next": (assessment.pk,),
        "missing-step": (2**62, "open"),
        "missing-head": (2**62, 2**62),
    }
