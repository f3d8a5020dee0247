"""The pool of exemplars as rows, figures, and the story of one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from districts.models import Exemplar, MediaReport, StageChange
from districts.roles import Standing
from districts.workflow.exemplars import PUT_FORWARD, ExemplarStage
from wenming.accounts.models import User


@dataclass(frozen=True, slots=True)
class ExemplarFilters:
    year: int
    q: str = ""
    kind: str = ""
    stage: str = ""


def exemplar_rows(user: User, standing: Standing, filters: ExemplarFilters) -> "QuerySet[Exemplar]":
    """The year's exemplars with `reports`, how often the press told of them."""
    rows = Exemplar.objects.visible_to(user, standing).filter(year=filters.year)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.stage:
        rows = rows.filter(status=filters.stage)
    if filters.q:
        words = Q(name__icontains=filters.q) | Q(deeds__icontains=filters.q)
        for origin in ("unit", "village", "district"):
            words |= Q(**{f"{origin}__name__icontains": filters.q})
        rows = rows.filter(words)
    listed = rows.select_related("unit", "village", "district").annotate(reports=Count("media"))
    return listed.order_by("kind", "name", "pk")


@dataclass(frozen=True, slots=True)
class ExemplarFigures:
    """Of a year: how many stand at each stage, and how many were put forward (推树) in it."""

    by_stage: Mapping[str, int]
    put_forward: int

    @property
    def in_all(self) -> int:
        return sum(self.by_stage.values())


def exemplar_figures(year: int) -> ExemplarFigures:
    """Two queries."""
    grouped = Exemplar.objects.filter(year=year).order_by().values_list("status")
    counts = dict(grouped.annotate(Count("pk")))
    return ExemplarFigures(
        by_stage={str(stage.label): counts.get(stage, 0) for stage in ExemplarStage},
        put_forward=put_forward_in(year).count(),
    )


def put_forward_in(year: int) -> "QuerySet[Exemplar]":
    """Exemplars that were put forward in a year and still stand: what the annual report names."""
    changes = StageChange.objects.filter(stage=ExemplarStage.PROMOTED, on__year=year)
    rows = Exemplar.objects.filter(status__in=PUT_FORWARD, pk__in=changes.values("exemplar"))
    return rows.select_related("unit", "village", "district").order_by("name", "pk")


@dataclass(frozen=True, slots=True)
class ExemplarStory:
    stages: tuple[StageChange, ...]
    media: tuple[MediaReport, ...]


def story_of(row: Exemplar) -> ExemplarStory:
    """How it came to its stage, the latest first, and what the press said. Two queries."""
    stages = row.stages.select_related("by").order_by("-on", "-pk")
    return ExemplarStory(stages=tuple(stages), media=tuple(row.media.all()))
