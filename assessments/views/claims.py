"""加分申报: the page on which a unit claims its bonuses, item by item like its self-check."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from assessments.actions import extras as actions
from assessments.forms.answers import NOTHING_TYPED, Typed, answer_input
from assessments.forms.extras import LONGEST_STATEMENT, read_claim
from assessments.models import BonusClaim, Evidence, SelfReport
from assessments.policies import actors_of, calendar_of, can_edit_report
from assessments.results.answers import mark_in_words
from assessments.results.claims import ClaimRow, claims_of, item_of_claim
from assessments.results.gates import gate_of
from assessments.roles import Actor
from assessments.scoring import plain
from assessments.views.reports import SaveKeys, find_report, saved_parts
from districts.requests import standing_for
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.http import UserRequest, is_htmx


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """One bonus as the unit fills it in."""

    row: ClaimRow
    can_edit: bool
    answer: SafeString
    statement: str
    error: str = ""
    conflict: Conflict | None = None


@require_safe
def report_claims(request: UserRequest, pk: int) -> HttpResponse:
    """What the unit claims, and what became of it. Everybody who sees the report sees this."""
    return _page(request, find_report(request, pk))


@require_POST
def claim_save(request: UserRequest, pk: int) -> HttpResponse:
    """Save one claim as it is typed."""
    try:
        claim = actions.save_claim(
            pk, **read_claim(request.POST), by=request.user, at=timezone.now()
        )
    except BonusClaim.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed:
        raise
    except DomainError as refusal:
        return _refused(request, pk, refusal)
    if is_htmx(request):
        return saved_parts("assessments/_claim_saved.html", _made(claim))
    messages.success(request, "已保存。")
    return redirect(_place(claim))


@require_POST
def claim_evidence(request: UserRequest, pk: int) -> HttpResponse:
    """Put something that the report has behind a claim."""
    return _move_evidence(request, pk, actions.link_claim_evidence)


@require_POST
def claim_unlink(request: UserRequest, pk: int) -> HttpResponse:
    """Take it away from the claim."""
    return _move_evidence(request, pk, actions.unlink_claim_evidence)


def _move_evidence(request: UserRequest, pk: int, act: Any) -> HttpResponse:
    chosen = request.POST.get("evidence", "")
    number = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0
    try:
        claim = act(pk, number, by=request.user, at=timezone.now())
    except (BonusClaim.DoesNotExist, Evidence.DoesNotExist) as error:
        raise Http404 from error
    return redirect(_place(claim))


def _page(
    request: UserRequest,
    report: SelfReport,
    *,
    status: int = 200,
    refused: tuple[int, DomainError] | None = None,
) -> HttpResponse:
    """The page; `refused` is a claim with what was wrong with it, shown where it was typed."""
    actors = actors_of(request.user, standing_for(request), report.assessment)
    calendar = calendar_of(report.assessment.cycle, timezone.now())
    can_edit = can_edit_report(actors, report, calendar)
    claims = claims_of(report.assessment)
    files = list(report.assessment.evidence.all()) if can_edit else []
    context = {
        "report": report,
        "assessment": report.assessment,
        "claims": claims,
        "cards": [_card(request, row, can_edit, refused) for row in claims.rows],
        "files": files,
        "can_edit": can_edit,
        "gate": gate_of(report),
        "longest_statement": LONGEST_STATEMENT,
        "save_keys": SaveKeys(),
        "is_reporter": Actor.REPORTER in actors,
    }
    return render(request, "assessments/report_claims.html", context, status=status)


def _card(
    request: UserRequest, row: ClaimRow, can_edit: bool, refused: tuple[int, DomainError] | None
) -> ClaimCard:
    refusal = refused[1] if refused and refused[0] == row.claim.pk else None
    typed = Typed(request.POST) if refusal else NOTHING_TYPED
    can_edit = can_edit and not row.claim.by_office
    wrong = refusal.message if refusal and not isinstance(refusal, Conflict) else ""
    answer = answer_input(
        row.item,
        row.claim.answer,
        key=row.key,
        typed=typed,
        disabled=not can_edit,
        error=wrong,
    )
    return ClaimCard(
        row=row,
        can_edit=can_edit,
        answer=answer.html,
        statement=typed.text("statement", row.claim.statement),
        error=refusal.message if refusal else "",
        conflict=refusal if isinstance(refusal, Conflict) and refusal.current else None,
    )


def _refused(request: UserRequest, pk: int, refusal: DomainError) -> HttpResponse:
    """The refusal at its field, with everything typed; both versions where there are two."""
    visible = BonusClaim.objects.visible_to(request.user, standing_for(request))
    claim = get_object_or_404(visible.select_related("assessment__report"), pk=pk)
    report = claim.assessment.report
    if not is_htmx(request):
        full = find_report(request, report.pk)
        return _page(request, full, status=refusal.status, refused=(pk, refusal))
    context = {
        "key": f"c{pk}",
        "error": refusal.message,
        "conflict": refusal if isinstance(refusal, Conflict) and refusal.current else None,
        "version": claim.version,
        "page": reverse("assessments:report-claims", args=[report.pk]),
    }
    return saved_parts("assessments/_save_refused.html", context, status=refusal.status)


def _made(claim: BonusClaim) -> dict[str, Any]:
    item = item_of_claim(claim)
    points, how = mark_in_words(item, claim.answer)
    return {
        "key": f"c{claim.pk}",
        "mark": claim,
        "points": points,
        "how": how,
        "full": plain(item.points),
    }


def _place(claim: BonusClaim) -> str:
    report = claim.assessment.report.pk
    return f"{reverse('assessments:report-claims', args=[report])}#c{claim.pk}"
