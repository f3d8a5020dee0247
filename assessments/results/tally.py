"""One unit's points, recomputed from what the scorers answered. Reads; writes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import DecimalField, IntegerField, JSONField, Value

from assessments.models import Assessment, Mark, Objection, Quiz
from assessments.results.extras import Extras, extras_of
from assessments.results.sheets import QUIZ, quiz_answer
from assessments.roles import BodyKind, SheetStatus
from assessments.scoring import Combine, ScorerAnswer, Tally, tally

Marks = dict[str, list[ScorerAnswer]]
REVIEW = "复核"


def marks_of(
    assessments: Iterable[Assessment], names: Mapping[int, str] | None = None
) -> dict[int, Marks]:
    """Every counted answer, by assessment and item code. Two queries for any number of units.

    Only submitted sheets count, each for its scoring body; a quiz answers its item for all
    scorers alike, and what was decided on an objection stands in the place of them all. `names`
    says how the scorer of each sheet is called; without it everybody is called by name.
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
    for assessment_id, code, measured in _standing_for_all(ids):
        found[assessment_id][code] = [measured]
    return found


def _standing_for_all(ids: Sequence[int]) -> Iterator[tuple[int, str, ScorerAnswer]]:
    """(assessment, 编号, answer) of tests, then of decided objections: the later one counts."""
    no_answer = Value(None, output_field=JSONField())
    no_people = Value(None, output_field=IntegerField())
    no_average = Value(None, output_field=DecimalField(max_digits=5, decimal_places=2))
    place = ("assessment_id", "indicator__code")
    tests = (
        Quiz.objects.filter(assessment__in=ids)
        .annotate(turn=Value(1), given=no_answer)
        .values_list(*place, "turn", "people", "average", "given")
    )
    decided = (
        Objection.objects.adjusting()
        .filter(assessment__in=ids)
        .order_by()
        .annotate(turn=Value(2), people=no_people, average=no_average)
        .values_list(*place, "turn", "people", "average", "answer")
    )
    for pk, code, turn, people, average, answer in tests.union(decided, all=True).order_by("turn"):
        if turn == 1:
            name, answered = f"{QUIZ}（{people} 人平均）", quiz_answer(average)
        else:
            name, answered = REVIEW, answer
        yield pk, code, ScorerAnswer(name, answered, measured=True)


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
