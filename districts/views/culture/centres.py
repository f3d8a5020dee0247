"""社区文化活动中心: the list, one centre with its facilities, and keeping them."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.actions.centres import set_facilities
from districts.exports.facilities import centres_xlsx
from districts.forms.facilities import CentreForm, FacilitiesForm
from districts.models import CommunityCentre
from districts.policies.culture import can_keep_centre
from districts.requests import standing_for
from districts.results.centres import (
    STATES,
    CentreFilters,
    centre_rows,
    centre_totals,
    centre_years,
    facilities_asked,
    facilities_of,
)
from districts.results.fieldwork import gallery_of, history_of
from districts.views.culture.common import FORM_METHODS, keep_record
from districts.views.fieldwork.common import (
    answer_form,
    find_record,
    for_participants,
    number_in,
    today,
    township_choices,
    words_in,
)
from wenming.http import UserRequest, attachment, render_page
from wenming.paging import page_of

BACK = "districts:centre-list"


@require_safe
@for_participants
def centre_list(request: UserRequest) -> HttpResponse:
    standing, filters = standing_for(request), _filters(request)
    asked = len(facilities_asked())
    rows = centre_rows(request.user, standing, filters, asked)
    context = {
        "page": page_of(request, rows),
        "asked": asked,
        "totals": centre_totals(rows, asked),
        "filters": filters,
        "is_filtered": filters != CentreFilters(),
        "states": STATES,
        "years": [(year, f"{year}年") for year in centre_years(request.user, standing)],
        "townships": township_choices(request),
        "can_keep": can_keep_centre(standing),
    }
    page = "districts/culture/centre_list.html"
    return render_page(request, page, "districts/culture/_centre_rows.html", context)


@require_safe
@for_participants
def centre_export(request: UserRequest) -> HttpResponseBase:
    """The list as it is filtered now, as the office's ledger."""
    asked, day = facilities_asked(), today()
    rows = centre_rows(request.user, standing_for(request), _filters(request), len(asked))
    book = centres_xlsx(rows.prefetch_related("facilities"), asked, day)
    return attachment(f"社区文化活动中心台账{day:%Y%m%d}.xlsx", book)


@require_http_methods(FORM_METHODS)
@for_participants
def centre_create(request: UserRequest) -> HttpResponse:
    return keep_record(request, CommunityCentre, CentreForm, may=can_keep_centre, back=BACK)


@require_safe
def centre_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, find_record(request, CommunityCentre, pk, "township"))


@require_http_methods(FORM_METHODS)
def centre_edit(request: UserRequest, pk: int) -> HttpResponse:
    row = find_record(request, CommunityCentre, pk, "township")
    may = can_keep_centre
    return keep_record(request, CommunityCentre, CentreForm, may=may, row=row, back=BACK)


@require_POST
def centre_facilities(request: UserRequest, pk: int) -> HttpResponse:
    """Tick what the centre has."""
    row = find_record(request, CommunityCentre, pk, "township")
    form = FacilitiesForm(request.POST, lines=facilities_of(row))

    def act() -> CommunityCentre:
        version = form.cleaned_data["version"]
        who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        return set_facilities(row, form.notes, version=version, **who)

    def again() -> HttpResponse:
        return _page(request, row, form=form)

    return answer_form(request, form, act, done="设施已登记。", again=again)


def _page(
    request: UserRequest, row: CommunityCentre, *, form: FacilitiesForm | None = None
) -> HttpResponse:
    standing, lines = standing_for(request), facilities_of(row)
    context = {
        "row": row,
        "lines": lines,
        "has": len([has for _, has in lines if has]),
        "form": form or FacilitiesForm(lines=lines, initial={"version": row.version}),
        "can_keep": can_keep_centre(standing, row),
        "gallery": gallery_of(row, standing),
        "history": history_of(row),
    }
    status = 422 if form else 200
    return render(request, "districts/culture/centre_detail.html", context, status=status)


def _filters(request: UserRequest) -> CentreFilters:
    state = request.GET.get("state", "")
    return CentreFilters(
        q=words_in(request),
        state=state if state in dict(STATES) else "",
        township=number_in(request, "township"),
        year=number_in(request, "year", most=9999),
    )
