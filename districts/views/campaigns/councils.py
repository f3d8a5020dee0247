"""道德评议会: the register, how many villages have one, keeping it."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from districts.exports.campaigns import councils_xlsx
from districts.forms.campaigns import CouncilForm
from districts.models import MoralCouncil
from districts.policies.campaigns import can_keep_councils, can_see_councils
from districts.requests import standing_for
from districts.results.councils import (
    CouncilFilters,
    council_coverage,
    council_rows,
    uncovered,
)
from districts.results.fieldwork import history_of
from districts.views.culture.common import FORM_METHODS, keep_record
from districts.views.fieldwork.common import (
    find_record,
    number_in,
    today,
    township_choices,
    words_in,
)
from wenming.http import UserRequest, attachment, render_page
from wenming.paging import page_of

BACK = "districts:council-list"


@require_safe
def council_list(request: UserRequest) -> HttpResponse:
    standing = standing_for(request)
    filters = _asked(request)
    context = {
        "page": page_of(request, council_rows(request.user, standing, filters)),
        "coverage": council_coverage(request.user, standing, today()),
        "uncovered": list(uncovered(request.user, standing)),
        "filters": filters,
        "is_filtered": filters != CouncilFilters(),
        "townships": township_choices(request),
        "can_keep": can_keep_councils(standing),
    }
    page = "districts/campaigns/council_list.html"
    return render_page(request, page, "districts/campaigns/_council_rows.html", context)


@require_safe
def council_export(request: UserRequest) -> HttpResponseBase:
    standing, day = standing_for(request), today()
    filters = _asked(request)
    rows = council_rows(request.user, standing, filters)
    book = councils_xlsx(rows, council_coverage(request.user, standing, day), day)
    return attachment(f"道德评议会台账{day:%Y%m%d}.xlsx", book)


@require_http_methods(FORM_METHODS)
def council_create(request: UserRequest) -> HttpResponse:
    _asked(request)
    return keep_record(request, MoralCouncil, CouncilForm, may=can_keep_councils, back=BACK)


@require_safe
def council_detail(request: UserRequest, pk: int) -> HttpResponse:
    row = find_record(request, MoralCouncil, pk, "village__township")
    may = can_keep_councils(standing_for(request), row)
    context = {"row": row, "can_keep": may, "history": history_of(row)}
    return render(request, "districts/campaigns/council_detail.html", context)


@require_http_methods(FORM_METHODS)
def council_edit(request: UserRequest, pk: int) -> HttpResponse:
    row = find_record(request, MoralCouncil, pk, "village__township")
    may = can_keep_councils
    return keep_record(request, MoralCouncil, CouncilForm, may=may, row=row, back=BACK)


def _asked(request: UserRequest) -> CouncilFilters:
    """404 for whoever has no villages to see."""
    if not can_see_councils(standing_for(request)):
        raise Http404
    return CouncilFilters(q=words_in(request), township=number_in(request, "township"))
