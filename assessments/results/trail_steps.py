"""From the heads to the total: each step with what is on record behind it. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.models import Assessment, BonusClaim, DeductionEntry, VetoFinding
from assessments.models.extras import COUNTED_CLAIMS
from assessments.results.extras import has_extras
from assessments.roles import ClaimStatus, DeductionStatus, VetoStatus
from assessments.scoring import Tally
from wenming.dates import cn_date

Notes = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence after the tree, and the papers it rests on."""

    label: str
    text: str
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.label}：{self.text}。"


def steps_of(assessment: Assessment, result: Tally) -> tuple[Step, ...]:
    """Every step of the engine's trail after the tree, the grade that the ranking made of it, then
    the claims that do not count.

    Three queries, none where the rubric says nothing of the total.
    """
    ranked = tuple(_ranked_grade(assessment))
    if not has_extras(assessment.rubric.spec):
        return (*(Step(step.label, step.text) for step in result.steps), *ranked)
    claims = list(assessment.claims.made().order_by("code"))
    notes = _notes(assessment, claims)
    return (
        *(Step(step.label, step.text, notes.get(step.code, ())) for step in result.steps),
        *ranked,
        *_left_out(assessment, claims),
    )


def _ranked_grade(assessment: Assessment) -> Iterator[Step]:
    """What a quota made of the grade: only the ranking knows, the engine sees one unit."""
    if assessment.rank is None or all(each.quota is None for each in assessment.rubric.spec.grades):
        return
    grade = f"等次为{assessment.grade}" if assessment.grade else "不定等次"
    yield Step("按名额确定", f"类内第 {assessment.rank} 名，{grade}")


def _notes(assessment: Assessment, claims: list[BonusClaim]) -> Notes:
    """What is on record, by 编号: codes of the three kinds differ within a rubric."""
    found: dict[str, list[str]] = {}
    for claim in claims:
        if claim.status in COUNTED_CLAIMS:
            found.setdefault(claim.code, []).append(_about_claim(claim))
    entries = assessment.deductions.filter(status=DeductionStatus.IN_FORCE).order_by("pk")
    for entry in entries:
        found.setdefault(entry.code, []).append(_about_entry(entry))
    findings = assessment.veto_findings.filter(status=VetoStatus.CONFIRMED)
    for finding in findings.select_related("department").order_by("pk"):
        found.setdefault(finding.code, []).append(_about_finding(finding))
    return {code: tuple(texts) for code, texts in found.items()}


def _about_claim(claim: BonusClaim) -> str:
    reason = f"：{claim.reason}" if claim.reason else ""
    return f"县文明办 {cn_date(claim.decided_at)}{claim.get_status_display()}{reason}"


def _about_entry(entry: DeductionEntry) -> str:
    return f"{entry.reason}{_paper(entry.document_number, cn_date(entry.document_date))}"


def _about_finding(finding: VetoFinding) -> str:
    paper = _paper(finding.document_number, cn_date(finding.document_date))
    who = "县文明办" if finding.in_lieu or not finding.department else finding.department.name
    confirmed = _paper(finding.decision_number, cn_date(finding.decided_at))
    return f"{cn_date(finding.occurred_on)}，{finding.happened}{paper}；{who}确认{confirmed}"


def _paper(number: str, day: str) -> str:
    listed = "，".join(filter(None, (number, day)))
    return f"（{listed}）" if listed else ""


def _left_out(assessment: Assessment, claims: list[BonusClaim]) -> Iterator[Step]:
    titles = {bonus.code: bonus.title for bonus in assessment.rubric.spec.bonuses}
    for claim in claims:
        label = f"未计的加分 {claim.code} {titles.get(claim.code, '')}".rstrip()
        if claim.status == ClaimStatus.PENDING:
            yield Step(label, "县文明办尚未认定，暂不计入")
        elif claim.status == ClaimStatus.REFUSED:
            yield Step(label, f"县文明办不认可，理由是“{claim.reason}”")
