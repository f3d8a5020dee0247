"""What is recorded on the total of a unit, as the engine takes it. Reads; writes nothing.

The only place that says which records count: bonuses as far as the office accepted them,
deductions that are in force, and vetoes that are confirmed and reach their rule.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Value

from assessments.models import Assessment, BonusClaim, DeductionEntry, VetoFinding
from assessments.models.extras import COUNTED_CLAIMS
from assessments.roles import DeductionStatus, VetoStatus
from assessments.scoring import RubricSpec, Veto, why_not_counted

CLAIM, ENTRY = "claim", "entry"


@dataclass(frozen=True, slots=True)
class Extras:
    """What counts on one unit's total, by 编号, in the form that `scoring.tally` reads."""

    bonus: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    deductions: dict[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    vetoes: tuple[str, ...] = ()


def has_extras(spec: RubricSpec) -> bool:
    """Whether the rubric says anything of the total that an assessment can record."""
    return bool(spec.bonuses or spec.deductions or spec.vetoes)


def extras_of(assessments: Iterable[Assessment]) -> dict[int, Extras]:
    """What counts, by assessment. Two queries for any number; none where no rubric asks.

    Each comes with its rubric and its cycle.
    """
    asked = {each.pk: each for each in assessments if has_extras(each.rubric.spec)}
    found: dict[int, Extras] = defaultdict(Extras)
    if not asked:
        return found
    claims = BonusClaim.objects.filter(assessment__in=asked, status__in=COUNTED_CLAIMS)
    entries = DeductionEntry.objects.filter(assessment__in=asked, status=DeductionStatus.IN_FORCE)
    bonuses, deductions = _union_part(claims, CLAIM, "accepted"), _union_part(entries, ENTRY)
    for _, pk, kind, code, answer in bonuses.union(deductions, all=True).order_by("pk"):
        if kind == CLAIM:
            found[pk].bonus[code] = answer
        else:
            found[pk].deductions[code] = (*found[pk].deductions.get(code, ()), answer)
    for pk, codes in _vetoes(asked).items():
        each = found[pk]
        found[pk] = Extras(each.bonus, each.deductions, tuple(codes))
    return found


def why_not_vetoed(assessment: Assessment, finding: VetoFinding) -> str:
    """Why a finding would not veto even if it is confirmed; "" where it would. No query."""
    veto = veto_of(assessment.rubric.spec, finding.code)
    if veto is None:
        return "细则中没有这一情形"
    return why_not_counted(
        veto,
        year=assessment.cycle.year,
        occurred_on=finding.occurred_on,
        heads=finding.heads,
    )


def veto_of(spec: RubricSpec, code: str) -> Veto | None:
    return next((veto for veto in spec.vetoes if veto.code == code), None)


def _vetoes(asked: Mapping[int, Assessment]) -> dict[int, list[str]]:
    codes: dict[int, list[str]] = defaultdict(list)
    confirmed = VetoFinding.objects.filter(assessment__in=asked, status=VetoStatus.CONFIRMED)
    for finding in confirmed.order_by("pk"):
        if not why_not_vetoed(asked[finding.assessment_id], finding):
            codes[finding.assessment_id].append(finding.code)
    return codes


def _union_part(rows: Any, kind: str, answer: str = "answer") -> Any:
    """The same columns of either table, so that one query reads both."""
    named = rows.order_by().annotate(kind=Value(kind))
    return named.values_list("pk", "assessment_id", "kind", "code", answer)
