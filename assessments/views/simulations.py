"""模拟: order one, read it, take it away as a workbook."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessments import policies
from assessments.actions.simulations import order_simulation, run_simulation
from assessments.forms.simulations import SimulationForm
from assessments.jobs.simulations import SIMULATE, TABLE
from assessments.models import Simulation
from assessments.results.simulation.shown import choices_of, picture_of, rows_of, statement
from assessments.roles import Filling
from assessments.views.cycles import for_county, for_office
from districts.requests import standing_for
from wenming.errors import Conflict
from wenming.http import UserRequest, posted
from wenming.jobs.delivery import begin, deliver
from wenming.paging import page_of

READ_OR_POST = ("GET", "HEAD", "POST")
UNITS_AT_ONCE = 200


@require_safe
@for_county
def simulation_list(request: UserRequest) -> HttpResponse:
    """All simulations, the newest first."""
    context = {
        "page": page_of(request, Simulation.objects.light()),
        "can_run": policies.can_run_cycles(standing_for(request)),
    }
    return render(request, "assessments/simulation_list.html", context)


@require_http_methods(READ_OR_POST)
@for_office
def simulation_create(request: UserRequest) -> HttpResponseBase:
    """Choose year, type, rubric and filling; up to 200 units are worked out at once."""
    form = SimulationForm(posted(request), initial={"filling": Filling.SHARE})
    if form.is_valid():
        given = form.cleaned_data
        simulation = order_simulation(
            given["cycle"],
            given["type"],
            given["rubric"],
            filling=Filling(given["filling"]),
            by=request.user,
            at=timezone.now(),
        )
        return _worked_out(request, simulation)
    asked = request.POST if form.is_bound else request.GET
    choices = choices_of(_year(form, asked.get("year", "")), asked.get("type", ""))
    context = {"form": form, "choices": choices, "fillings": Filling.choices}
    status = 422 if form.is_bound else 200
    return render(request, "assessments/simulation_create.html", context, status=status)


def _worked_out(request: UserRequest, simulation: Simulation) -> HttpResponse:
    scored = simulation.cycle.assessments.filter(
        unit_type=simulation.unit_type_id, total__isnull=False
    )
    if scored.count() > UNITS_AT_ONCE:
        return begin(request, SIMULATE, title=f"{simulation}", params={"simulation": simulation.pk})
    run_simulation(simulation, at=timezone.now())
    return redirect(simulation)


@require_safe
@for_county
def simulation_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Who moves and why, most moved first; the averages by head; what could not be compared."""
    simulation = _simulation(pk)
    page = page_of(request, rows_of(simulation))
    context: dict[str, Any] = {
        "simulation": simulation,
        "statement": statement(simulation),
        "page": page,
        "picture": picture_of(list(page)),
        "can_run": policies.can_run_cycles(standing_for(request)),
    }
    return render(request, "assessments/simulation_detail.html", context)


@require_http_methods(READ_OR_POST)
@for_county
def simulation_table(request: UserRequest, pk: int) -> HttpResponseBase:
    """The whole simulation as a workbook."""
    simulation = _simulation(pk)
    if not simulation.is_finished:
        raise Conflict("这次模拟还没有算完，完成后才能导出。")
    return deliver(
        request,
        TABLE,
        rows=simulation.units,
        title=f"{simulation}结果",
        params={"simulation": simulation.pk},
    )


def _simulation(pk: int) -> Simulation:
    rows = Simulation.objects.select_related("cycle", "unit_type", "made_by", "rubric")
    return get_object_or_404(rows.defer("document", "rubric__frozen"), pk=pk)


def _year(form: SimulationForm, asked: str) -> str:
    """The chosen year: a refused form keeps it."""
    cycle = form.cleaned_data.get("cycle") if form.is_bound else None
    return str(cycle.year) if cycle else asked
