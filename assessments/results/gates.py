"""自评门槛: whether a unit's self-score is enough to hand in. Reads only."""

from dataclasses import dataclass
from decimal import Decimal

from assessments.models import SelfReport
from assessments.results.answers import measured_by
from assessments.scoring import (
    ScorerAnswer,
    full_marks,
    may_apply,
    plain,
    tally,
    two_places,
)


@dataclass(frozen=True, slots=True)
class Gate:
    """A rubric's 自评门槛 against one report.

    What the unit itself is not asked (a test, a survey, a department's opinion) is taken as full
    marks: a report is refused only where it cannot reach the gate whatever others will find.
    """

    bound: str
    reached: Decimal
    own: Decimal
    has_others: bool
    holds: bool

    @property
    def message(self) -> str:
        rest = f"，其他部门评的项目按满分计为 {self.reached} 分" if self.has_others else ""
        return f"自评门槛 {self.bound} 分：现在自评 {self.own} 分{rest}"


def gate_of(report: SelfReport) -> Gate | None:
    """None where the rubric has no gate. Two queries; the report comes with its rubric."""
    assessment = report.assessment
    spec, applicant = assessment.rubric.spec, assessment.applicant
    if spec.self_gate is None:
        return None
    codes = {item.id: item.code for item in spec.items}
    stored = report.marks.filter(answer__isnull=False).values_list("indicator_id", "answer")
    own = {codes[pk]: answer for pk, answer in stored if pk in codes}
    asked = {item.code for item in spec.items if not measured_by(item)}
    best = full_marks(spec, applicant)
    others = {code: answer for code, answer in best.items() if code not in asked}
    claimed = dict(assessment.claims.made().values_list("code", "answer"))
    reached = []
    for answers in (own, {**others, **own}):
        marks = {code: [ScorerAnswer("", one, measured=True)] for code, one in answers.items()}
        reached.append(tally(spec, applicant, marks, bonus=claimed).so_far)
    return Gate(
        bound=plain(spec.self_gate),
        reached=two_places(reached[1]),
        own=two_places(reached[0]),
        has_others=bool(others),
        holds=may_apply(spec, reached[1]),
    )
