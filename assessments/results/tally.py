"""One unit's points, recomputed from what the scorers answered. Reads; writes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from assessments.models import Assessment, Mark, Quiz
from assessments.results.extras import Extras, extras_of
from assessments.results.sheets import QUIZ, quiz_answer
from assessments.roles import BodyKind, SheetStatus
from assessments.scoring import Combine, ScorerAnswer, Tally, tally

Marks = dict[str, list[ScorerAnswer]]


def marks_of(
    assessments: Iterable[Assessment], names: Mapping[int, str] | None = None
) -> dict[int, Marks]:
    """Every counted answer, by assessment and item code. Two queries for any number of units.

    Only submitted sheets count, each for its scoring body; a quiz answers its item for all
    scorers alike. `names` says how the scorer of each sheet is called; without it everybody is
    called by name.
    """
    found: dict[int, Marks] = defaultdict(lambda: defaultdict(list))
    ids = [assessment.pk for assessment in assessments]
    rows = (
        Mark.objects.filter(sheet__assessment__in=ids, sheet__status=SheetStatus.SUBMITTED)
        .order_by("sheet_id")
        .values_list(
            "sheet__assessment_id",
            "sheet_id",
            "indicator__code",
            "sheet__scorer__name",
            "sheet__body",
            "sheet__department__name",
            "answer",
        )
    )
    for assessment_id, sheet_id, code, scorer, kind, department, answer in rows:
        called = scorer if names is None else names[sheet_id]
        body = "" if kind == BodyKind.TEAM else department or BodyKind.OFFICE.label
        found[assessment_id][code].append(ScorerAnswer(called, answer, body=body))
    for quiz in Quiz.objects.filter(assessment__in=ids).select_related("indicator"):
        measured = ScorerAnswer(f"{QUIZ}（{quiz.people} 人平均）", quiz_answer(quiz), measured=True)
        found[quiz.assessment_id][quiz.indicator.code] = [measured]
    return found


def tally_of(assessment: Assessment, marks: Marks, extras: Extras | None = None) -> Tally:
    """Compute one unit with its own rubric version and its cycle's way of combining scorers.

    The Tally carries what is recorded on the total too: `bonus_lines`, `deduction_lines` and
    `vetoes` with the texts of each. `extras` of many units are read at once by `extras_of`;
    without them those of this unit are read here.
    """
    if extras is None:
        extras = extras_of([assessment])[assessment.pk]
    return tally(
        assessment.rubric.spec,
        assessment.applicant,
        marks,
        combine=Combine(assessment.cycle.combine),
        bonus=extras.bonus,
        deductions=extras.deductions,
        vetoes=extras.vetoes,
    )
