"""All figures of a year in the office's order: those that are written down, and those that the
year's own kinds, types, grades, heads and items give rise to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assessments.models import Assessment
from assessments.results.figures import (
    assessment,
    campaigns,
    culture,
    districts,
    facilities,
    heads,
    projects,
    tasks,
)
from assessments.results.figures import pairings as pairings_
from assessments.results.figures.base import Figure, Section
from assessments.results.figures.heads import Node
from districts.models import QuantityKind


@dataclass(frozen=True, slots=True)
class Terms:
    """What of the year's data gives rise to figures."""

    kinds: tuple[QuantityKind, ...]
    types: tuple[tuple[str, str], ...]
    grades: tuple[str, ...]
    nodes: tuple[Node, ...]


def terms_of(year: int) -> Terms:
    """Four queries."""
    enrolled = Assessment.objects.filter(cycle__year=year).order_by()
    grades = enrolled.exclude(grade="").values_list("grade", flat=True).distinct()
    rubrics = heads.rubrics_of(year)
    return Terms(
        kinds=tuple(QuantityKind.objects.all()),
        types=tuple(dict.fromkeys((used.unit_type, used.type_name) for used in rubrics)),
        grades=tuple(sorted(grades)),
        nodes=tuple(heads.nodes_of(rubrics)),
    )


def catalogue(terms: Terms) -> Mapping[str, Figure]:
    """Name → figure."""
    every: Iterable[Figure] = (
        *districts.FIGURES,
        *projects.figures(terms.kinds),
        *pairings_.figures(terms.kinds),
        *tasks.FIGURES,
        *culture.FIGURES,
        *facilities.FIGURES,
        *campaigns.FIGURES,
        *assessment.figures(terms.types, terms.grades),
        *heads.figures(terms.nodes),
    )
    by_section = {section: [one for one in every if one.section == section] for section in Section}
    return MappingProxyType({one.name: one for part in by_section.values() for one in part})
