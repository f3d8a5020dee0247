"""One unit's years and its dossier, reached from its page in the register."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.results.dossier import dossier_of
from assessments.results.unit_years import years_of
from districts.models import Pairing, Unit
from districts.requests import standing_for
from districts.results.years import chosen_year
from wenming.http import UserRequest


@require_safe
def unit_history(request: UserRequest, pk: int) -> HttpResponse:
    """404 for whoever sees none of it; an empty page for office, leaders and the unit itself."""
    standing = standing_for(request)
    unit = get_object_or_404(Unit.objects.select_related("type"), pk=pk)
    years = years_of(unit, request.user, standing, timezone.now())
    if not years and not standing.sees_whole_county and unit.pk not in standing.unit_ids:
        raise Http404
    return render(request, "assessments/unit_history.html", {"unit": unit, "years": years})


@require_safe
def unit_dossier(request: UserRequest, pk: int) -> HttpResponse:
    """What a leader reads before a visit; office, leaders and the unit itself, 404 for others."""
    standing = standing_for(request)
    unit = get_object_or_404(Unit.objects.select_related("type", "township", "department"), pk=pk)
    if not standing.sees_whole_county and unit.pk not in standing.unit_ids:
        raise Http404
    now = timezone.now()
    visible = Pairing.objects.visible_to(request.user, standing).filter(unit=unit)
    years = chosen_year(request.GET.get("year"), visible, timezone.localdate(now))
    dossier = dossier_of(unit, years.year, request.user, standing, now)
    context = {"unit": unit, "years": years, "dossier": dossier, "today": timezone.localdate(now)}
    return render(request, "assessments/unit_dossier.html", context)
