"""What a unit counts as in a year: its titles and its 申报身份, and their correction."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessments import policies
from assessments.actions.extras import correct_applicant
from assessments.forms.extras import ApplicantForm
from assessments.models import Assessment
from assessments.results.applicants import statuses_of, titles_with_items
from assessments.roles import Actor, CycleStatus
from districts.requests import standing_for
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.http import UserRequest


@require_http_methods(["GET", "HEAD", "POST"])
def applicant(request: UserRequest, pk: int) -> HttpResponse:
    """Correct what enrolment wrote down, with the reason; report and result follow."""
    assessment = _find(request, pk)
    initial = {
        "exemptions": assessment.exemptions,
        "status": assessment.applicant_status,
        "version": assessment.version,
    }
    form = ApplicantForm(
        request.POST if request.method == "POST" else None,
        titles=titles_with_items(assessment),
        statuses=statuses_of(assessment.rubric.spec),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        given = {"exemptions": assessment.exemptions, "status": ""} | form.cleaned_data
        try:
            correct_applicant(assessment, by=request.user, at=timezone.now(), **given)
        except DomainError as refusal:
            if isinstance(refusal, NotAllowed | Conflict):
                raise
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, "已更正，自查报告和得分随之更新。")
            return redirect(assessment)
    context = {"assessment": assessment, "form": form}
    status = 422 if form.errors else 200
    return render(request, "assessments/applicant.html", context, status=status)


def _find(request: UserRequest, pk: int) -> Assessment:
    standing = standing_for(request)
    if not policies.can_see_cycles(standing):
        raise Http404
    rows = Assessment.objects.select_related("unit", "unit_type", "cycle", "rubric")
    assessment = get_object_or_404(rows.defer("breakdown"), pk=pk)
    if Actor.OFFICE not in policies.actors_of(request.user, standing, assessment):
        raise NotAllowed("免评事由和申报身份由县文明办更正，您没有这一权限。")
    if assessment.cycle.status == CycleStatus.ARCHIVED:
        raise Conflict(f"{assessment.cycle}已归档，不能再改。")
    return assessment
