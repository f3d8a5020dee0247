"""一票否决 as a department confirms it: what waits for it, one finding, and its word."""

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments import policies
from assessments.actions import extras as actions
from assessments.forms.extras import VetoStepForm
from assessments.models import VetoFinding
from assessments.results.vetoes import FindingRow, finding_rows, with_staff
from assessments.roles import CycleStatus, VetoStatus
from assessments.workflow import VETO_STEPS
from districts.requests import standing_for
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.http import UserRequest
from wenming.paging import page_of


@require_safe
def veto_list(request: UserRequest) -> HttpResponse:
    """The findings that somebody sees, those that wait first."""
    findings = VetoFinding.objects.visible_to(request.user, standing_for(request))
    waiting_first = findings.exclude(status=VetoStatus.WITHDRAWN).order_by(
        F("decided_at").desc(nulls_first=True), "-recorded_at", "pk"
    )
    page = page_of(request, _joined(waiting_first))
    rows: Any = page.object_list
    context = {"page": page, "rows": finding_rows(rows)}
    return render(request, "assessments/veto_list.html", context)


@require_safe
def veto_detail(request: UserRequest, pk: int) -> HttpResponse:
    """One finding, whom it concerns, and the form for whoever decides."""
    return _page(request, _find(request, pk), VetoStepForm())


@require_POST
def veto_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    """The department's word, or the office's in its stead."""
    row = _find(request, pk)
    if verb not in VETO_STEPS:
        raise Http404
    step = VETO_STEPS[verb]
    form = VetoStepForm(request.POST, step=step)
    if form.is_valid():
        try:
            actions.advance_veto(
                row.finding, verb, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except (NotAllowed, Conflict):
            raise
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, f"已{step.label}。")
            return redirect(row.finding)
    return _page(request, row, form, verb=verb, status=422)


def _page(
    request: UserRequest, row: FindingRow, form: VetoStepForm, *, verb: str = "", status: int = 200
) -> HttpResponse:
    standing = standing_for(request)
    actors = policies.veto_actors(standing, row.finding, is_staffed=row.is_staffed)
    is_open = row.finding.assessment.cycle.status == CycleStatus.OPEN
    steps = {
        name: step
        for name, step in VETO_STEPS.items()
        if is_open and step.actor in actors and row.finding.status in step.sources
    }
    context = {
        "row": row,
        "finding": row.finding,
        "assessment": row.finding.assessment,
        "steps": steps,
        "form": form,
        "verb": verb,
        "sees_unit": standing.sees_whole_county,
    }
    return render(request, "assessments/veto_detail.html", context, status=status)


def _find(request: UserRequest, pk: int) -> FindingRow:
    visible = VetoFinding.objects.visible_to(request.user, standing_for(request))
    return finding_rows([get_object_or_404(_joined(visible), pk=pk)])[0]


def _joined(findings: Any) -> Any:
    people = ("assessment__unit", "assessment__unit_type", "assessment__cycle")
    joined = with_staff(findings).select_related(*people, "assessment__rubric")
    return joined.defer("assessment__breakdown")
