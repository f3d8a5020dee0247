"""A whole unit type of a year under another rubric. Reads; writes nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments.models import Assessment, Rubric, Simulation
from assessments.models.cycles import AssessmentQuerySet
from assessments.results.extras import extras_of
from assessments.results.simulation.replay import FILLED_AS, Replay, Replayed
from assessments.results.tally import marks_of
from assessments.roles import Filling
from assessments.scoring import Combine, Standing, Tally, from_document, rank_units, two_places
from wenming.jobs.kinds import Progress
from wenming.snapshots import one_snapshot
from wenming.text import name_key

BATCH = 250


@dataclass(frozen=True, slots=True)
class Outcome:
    """One unit: what it has, what it would have, and which items make the difference."""

    assessment_id: int
    unit: str
    old_total: Decimal
    old_rank: int | None
    is_vetoed: bool
    total: Decimal | None
    changes: list[dict[str, str]]


@dataclass
class Heads:
    """Sums by 大项 on both sides, the same head matched by its name."""

    old: dict[str, list[Fraction]] = field(default_factory=lambda: defaultdict(list))
    new: dict[str, list[Fraction]] = field(default_factory=lambda: defaultdict(list))
    labels: dict[str, str] = field(default_factory=dict)

    def add(self, before: Tally, after: Tally) -> None:
        for tally, side in ((before, self.old), (after, self.new)):
            for score in tally.top:
                key = name_key(score.title)
                self.labels[key] = score.title
                side[key].append(score.weighted)

    def rows(self) -> list[dict[str, str]]:
        """Averages over the units, in the order of the new rubric, what is gone at the end."""
        order = dict.fromkeys([*self.new, *self.old])
        return [
            {"title": self.labels[key], "old": _mean(self.old[key]), "new": _mean(self.new[key])}
            for key in order
        ]


def simulated(
    simulation: Simulation, progress: Progress
) -> tuple[list[Outcome], dict[int, int | None], dict[str, Any]]:
    """Every unit with a total replayed; new ranks by assessment; and the findings for the type.

    Three queries, and three for each 250 units.
    """
    filling, draft = Filling(simulation.filling), from_document(simulation.document)
    heads, gaps = Heads(), Counter[tuple[str, str, str]]()
    outcomes: list[Outcome] = []
    with one_snapshot():
        ids, left_out = _scored(simulation)
        progress(0, len(ids), "正在按新细则计算")
        rubrics = Rubric.objects.filter(pk__in=_of(simulation).values("rubric")).in_bulk()
        replay_of = {pk: Replay(rubric.spec, draft, filling) for pk, rubric in rubrics.items()}
        for start in range(0, len(ids), BATCH):
            for assessment, replayed in _replay(ids[start : start + BATCH], rubrics, replay_of):
                outcomes.append(_outcome(assessment, replayed))
                heads.add(replayed.old, replayed.new)
                gaps.update(
                    (code, replayed.new.nodes[code].title, gap.why)
                    for code, gap in replayed.gaps.items()
                )
                progress(progress.done + 1)
    ranks = rank_units(
        [Standing(each.assessment_id, each.total, each.is_vetoed) for each in outcomes]
    )
    findings = {
        "heads": heads.rows(),
        "gaps": [
            {"code": code, "title": title, "why": why, "units": count}
            for (code, title, why), count in sorted(gaps.items())
        ],
        "filled_as": FILLED_AS[filling],
        "left_out": left_out,
    }
    return outcomes, ranks, findings


def _scored(simulation: Simulation) -> tuple[list[int], int]:
    """The units that have a total, and how many have none."""
    rows = _of(simulation)
    scored = rows.filter(total__isnull=False).order_by("pk").values_list("pk", flat=True)
    return list(scored), rows.filter(total=None).count()


def _of(simulation: Simulation) -> AssessmentQuerySet:
    return Assessment.objects.filter(cycle=simulation.cycle_id, unit_type=simulation.unit_type_id)


def _replay(
    ids: Sequence[int], rubrics: Mapping[int, Rubric], replay_of: Mapping[int, Replay]
) -> Iterable[tuple[Assessment, Replayed]]:
    rows = list(
        Assessment.objects.filter(pk__in=ids).select_related("unit", "cycle").order_by("pk")
    )
    for row in rows:
        row.rubric = rubrics[row.rubric_id]
    marks, extras = marks_of(rows), extras_of(rows)
    for row in rows:
        replay, combine = replay_of[row.rubric_id], Combine(row.cycle.combine)
        yield row, replay.of(row.applicant, marks[row.pk], combine, extras[row.pk])


def _outcome(assessment: Assessment, replayed: Replayed) -> Outcome:
    if assessment.total is None:
        raise ValueError("only units with a total are simulated")
    return Outcome(
        assessment_id=assessment.pk,
        unit=assessment.unit.name,
        old_total=assessment.total,
        old_rank=assessment.rank,
        is_vetoed=replayed.new.vetoed,
        total=replayed.new.total,
        changes=[asdict(change) for change in replayed.changes],
    )


def _mean(values: Sequence[Fraction]) -> str:
    return str(two_places(sum(values, Fraction(0)) / len(values))) if values else ""
