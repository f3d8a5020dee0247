"""加分: what a unit claims, and what the office says to it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from assessments.actions.autosaves import (
    UNCHANGED,
    RawAnswer,
    Unchanged,
    clean_answer,
    given,
    is_replay,
)
from assessments.actions.extras.holding import (
    follow_up,
    held,
    held_by_office,
    require_reason,
)
from assessments.actions.reports.saving import locked_report, require_open
from assessments.models import BonusClaim, Evidence, SelfReport
from assessments.models.extras import COUNTED_CLAIMS
from assessments.policies import actors_of, calendar_of
from assessments.results.claims import claim_in_words, item_of_claim, verdict_in_words
from assessments.roles import Actor, ClaimStatus
from assessments.workflow import REPORT_EDITABLE
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.dates import cn_datetime
from wenming.errors import Conflict, DomainError, NotAllowed

UNDECIDED: Mapping[str, object] = {
    "status": ClaimStatus.PENDING,
    "accepted": None,
    "reason": "",
    "decided_by": None,
    "decided_at": None,
}


@transaction.atomic
def save_claim(
    claim_id: int,
    *,
    answer: RawAnswer = UNCHANGED,
    statement: str | Unchanged = UNCHANGED,
    version: int,
    save_key: UUID,
    by: User,
    at: datetime,
) -> BonusClaim:
    """Save what the unit claims, by the rules of a self mark; what was not sent stays as it is.

    BonusClaim.DoesNotExist if it may not be seen. What the office had decided no longer holds
    once the claim is another: it waits for a new word, and that is on record.
    """
    claim = _held_by_unit(claim_id, by=by)
    fields = given(answer=clean_answer(item_of_claim(claim), answer), statement=statement)
    if is_replay(claim, save_key, fields):
        return claim
    _require_open(claim, at)
    if claim.version != version:
        raise _stale(claim, fields)
    changed = any(getattr(claim, name) != value for name, value in fields.items())
    saved = {"save_key": save_key, "updated_by": by}
    _write(claim, {**fields, **saved}, at=at, resets=changed, by=by)
    return claim


@transaction.atomic
def link_claim_evidence(claim_id: int, evidence_id: int, *, by: User, at: datetime) -> BonusClaim:
    """Put a file or address that the report has behind a claim; Evidence.DoesNotExist if none."""
    claim = _held_by_unit(claim_id, by=by)
    _require_open(claim, at)
    evidence = Evidence.objects.get(pk=evidence_id, assessment=claim.assessment_id)
    if not claim.evidence.filter(pk=evidence.pk).exists():
        claim.evidence.add(evidence)
        _write(claim, {}, at=at, resets=True, by=by)
    return claim


@transaction.atomic
def unlink_claim_evidence(claim_id: int, evidence_id: int, *, by: User, at: datetime) -> BonusClaim:
    """Take it away again; it stays in the report."""
    claim = _held_by_unit(claim_id, by=by)
    _require_open(claim, at)
    if claim.evidence.filter(pk=evidence_id).exists():
        claim.evidence.remove(evidence_id)
        _write(claim, {}, at=at, resets=True, by=by)
    return claim


@transaction.atomic
def decide_claim(
    claim: BonusClaim,
    verdict: str,
    *,
    answer: RawAnswer = UNCHANGED,
    reason: str = "",
    version: int,
    by: User,
    at: datetime,
) -> BonusClaim:
    """认可, 部分认可 (with the answer that counts) or 不认可; the unit's result follows at once.

    A decision may be changed later, with a reason. Saying the same again changes nothing.
    """
    assessment = held_by_office(claim.assessment_id, by=by)
    claim = _locked(claim.pk, assessment)
    accepted = _accepted(claim, verdict, answer)
    fields = {"status": verdict, "accepted": accepted, "reason": reason}
    if claim.decided_by_id == by.pk and all(
        getattr(claim, name) == value for name, value in fields.items()
    ):
        return claim
    _require_decidable(claim)
    if claim.version != version:
        current = {"认定": verdict_in_words(claim), "申报": claim_in_words(claim)}
        typed = {"认定": f"{ClaimStatus(verdict).label} {reason}".strip()}
        raise Conflict("这项加分刚刚被改动，请核对后再认定。", current=current, typed=typed)
    if verdict != ClaimStatus.ACCEPTED or claim.is_decided:
        require_reason(reason, "部分认可、不认可或改变认定，须写明理由，单位会看到。")
    before = verdict_in_words(claim)
    _write(claim, {**fields, "decided_by": by, "decided_at": at}, at=at)
    after = {"code": claim.code, "verdict": verdict_in_words(claim), **follow_up(assessment)}
    record("claim.decide", on=assessment, by=by, at=at, before=before, after=after, note=reason)
    return claim


@transaction.atomic
def record_claim(
    claim: BonusClaim,
    *,
    answer: RawAnswer,
    statement: str,
    version: int,
    by: User,
    at: datetime,
) -> BonusClaim:
    """The office enters a bonus that the unit did not claim; it counts at once."""
    assessment = held_by_office(claim.assessment_id, by=by)
    claim = _locked(claim.pk, assessment)
    if claim.answer is not None and not claim.by_office:
        raise Conflict("单位已经申报了这项加分，请直接认定。")
    if claim.version != version:
        raise Conflict("这项加分刚刚被改动，请刷新后再登记。")
    cleaned = clean_answer(item_of_claim(claim), answer)
    if not isinstance(cleaned, Mapping):
        raise DomainError("请填写加分内容。", field="answer")
    require_reason(statement, "请写明加分的依据。", field="statement")
    fields = {"answer": cleaned, "accepted": cleaned, "statement": statement, "reason": ""}
    decided = {"status": ClaimStatus.ACCEPTED, "decided_by": by, "decided_at": at}
    _write(claim, {**fields, **decided, "by_office": True, "updated_by": by}, at=at)
    after = {"code": claim.code, "answer": cleaned, **follow_up(assessment)}
    record("claim.record", on=assessment, by=by, at=at, after=after, note=statement)
    return claim


def _held_by_unit(claim_id: int, *, by: User) -> BonusClaim:
    """The claim for its unit's reporter, held with its report; with its ranking too where the
    office has decided on it, as changing it may then move the unit's total."""
    standing = standing_of(by)
    seen = BonusClaim.objects.visible_to(by, standing).get(pk=claim_id)
    assessment = held(seen.assessment_id) if seen.is_decided else None
    reports = SelfReport.objects.filter(assessment=seen.assessment_id)
    report = locked_report(reports, reports.values_list("pk", flat=True).get())
    if Actor.REPORTER not in actors_of(by, standing, report.assessment):
        raise NotAllowed("加分由单位填报人申报，您没有这一权限。")
    claim = _locked(claim_id, assessment or report.assessment)
    if claim.is_decided and assessment is None:
        raise Conflict("县文明办刚刚认定了这项加分，请刷新后再改。")
    claim.assessment.report = report
    return claim


def _locked(claim_id: int, assessment: Any) -> BonusClaim:
    claim = BonusClaim.objects.select_for_update(of=("self",)).get(pk=claim_id)
    claim.assessment = assessment
    return claim


def _require_open(claim: BonusClaim, at: datetime) -> None:
    if claim.by_office:
        raise Conflict("这项加分由县文明办登记，单位不能改动。")
    require_open(claim.assessment.report, calendar_of(claim.assessment.cycle, at), at)


def _require_decidable(claim: BonusClaim) -> None:
    """The office decides on what was handed in, not on what is being typed."""
    if claim.answer is None:
        raise Conflict("单位没有申报这项加分。")
    report = SelfReport.objects.only("status").get(assessment=claim.assessment_id)
    if report.status in REPORT_EDITABLE and not claim.by_office:
        raise Conflict(f"自查报告{report.get_status_display()}，单位报送后再认定。")


def _accepted(claim: BonusClaim, verdict: str, answer: RawAnswer) -> Mapping[str, Any] | None:
    """What counts by this verdict."""
    if verdict == ClaimStatus.ACCEPTED:
        return claim.answer
    if verdict != ClaimStatus.PARTIAL:
        return None
    cleaned = clean_answer(item_of_claim(claim), answer)
    if not isinstance(cleaned, Mapping):
        raise DomainError("部分认可须填写认定的内容。", field="answer")
    if cleaned == claim.answer:
        raise DomainError("认定的内容与申报相同，请选“认可”，或改动认定的内容。", field="answer")
    return cleaned


def _write(
    claim: BonusClaim,
    fields: Mapping[str, object],
    *,
    at: datetime,
    resets: bool = False,
    by: User | None = None,
) -> None:
    """The guarded write. `resets` takes back what was decided, with an entry in the trail."""
    resets = resets and claim.is_decided
    changes = {**fields, **(UNDECIDED if resets else {}), "updated_at": at}
    still = BonusClaim.objects.filter(pk=claim.pk, version=claim.version)
    if not still.update(**changes, version=F("version") + 1):
        raise Conflict("这项加分刚刚被改动，请刷新后再办。")
    before = verdict_in_words(claim)
    counted = claim.status in COUNTED_CLAIMS
    claim.version += 1
    for name, value in changes.items():
        setattr(claim, name, value)
    if resets:
        moved = follow_up(claim.assessment) if counted else {}
        after = {"code": claim.code, "claim": claim_in_words(claim), **moved}
        record("claim.reset", on=claim.assessment, by=by, at=at, before=before, after=after)


def _stale(claim: BonusClaim, fields: Mapping[str, Any]) -> Conflict:
    """Both versions; the person decides."""
    who = f"{claim.updated_by.name} " if claim.updated_by else ""
    stored = {"answer": claim.answer, "statement": claim.statement}
    return Conflict(
        f"这项加分已由{who}在{cn_datetime(claim.updated_at)}改动",
        current=_in_words(claim, stored),
        typed=_in_words(claim, fields),
    )


def _in_words(claim: BonusClaim, fields: Mapping[str, Any]) -> dict[str, str]:
    words = {}
    if "answer" in fields:
        words["申报"] = claim_in_words(claim, fields["answer"])
    if "statement" in fields:
        words["申报说明"] = fields["statement"]
    return words
