"""The trail for those who may read it, and the log of who signed in."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from districts import exports, results
from districts.labels import target_labels, verb_labels
from districts.policies import can_manage_accounts, can_read_trail
from districts.requests import standing_for
from districts.results import TrailFilters
from districts.roles import Standing
from districts.views.registers import number_of
from wenming.accounts.models import User
from wenming.dates import parse_date
from wenming.errors import DomainError
from wenming.http import UserRequest, attachment, render_page
from wenming.paging import page_of

MOST_EXPORTED = 5000


@require_safe
def trail(request: UserRequest) -> HttpResponse:
    """The trail, newest first, by person, verb, object and date."""
    filters = _filters(request)
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


@require_safe
def trail_export(request: UserRequest) -> HttpResponseBase:
    """The filtered trail as a workbook: at most the newest 5,000 entries, and it says so."""
    rows = results.trail_rows(request.user, _reader(request), _filters(request))
    book = exports.trail_xlsx(rows[:MOST_EXPORTED], is_cut=rows.count() > MOST_EXPORTED)
    return attachment(f"操作记录{timezone.localdate():%Y%m%d}.xlsx", book)


@require_safe
def signin_log(request: UserRequest) -> HttpResponse:
    """Who signed in and out, and which names are locked out now."""
    if not can_manage_accounts(standing_for(request)):
        raise Http404
    q = request.GET.get("q", "").replace("\0", "").strip()[:50]
    context = {
        "page": page_of(request, results.signin_rows(q)),
        "q": q,
        "locked": results.locked_attempts(timezone.now()),
    }
    return render_page(request, "districts/signin_log.html", "districts/_signin_rows.html", context)


def _reader(request: UserRequest) -> Standing:
    standing = standing_for(request)
    if not can_read_trail(standing):
        raise Http404
    return standing


def _filters(request: HttpRequest) -> TrailFilters:
    """What of the address means something; the rest is left out."""
    given = request.GET
    verb, target = given.get("verb", ""), given.get("object", "")
    return TrailFilters(
        person=number_of(given.get("person")),
        verb=verb if verb in verb_labels() else "",
        object=target if target in target_labels() else "",
        since=_day(given.get("since")),
        until=_day(given.get("until")),
        q=given.get("q", "").replace("\0", "").strip()[:50],
    )


def _day(text: str | None) -> date | None:
    try:
        return parse_date(text) if text else None
    except DomainError:
        return None
