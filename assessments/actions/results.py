"""The one place that writes totals and ranks, in the transaction that changed their input."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from assessments.models import Assessment, Cycle, Rubric
from assessments.results.recheck import (
    NO_FIGURES,
    Difference,
    due_figures,
    faults_of,
    figures_of,
    rank_faults,
)
from assessments.results.tally import marks_of, tally_of
from assessments.scoring import Tally
from districts.models import UnitType
from wenming.audit.trail import record

BATCH = 500
# RANK() gives equal totals one rank and skips the next: 1, 2, 2, 4. It only compares; points
# are never added by a database. Only rows whose rank moves are written.
RERANK = """
UPDATE assessments_assessment AS target
SET rank = ranked.rank
FROM (
    SELECT id, RANK() OVER (ORDER BY total DESC) AS rank
    FROM assessments_assessment
    WHERE cycle_id = %s AND unit_type_id = %s AND total IS NOT NULL
) AS ranked
WHERE target.id = ranked.id AND target.rank IS DISTINCT FROM ranked.rank
"""


def refresh_result(assessment: Assessment) -> Tally:
    """Recompute one unit from its counted sheets, store the figures, and rank its type again.

    An incomplete unit keeps no total and no rank. Call it inside the transaction that
    confirmed or reopened the unit.
    """
    result = tally_of(assessment, marks_of([assessment])[assessment.pk])
    _store(assessment, figures_of(result))
    rank_type(assessment.cycle_id, assessment.unit_type_id)
    return result


def clear_result(assessment: Assessment) -> None:
    """Take a reopened unit out of the ranking."""
    _store(assessment, NO_FIGURES)
    rank_type(assessment.cycle_id, assessment.unit_type_id)


def lock_ranking(assessment: Assessment) -> None:
    """Hold the ranking that the unit stands in until the transaction ends.

    Without it two teams that confirm at the same moment rank without each other's unit. Call it
    before the unit itself is locked: whoever ranks writes to the other units of the type.
    """
    list(UnitType.objects.select_for_update(no_key=True).filter(pk=assessment.unit_type_id))


@transaction.atomic
def rank_type(cycle_id: int, unit_type: str) -> None:
    """Give every unit of one type its rank again. One statement for any number of units."""
    with connection.cursor() as cursor:
        cursor.execute(RERANK, [cycle_id, unit_type])


def _store(assessment: Assessment, figures: Mapping[str, object]) -> None:
    """Write what is derived; whoever has no total loses the rank in the same statement."""
    if figures["total"] is None:
        figures = {**figures, "rank": None}
    Assessment.objects.filter(pk=assessment.pk).update(**figures)
    for name, figure in figures.items():
        setattr(assessment, name, figure)


@transaction.atomic
def recompute(cycle: Cycle, *, write: bool, at: datetime) -> list[Difference]:
    """Compute every result of a year again and compare; with `write` store what differs.

    A repair is the system's own act: one entry in the trail for each unit whose figures moved.
    """
    list(UnitType.objects.select_for_update(no_key=True).order_by("pk"))
    found = []
    enrolled = Assessment.objects.filter(cycle=cycle)
    ids = list(enrolled.ranked().values_list("pk", flat=True))
    rubrics = Rubric.objects.filter(pk__in=enrolled.values("rubric")).in_bulk()
    for start in range(0, len(ids), BATCH):
        found += _recheck(ids[start : start + BATCH], rubrics, write=write, at=at)
    return found + _recheck_ranks(cycle, write=write)


def _recheck(
    ids: Sequence[int], rubrics: Mapping[int, Rubric], *, write: bool, at: datetime
) -> list[Difference]:
    found = []
    rows = Assessment.objects.filter(pk__in=ids).select_related("unit", "cycle").ranked()
    marks = marks_of(rows)
    for assessment in rows:
        assessment.rubric = rubrics[assessment.rubric_id]
        result = tally_of(assessment, marks[assessment.pk])
        if faults := faults_of(assessment, result):
            found.append(Difference(assessment.unit.name, tuple(faults)))
            if write:
                _repair(assessment, due_figures(assessment, result), at)
    return found


def _repair(assessment: Assessment, figures: Mapping[str, object], at: datetime) -> None:
    before = {"total": assessment.total, "exact": assessment.exact}
    _store(assessment, figures)
    after = {"total": assessment.total, "exact": assessment.exact}
    record("result.repair", on=assessment, by=None, at=at, before=before, after=after)


def _recheck_ranks(cycle: Cycle, *, write: bool) -> list[Difference]:
    """Ranks against the totals as they are stored now, type by type."""
    found = []
    rows = list(Assessment.objects.filter(cycle=cycle).light().ranked())
    for unit_type in {row.unit_type_id: None for row in rows}:
        members = [row for row in rows if row.unit_type_id == unit_type]
        faults = rank_faults(members)
        found += [
            Difference(row.unit.name, (faults[row.pk],)) for row in members if row.pk in faults
        ]
        if write and faults:
            rank_type(cycle.pk, unit_type)
    return found
