"""The trail for those who may read it, and the log of who signed in."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from districts import results
from districts.forms.filters import named_filters, trail_filters
from districts.jobs.trail import TRAIL
from districts.labels import target_labels, verb_labels
from districts.policies import can_manage_accounts, can_read_trail
from districts.requests import standing_for
from districts.results import TrailFilters
from districts.results.administration import failure_rows
from districts.roles import Standing
from wenming.accounts.models import User
from wenming.http import UserRequest, render_page
from wenming.jobs.delivery import deliver
from wenming.paging import page_of


@require_safe
def trail(request: UserRequest) -> HttpResponse:
    """The trail, newest first, by person, verb, object and date."""
    filters = trail_filters(request.GET.dict())
    rows = results.trail_rows(request.user, _reader(request), filters)
    context = {
        "page": page_of(request, rows),
        "filters": filters,
        "is_filtered": filters != TrailFilters(),
        "people": User.objects.order_by("name", "pk").only("name", "username"),
        "verbs": sorted(verb_labels().items(), key=lambda pair: pair[1]),
        "targets": target_labels().items(),
    }
    return render_page(request, "districts/trail.html", "districts/_trail_rows.html", context)


@require_http_methods(("GET", "HEAD", "POST"))
def trail_export(request: UserRequest) -> HttpResponseBase:
    """The filtered trail as a workbook: at most the newest 50,000 entries, and it says so."""
    given = request.GET.dict()
    rows = results.trail_rows(request.user, _reader(request), trail_filters(given))
    return deliver(
        request,
        TRAIL,
        rows=rows.count(),
        title="操作记录",
        params={"filters": named_filters(given)},
    )


@require_safe
def signin_log(request: UserRequest) -> HttpResponse:
    """Who signed in and out, and which names are locked out now."""
    if not can_manage_accounts(standing_for(request)):
        raise Http404
    q = request.GET.get("q", "").replace("\0", "").strip()[:50]
    shows_failures = request.GET.get("show") == "failures"
    rows = failure_rows(q) if shows_failures else results.signin_rows(q)
    context = {
        "page": page_of(request, rows),
        "shows_failures": shows_failures,
        "q": q,
        "locked": results.locked_attempts(timezone.now()),
    }
    return render_page(request, "districts/signin_log.html", "districts/_signin_rows.html", context)


def _reader(request: UserRequest) -> Standing:
    standing = standing_for(request)
    if not can_read_trail(standing):
        raise Http404
    return standing
