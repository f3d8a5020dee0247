"""拟稿 → 审核 → 签发: by at least two people, and what is signed stays as it was signed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from django.db import transaction

from assessments.models import AnnualSummary, SummaryParagraph
from assessments.roles import SummaryStatus
from assessments.workflow import SUMMARY_STEPS
from districts.actions.steps import advance, locked
from districts.roles import Standing
from districts.workflow.steps import Actor
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import DomainError, NotAllowed
from wenming.files.storing import keep_made

# Makes the Word file of a version.
Write = Callable[[AnnualSummary], bytes]
NOT_ONESELF = "总结由拟稿人以外的同志审核和签发。"
OTHERS_ONLY = frozenset({"review", "sign"})


@transaction.atomic
def advance_summary(
    summary: AnnualSummary, verb: str, *, write: Write, by: User, at: datetime, note: str = ""
) -> AnnualSummary:
    """Take one step of SUMMARY_STEPS. Signing keeps the document that `write` makes."""
    summary = locked(summary)
    if verb in OTHERS_ONLY and summary.drafted_by_id == by.pk:
        raise NotAllowed(NOT_ONESELF)
    steps: Mapping[str, Mapping[str, Any]] = {
        "submit": {"drafted_by": by, "drafted_at": at},
        "review": {"reviewed_by": by, "reviewed_at": at},
        "return": {"reviewed_by": None, "reviewed_at": None},
    }
    sets = steps.get(verb, {})
    if verb == "sign" and summary.status == SummaryStatus.REVIEWED:
        sets = _signed(summary, write, by, at)
    return advance(
        summary,
        verb,
        steps=SUMMARY_STEPS,
        actors_of=_actors,
        by=by,
        at=at,
        note=note,
        guard=_require_settled if verb == "submit" else None,
        sets=sets,
    )


def _actors(standing: Standing, summary: AnnualSummary) -> frozenset[Actor]:
    return frozenset({Actor.OFFICE}) if standing.is_office else frozenset()


def _require_settled(summary: AnnualSummary) -> None:
    """Generated, and every edit weighed against what the records say now."""
    if summary.generated_at is None:
        raise DomainError("总结还没有生成，请先点“重新生成”。")
    waiting = [each for each in summary.paragraphs.all() if each.is_overtaken]
    if waiting:
        message = f"有 {len(waiting)} 段改稿之后数据又有变化，请先逐段选“采用新稿”或“保留改稿”。"
        raise DomainError(message)


def _signed(summary: AnnualSummary, write: Write, by: User, at: datetime) -> Mapping[str, Any]:
    summary.signed_by, summary.signed_at = by, at
    name = f"{summary.year}年度工作总结.docx"
    document = keep_made(BytesIO(write(summary)), name, by=by, at=at)
    texts = list(SummaryParagraph.objects.filter(summary=summary))
    after = {
        "document": document.sha256,
        "figures": {each["name"]: each["wording"] for each in summary.figures},
        "text": {each.key: each.text for each in texts},
    }
    record("annualsummary.freeze", on=summary, by=by, at=at, after=after)
    return {"document": document, "signed_by": by, "signed_at": at}
