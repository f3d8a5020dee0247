"""The one place that writes totals, ranks and grades, in the transaction that moved their input."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from assessments.models import Assessment, Cycle, Rubric
from assessments.results.extras import extras_of
from assessments.results.grading import Grades, due_grades, grades_of
from assessments.results.recheck import (
    NO_FIGURES,
    Difference,
    due_figures,
    faults_of,
    figures_of,
    rank_faults,
)
from assessments.results.tally import marks_of, tally_of
from assessments.scoring import VETOED, Tally
from districts.models import UnitType
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.jobs.kinds import Progress
from wenming.snapshots import one_snapshot

BATCH = 500
# RANK() gives equal totals one rank and skips the next: 1, 2, 2, 4. It only compares; points
# are never added by a database. Only rows whose rank moves are written.
RERANK = """
UPDATE assessments_assessment AS target
SET rank = ranked.rank
FROM (
    SELECT id, RANK() OVER (ORDER BY total DESC) AS rank
    FROM assessments_assessment
    WHERE cycle_id = %s AND unit_type_id = %s AND total IS NOT NULL AND NOT is_vetoed
) AS ranked
WHERE target.id = ranked.id AND target.rank IS DISTINCT FROM ranked.rank
"""


def refresh_result(assessment: Assessment) -> Tally:
    """Recompute one unit from its counted sheets and what is recorded on its total, store the
    figures, and rank and grade its type again.

    An incomplete unit keeps no total and no rank. Call it inside the transaction that changed
    what the result is made from.
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
    """Give every unit of one type its rank and its grade again.

    Ranks are one statement for any number of units. Grades cost a query where the rubrics have
    none; else three, and one for each grade and five hundred units whose grade moves.
    """
    with connection.cursor() as cursor:
        cursor.execute(RERANK, [cycle_id, unit_type])
    units = Assessment.objects.filter(cycle=cycle_id, unit_type=unit_type)
    if grades := grades_of(units):
        _grade(list(units.only("pk", "total", "is_vetoed", "rubric_id", "grade")), grades)


def _grade(units: Sequence[Assessment], grades: Grades) -> None:
    """Store the grades that moved."""
    moved: dict[str, list[int]] = defaultdict(list)
    due = due_grades(units, grades)
    for unit in units:
        if unit.grade != due[unit.pk]:
            moved[due[unit.pk]].append(unit.pk)
    for grade, ids in moved.items():
        for start in range(0, len(ids), BATCH):
            Assessment.objects.filter(pk__in=ids[start : start + BATCH]).update(grade=grade)


def _store(assessment: Assessment, figures: Mapping[str, object]) -> None:
    """Write what is derived; who has no total, or is vetoed, loses the rank in the same statement.

    The grade of a unit that is not vetoed follows when its type is graded.
    """
    figures = {**figures, "grade": VETOED if figures["is_vetoed"] else ""}
    if figures["total"] is None or figures["is_vetoed"]:
        figures = {**figures, "rank": None}
    Assessment.objects.filter(pk=assessment.pk).update(**figures)
    for name, figure in figures.items():
        setattr(assessment, name, figure)


def recompute(
    cycle: Cycle,
    *,
    write: bool,
    at: datetime,
    by: User | None = None,
    note: str = "",
    progress: Progress | None = None,
) -> list[Difference]:
    """Compute every result of a year again and compare; with `write` store what differs.

    One entry in the trail for each unit whose figures moved; without `by` a repair is the system's
    own act. Written in batches, each a transaction of its own, so that a large county locks nobody
    out for long; whatever is interrupted is made good by running it again.
    """
    progress = progress or Progress()
    enrolled = Assessment.objects.filter(cycle=cycle)
    with one_snapshot():
        ids = list(enrolled.ranked().values_list("pk", flat=True))
        rubrics = Rubric.objects.filter(pk__in=enrolled.values("rubric")).in_bulk()
    progress(0, len(ids), "正在核算")
    found: list[Difference] = []
    due: dict[int, Mapping[str, object]] = {}
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        with _ranking_lock() if write else one_snapshot():
            for row in _differing(batch, rubrics):
                found.append(row.difference)
                due[row.assessment.pk] = due_figures(row.assessment, row.result)
                if write:
                    _repair(row, at, by, note)
        progress(start + len(batch))
    with _ranking_lock() if write else one_snapshot():
        return found + _recheck_ranks(cycle, rubrics, due, write=write)


@contextmanager
def _ranking_lock() -> Iterator[None]:
    """A transaction in which nobody else ranks (see `lock_ranking`)."""
    with transaction.atomic():
        list(UnitType.objects.select_for_update(no_key=True).order_by("pk"))
        yield


@dataclass(frozen=True, slots=True)
class Differing:
    """A unit whose stored result is not what its answers make."""

    assessment: Assessment
    result: Tally
    difference: Difference


def _differing(ids: Sequence[int], rubrics: Mapping[int, Rubric]) -> Iterator[Differing]:
    rows = list(Assessment.objects.filter(pk__in=ids).select_related("unit", "cycle").ranked())
    for assessment in rows:
        assessment.rubric = rubrics[assessment.rubric_id]
    marks, extras = marks_of(rows), extras_of(rows)
    for assessment in rows:
        result = tally_of(assessment, marks[assessment.pk], extras[assessment.pk])
        if faults := faults_of(assessment, result):
            yield Differing(assessment, result, Difference(assessment.unit.name, tuple(faults)))


def _repair(row: Differing, at: datetime, by: User | None, note: str) -> None:
    assessment = row.assessment
    before = {"total": assessment.total, "exact": assessment.exact}
    _store(assessment, due_figures(assessment, row.result))
    after = {"total": assessment.total, "exact": assessment.exact}
    record("result.repair", on=assessment, by=by, at=at, before=before, after=after, note=note)


def _recheck_ranks(
    cycle: Cycle,
    rubrics: Mapping[int, Rubric],
    due: Mapping[int, Mapping[str, object]],
    *,
    write: bool,
) -> list[Difference]:
    """Ranks and grades against the totals, type by type; where a total is wrong and only looked
    at, against what is `due`."""
    found = []
    grades = {pk: rubric.spec.grades for pk, rubric in rubrics.items()}
    rows = list(Assessment.objects.filter(cycle=cycle).light().ranked())
    for row in rows:
        for name in ("total", "is_vetoed") if row.pk in due else ():
            setattr(row, name, due[row.pk][name])
    for unit_type in {row.unit_type_id: None for row in rows}:
        members = [row for row in rows if row.unit_type_id == unit_type]
        faults = rank_faults(members, grades)
        found += [
            Difference(row.unit.name, (faults[row.pk],)) for row in members if row.pk in faults
        ]
        if write and faults:
            rank_type(cycle.pk, unit_type)
    return found
