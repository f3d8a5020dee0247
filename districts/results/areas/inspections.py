"""Inspections as rows, and what became of what they found."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, QuerySet

from districts.models import District, DistrictProject, FollowUp, Inspection, InspectionQuerySet
from districts.results.areas.projects import ProjectTotal, project_totals
from districts.results.follow_ups import light_of_follow_up
from districts.results.lights import Light
from districts.roles import Standing
from wenming.accounts.models import User

RECENT = 8


@dataclass(frozen=True, slots=True)
class InspectionFilters:
    """What the list was asked for; blank means all."""

    year: int
    q: str = ""
    township: int | None = None


def inspection_rows(
    user: User, standing: Standing, filters: InspectionFilters
) -> InspectionQuerySet:
    """The year's visits, newest first. Page it."""
    rows = Inspection.objects.visible_to(user, standing).filter(year=filters.year)
    if filters.township:
        rows = rows.filter(district__township=filters.township)
    rows = rows.matching(filters.q).select_related("district__township")
    return rows.order_by("-held_on", "-pk")


Lit = list[tuple[FollowUp, Light]]


def findings_of(inspection: Inspection, today: date) -> Lit:
    """What the visit found, in the order in which it was written down."""
    return _lit(FollowUp.objects.of(inspection).order_by("pk"), today)


def _lit(rows: QuerySet[FollowUp], today: date) -> Lit:
    with_owner = rows.select_related("township", "department", "unit", "village")
    return [(row, light_of_follow_up(row, today)) for row in with_owner]


@dataclass(frozen=True, slots=True)
class AreaWorks:
    """What was built in a district, what was looked at, what is still to be put right."""

    totals: list[ProjectTotal]
    projects: int
    # That of the latest project, whose list the page leads to.
    year: int | None
    inspections: list[Inspection]
    findings: Lit


def works_of(area: District, user: User, standing: Standing, today: date) -> AreaWorks:
    """Over all years. Four queries, whatever has happened."""
    projects = DistrictProject.objects.visible_to(user, standing).filter(district=area)
    found = FollowUp.objects.filter(
        content_type__app_label="districts",
        content_type__model="inspection",
        object_id__in=area.inspections.order_by().values("pk"),
    )
    return AreaWorks(
        totals=project_totals(projects),
        **projects.aggregate(projects=Count("pk"), year=Max("year")),
        inspections=list(area.inspections.all()[:RECENT]),
        findings=_lit(found.pending().order_by("due_on", "pk"), today),
    )
