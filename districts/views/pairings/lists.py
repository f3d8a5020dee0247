"""The year's pairings as a list, and its 台账."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from districts.exports.pairings import pairings_xlsx
from districts.models import Pairing, UnitType
from districts.policies.pairings import can_keep_pairings
from districts.requests import standing_for
from districts.results.pairings.lists import (
    WARNINGS,
    PairingFilters,
    pairing_figures,
    pairing_rows,
    told,
)
from districts.views.fieldwork.common import number_in, today, township_choices, words_in
from districts.views.pairings.common import for_concerned, pairing_years, word_in
from wenming.http import UserRequest, attachment, render_page
from wenming.paging import page_of


@require_safe
@for_concerned
def pairing_list(request: UserRequest) -> HttpResponse:
    """Who helps whom this year, what was given, and who has gone silent."""
    standing, day = standing_for(request), today()
    years = pairing_years(request)
    types = list(UnitType.objects.order_by("position").values_list("code", "name"))
    filters = _filters(request, years.year, dict(types))
    page = page_of(request, pairing_rows(request.user, standing, filters, day))
    visible = Pairing.objects.visible_to(request.user, standing).of_year(years.year)
    context = {
        "page": page,
        "rows": told(page.object_list, day),
        "figures": pairing_figures(visible, day),
        "filters": filters,
        "is_filtered": filters != PairingFilters(years.year),
        "years": years,
        "types": types,
        "warnings": WARNINGS.items(),
        "townships": township_choices(request),
        "can_keep": can_keep_pairings(standing),
        "is_current": years.year == day.year,
    }
    return render_page(
        request,
        "districts/pairings/pairing_list.html",
        "districts/pairings/_pairing_rows.html",
        context,
    )


@require_safe
@for_concerned
def pairing_export(request: UserRequest) -> HttpResponseBase:
    """The list as it is filtered now, as a ledger to print."""
    standing, day = standing_for(request), today()
    year = pairing_years(request).year
    types = dict(UnitType.objects.values_list("code", "name"))
    rows = pairing_rows(request.user, standing, _filters(request, year, types), day)
    book = pairings_xlsx(told(rows, day), year, day)
    return attachment(f"{year}年结对共建台账{day:%Y%m%d}.xlsx", book)


def _filters(request: UserRequest, year: int, types: dict[str, str]) -> PairingFilters:
    return PairingFilters(
        year=year,
        q=words_in(request),
        township=number_in(request, "township"),
        type=word_in(request, "type", types),
        village=number_in(request, "village"),
        warning=word_in(request, "warning", WARNINGS),
    )
