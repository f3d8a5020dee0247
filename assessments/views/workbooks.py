"""年度报表: what it holds, the button that makes it, and those that have been made."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessments import policies
from assessments.exports_annual import TITLE
from assessments.jobs.annual import WORKBOOK
from assessments.results.figures.pages import years_told
from districts.requests import standing_for
from wenming.http import UserRequest
from wenming.jobs.delivery import begin
from wenming.jobs.models import Job, JobState

MOST_SHOWN = 10


@require_http_methods(("GET", "HEAD", "POST"))
def annual_workbook(request: UserRequest, year: int) -> HttpResponse:
    """A POST has it made in the background; whoever may read it finds it here."""
    if not policies.can_see_figures(standing_for(request)):
        raise Http404
    if request.method == "POST":
        return begin(request, WORKBOOK, title=f"{year}年{TITLE}", params={"year": year})
    made = Job.objects.filter(kind=WORKBOOK, params__year=year).exclude(state=JobState.CANCELLED)
    context = {
        "year": year,
        "years": years_told(year, timezone.localdate()),
        "title": TITLE,
        "jobs": made.select_related("owner", "result").order_by("-pk")[:MOST_SHOWN],
    }
    return render(request, "assessments/figures/workbook.html", context)
