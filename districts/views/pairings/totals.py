"""What was given in a year: by kind in its own unit, by month, money own and won apart."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from districts.models import Contribution
from districts.requests import standing_for
from districts.results.pairings.sums import kind_totals
from districts.views.fieldwork.common import number_in, township_choices
from districts.views.pairings.common import for_concerned, pairing_years
from wenming.http import UserRequest


@require_safe
@for_concerned
def pairing_totals(request: UserRequest) -> HttpResponse:
    """Confirmed entries of everything that the person sees; each activity counts once."""
    standing, years = standing_for(request), pairing_years(request)
    township = number_in(request, "township")
    rows = Contribution.objects.visible_to(request.user, standing).filter(year=years.year)
    if township:
        rows = rows.filter(pairing__village__township=township)
    totals = kind_totals(rows)
    wanted = number_in(request, "kind")
    shown = next((total for total in totals if total.kind_id == wanted), None)
    context = {
        "totals": totals,
        "money": [total for total in totals if total.is_money],
        "things": [total for total in totals if not total.is_money],
        "shown": shown or (totals[0] if totals else None),
        "years": years,
        "filters": {"township": township},
        "townships": township_choices(request),
        "whole_county": standing.sees_whole_county,
    }
    return render(request, "districts/pairings/totals.html", context)
