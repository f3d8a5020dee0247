"""表彰台账: what campaigns have awarded, by year, campaign and state."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from districts.exports.campaigns import awards_xlsx
from districts.models import Campaign, HonourState
from districts.requests import standing_for
from districts.results.campaigns import AwardFilters, award_rows, awards_with_states
from districts.results.years import YearChoice, chosen_year
from districts.views.fieldwork.common import for_participants, number_in, today, words_in
from wenming.http import UserRequest, attachment
from wenming.paging import page_of


@require_safe
@for_participants
def award_list(request: UserRequest) -> HttpResponse:
    standing, day = standing_for(request), today()
    years, filters = _asked(request)
    page = page_of(request, award_rows(request.user, standing, filters, day))
    campaigns = Campaign.objects.visible_to(request.user, standing).filter(year=years.year)
    context = {
        "page": page,
        "rows": awards_with_states(list(page.object_list), day),
        "filters": filters,
        "is_filtered": filters != AwardFilters(year=years.year),
        "years": years,
        "campaigns": list(campaigns.order_by("name").values_list("pk", "name")),
        "states": HonourState.choices,
    }
    return render(request, "districts/campaigns/award_list.html", context)


@require_safe
@for_participants
def award_export(request: UserRequest) -> HttpResponseBase:
    """The list as it is filtered now."""
    years, filters = _asked(request)
    rows = award_rows(request.user, standing_for(request), filters, today())
    book = awards_xlsx(awards_with_states(list(rows), today()), years.year, today())
    return attachment(f"{years.year}年创建评选表彰台账{today():%Y%m%d}.xlsx", book)


def _asked(request: UserRequest) -> tuple[YearChoice, AwardFilters]:
    visible = Campaign.objects.visible_to(request.user, standing_for(request))
    years = chosen_year(request.GET.get("year"), visible, today())
    state = request.GET.get("state", "")
    return years, AwardFilters(
        q=words_in(request),
        campaign=number_in(request, "campaign"),
        year=years.year,
        state=state if state in HonourState.values else "",
    )
