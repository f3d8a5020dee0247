"""系列活动: the year's list, the story of one, and keeping them."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from districts.exports.culture import series_xlsx
from districts.forms.culture import SeriesForm
from districts.models import Activity, EventSeries
from districts.policies.culture import can_keep_culture
from districts.requests import standing_for
from districts.results.activities import activity_totals
from districts.results.culture import activities_in, series_rows, story_of
from districts.results.fieldwork import gallery_of, history_of
from districts.results.years import chosen_year
from districts.views.culture.common import FORM_METHODS, keep_record
from districts.views.fieldwork.common import find_record, for_participants, today, words_in
from wenming.http import UserRequest, attachment, render_page
from wenming.paging import page_of

BACK = "districts:event-series-list"


@require_safe
@for_participants
def event_series_list(request: UserRequest) -> HttpResponse:
    standing, words = standing_for(request), words_in(request)
    visible = EventSeries.objects.visible_to(request.user, standing)
    years = chosen_year(request.GET.get("year"), visible, today())
    rows = series_rows(request.user, standing, years.year, words)
    context = {
        "page": page_of(request, rows),
        "totals": activity_totals(activities_in(rows)),
        "years": years,
        "q": words,
        "can_keep": can_keep_culture(standing),
    }
    page = "districts/culture/series_list.html"
    return render_page(request, page, "districts/culture/_series_rows.html", context)


@require_safe
@for_participants
def event_series_export(request: UserRequest) -> HttpResponseBase:
    standing, day = standing_for(request), today()
    visible = EventSeries.objects.visible_to(request.user, standing)
    year = chosen_year(request.GET.get("year"), visible, day).year
    rows = series_rows(request.user, standing, year, words_in(request))
    totals = activity_totals(activities_in(rows))
    book = series_xlsx(rows.order_by("starts_on", "pk"), totals, year, day)
    return attachment(f"{year}年系列活动台账{day:%Y%m%d}.xlsx", book)


@require_http_methods(FORM_METHODS)
@for_participants
def event_series_create(request: UserRequest) -> HttpResponse:
    return keep_record(request, EventSeries, SeriesForm, may=can_keep_culture, back=BACK)


@require_safe
def event_series_detail(request: UserRequest, pk: int) -> HttpResponse:
    """What its confirmed activities say together, and those of them one may see."""
    row = find_record(request, EventSeries, pk, "township", "department", "unit")
    standing = standing_for(request)
    sessions = Activity.objects.visible_to(request.user, standing).filter(series=row)
    context = {
        "row": row,
        "story": story_of(row),
        "page": page_of(request, sessions.with_owner().order_by("held_on", "pk")),
        "can_keep": can_keep_culture(standing),
        "gallery": gallery_of(row, standing),
        "history": history_of(row),
    }
    return render(request, "districts/culture/series_detail.html", context)


@require_http_methods(FORM_METHODS)
def event_series_edit(request: UserRequest, pk: int) -> HttpResponse:
    row = find_record(request, EventSeries, pk, "township", "department", "unit")
    may = can_keep_culture
    return keep_record(request, EventSeries, SeriesForm, may=may, row=row, back=BACK)
