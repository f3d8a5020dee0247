"""The year's districts, the ledger, the office's list of the year."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from districts.actions.areas.proposals import plan_list
from districts.exports.areas import areas_xlsx
from districts.models import District, DistrictProject
from districts.policies.areas import can_propose, can_see_areas
from districts.requests import standing_for
from districts.results.areas.lists import (
    SCOPES,
    AreaFilters,
    area_figures,
    area_rows,
    to_plan,
    township_grid,
)
from districts.results.areas.maps import county_picture
from districts.results.areas.projects import project_totals, sums_of
from districts.results.years import YearChoice, chosen_year
from districts.roles import Standing
from districts.views.fieldwork.common import today, township_choices
from districts.workflow.areas import AreaStatus, Tier
from wenming.errors import DomainError, NotAllowed
from wenming.http import UserRequest, attachment, render_page
from wenming.paging import page_of

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
def area_list(request: UserRequest) -> HttpResponse:
    """The districts that the person sees, with the year's two counts above."""
    standing, years, filters = asked(request)
    visible = District.objects.visible_to(request.user, standing)
    page = page_of(request, area_rows(request.user, standing, filters, today()), is_wide=True)
    grid = township_grid(visible, years.year, today())
    built = DistrictProject.objects.visible_to(request.user, standing).filter(year=years.year)
    totals = project_totals(built)
    has_map = standing.sees_whole_county
    context = {
        "page": page,
        "filters": filters,
        "years": years,
        "figures": area_figures(visible, years.year, today()),
        "totals": totals,
        "sums": sums_of(totals),
        "grid": grid,
        "picture": county_picture(grid, request.GET.get("map", "")) if has_map else None,
        "scopes": SCOPES.items(),
        "statuses": AreaStatus.choices,
        "tiers": Tier.choices,
        "townships": township_choices(request),
        "may_propose": can_propose(standing),
        "may_plan": standing.is_office,
    }
    return render_page(
        request, "districts/areas/area_list.html", "districts/areas/_area_table.html", context
    )


@require_safe
def area_export(request: UserRequest) -> HttpResponseBase:
    """The list as it is filtered now."""
    standing, years, filters = asked(request)
    rows = area_rows(request.user, standing, filters, today()).prefetch_related("villages")
    return attachment(f"{years.year}年文明片区台账.xlsx", areas_xlsx(rows, years.year))


@require_http_methods(FORM_METHODS)
def area_plan(request: UserRequest) -> HttpResponse:
    """The year's list: the office ticks reviewed districts and plans them together."""
    standing, years, _ = asked(request)
    if not standing.is_office:
        raise NotAllowed("年度计划由县文明办编制。")
    rows, error = to_plan(years.year), ""
    if request.method == "POST":
        chosen = rows.filter(pk__in=[each for each in request.POST.getlist("area") if _is_id(each)])
        try:
            count = plan_list(chosen, by=request.user, at=timezone.now())
        except DomainError as refusal:
            if refusal.status != DomainError.status:
                raise
            error = refusal.message
        else:
            messages.success(request, f"已列入 {years.year} 年计划：{count} 个片区。")
            return redirect(f"{reverse('districts:area-list')}?year={years.year}")
    visible = District.objects.visible_to(request.user, standing)
    context = {
        "rows": rows,
        "years": years,
        "figures": area_figures(visible, years.year, today()),
        "error": error,
    }
    status = 422 if error else 200
    return render(request, "districts/areas/area_plan.html", context, status=status)


def asked(request: UserRequest) -> tuple[Standing, YearChoice, AreaFilters]:
    """Who asks, for which year, narrowed how. 404 for whoever has no districts."""
    standing = standing_for(request)
    if not can_see_areas(standing):
        raise Http404
    visible = District.objects.visible_to(request.user, standing)
    years = chosen_year(request.GET.get("year"), visible, today())
    return standing, years, AreaFilters.read(request.GET.dict(), years.year)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
