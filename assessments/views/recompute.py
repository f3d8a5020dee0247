"""重新核算 of a year: compare, look, then write with a reason. Both run in the background."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from assessments.forms.recompute import RecomputeForm
from assessments.models import Cycle
from assessments.results.recomputing import CHECK, WRITE, recomputing_of
from assessments.views.cycles import for_office
from wenming.http import UserRequest, posted
from wenming.jobs.delivery import begin


@require_http_methods(("GET", "HEAD", "POST"))
@for_office
def cycle_recompute(request: UserRequest, pk: int) -> HttpResponseBase:
    """What the last check found; a POST with a reason writes."""
    cycle = get_object_or_404(Cycle, pk=pk)
    form = RecomputeForm(posted(request))
    if form.is_valid():
        params = {"cycle": cycle.pk, "reason": form.cleaned_data["reason"]}
        return begin(request, WRITE, title=f"{cycle}：重新核算", params=params)
    context = {"cycle": cycle, "form": form, "state": recomputing_of(cycle.pk)}
    status = 422 if form.is_bound else 200
    return render(request, "assessments/cycle_recompute.html", context, status=status)


@require_POST
@for_office
def cycle_recheck(request: UserRequest, pk: int) -> HttpResponse:
    """Compare every stored result with what its answers make; changes nothing."""
    cycle = get_object_or_404(Cycle, pk=pk)
    return begin(request, CHECK, title=f"{cycle}：核对得分", params={"cycle": cycle.pk})
