"""One unit through the years."""

from dataclasses import dataclass
from datetime import datetime

from assessments import policies
from assessments.models import Assessment
from assessments.results.outcomes import published_row
from assessments.roles import Actor
from districts.models import Unit
from districts.roles import Standing
from wenming.accounts.models import User


@dataclass(frozen=True, slots=True)
class Year:
    """One year of a unit; `sees_result` tells whether total and rank may be shown."""

    assessment: Assessment
    sees_result: bool

    @property
    def outcome(self) -> str:
        """What was published of the unit, if anything. No query."""
        row = published_row(self.assessment) if self.sees_result else None
        return row.get_outcome_display() if row else ""


def years_of(unit: Unit, user: User, standing: Standing, at: datetime) -> list[Year]:
    """The years in which the unit took part, as far as this person sees them. Two queries."""
    rows = Assessment.objects.visible_to(user, standing).filter(unit=unit)
    rows = rows.select_related(
        "cycle", "unit_type", "report", "outcome_row__list"
    ).prefetch_related("cycle__phases")
    actors = _actors(unit, standing)
    return [
        Year(
            row, policies.can_see_result(actors, standing, row, policies.calendar_of(row.cycle, at))
        )
        for row in rows.order_by("-cycle__year", "pk")
    ]


def _actors(unit: Unit, standing: Standing) -> frozenset[Actor]:
    """Without the teams, which would cost a query a year: a team reads results year by year."""
    found = set()
    if unit.pk in standing.unit_ids:
        found.add(Actor.REPORTER)
    if standing.is_office and unit.pk not in standing.recused_unit_ids:
        found.add(Actor.OFFICE)
    return frozenset(found)
