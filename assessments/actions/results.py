"""The one place that writes totals and ranks, in the transaction that changed their input."""

from django.db import connection, transaction

from assessments.models import Assessment
from assessments.results.tally import marks_of, tally_of
from assessments.scoring import Tally, plain

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
    _store(assessment, result)
    rank_type(assessment.cycle_id, assessment.unit_type_id)
    return result


def clear_result(assessment: Assessment) -> None:
    """Take a reopened unit out of the ranking."""
    Assessment.objects.filter(pk=assessment.pk).update(
        total=None, exact="", rank=None, breakdown=None
    )
    rank_type(assessment.cycle_id, assessment.unit_type_id)


@transaction.atomic
def rank_type(cycle_id: int, unit_type: str) -> None:
    """Give every unit of one type its rank again. One statement for any number of units."""
    with connection.cursor() as cursor:
        cursor.execute(RERANK, [cycle_id, unit_type])


def _store(assessment: Assessment, result: Tally) -> None:
    assessment.total = result.total
    assessment.exact = "" if result.exact is None else plain(result.exact)
    assessment.breakdown = breakdown_of(result)
    fields = {"total": assessment.total, "exact": assessment.exact}
    if result.total is None:
        fields["rank"] = None
    Assessment.objects.filter(pk=assessment.pk).update(**fields, breakdown=assessment.breakdown)


def breakdown_of(result: Tally) -> dict[str, object]:
    """What each node contributed, as exact text: item averages and heads are read from here."""
    return {
        "nodes": {
            code: plain(node.contribution)
            for code, node in result.nodes.items()
            if node.contribution is not None
        },
        "missing": list(result.missing),
    }
