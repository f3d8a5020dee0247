"""驾驶舱: the year at a glance, for leaders and the office; also on a big screen."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import policies
from assessments.results.cockpit.page import cockpit_of
from assessments.results.cockpit.years import cockpit_year
from districts.requests import standing_for
from wenming.http import UserRequest, render_page
from wenming.snapshots import one_snapshot


@require_safe
def cockpit(request: UserRequest) -> HttpResponse:
    """`?screen=1` shows it without menu, dark, and draws it anew every few minutes."""
    if not policies.can_see_figures(standing_for(request)):
        raise Http404
    now = timezone.now()
    with one_snapshot():
        year = cockpit_year(request.GET.get("year"), timezone.localdate(now))
        cockpit = cockpit_of(year, request.GET.get("type"), timezone.localdate(now))
    context = {
        "year": year,
        "cockpit": cockpit,
        "is_screen": request.GET.get("screen") == "1",
        "now": now,
    }
    return render_page(request, "assessments/cockpit.html", "assessments/_cockpit.html", context)
