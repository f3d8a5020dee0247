"""工作台: what waits for me, and how far the year is."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import policies
from assessments.models import Cycle
from assessments.results.desks import Seats, own_reports, past_results, seats_in, visits_of
from assessments.results.progress import in_all, progress_by_type
from assessments.results.years import chosen_cycle
from assessments.roles import PhaseKind
from assessments.todos import todos_for
from districts.requests import standing_for
from districts.roles import Standing
from wenming.http import UserRequest

LONG_LIST = 200


@require_safe
def workbench(request: UserRequest) -> HttpResponse:
    """One page for every role; a person with several roles sees the parts of each."""
    standing, at = standing_for(request), timezone.now()
    cycle, _ = chosen_cycle(None)
    seats = seats_in(cycle, request.user, standing)
    context: dict[str, Any] = {
        "cycle": cycle,
        "standing": standing,
        "todos": todos_for(request.user, standing, cycle, at, seats=seats),
        "greeting": greeting(at),
        "today": timezone.localdate(at),
    }
    if cycle is not None:
        context |= _year(request, cycle, standing, seats, at)
    return render(request, "assessments/workbench.html", context)


@require_safe
def todo_list(request: UserRequest) -> HttpResponse:
    """Everything that waits for me, not only the first of each kind."""
    standing, at = standing_for(request), timezone.now()
    cycle, _ = chosen_cycle(None)
    seats = seats_in(cycle, request.user, standing)
    todos = todos_for(request.user, standing, cycle, at, seats=seats, limit=LONG_LIST)
    return render(request, "assessments/todo_list.html", {"todos": todos, "cycle": cycle})


def _year(
    request: UserRequest, cycle: Cycle, standing: Standing, seats: Seats, at: datetime
) -> dict[str, Any]:
    """The year as each role needs it: the county's figures, one's own report, one's visits."""
    calendar = policies.calendar_of(cycle, at)
    context: dict[str, Any] = {"phase": _open_phase(calendar)}
    if standing.unit_ids:
        context["own"] = own_reports(calendar, cycle, standing)
        context["past"] = past_results(standing)
    context["visits"] = visits_of(cycle, request.user, standing, seats)
    if standing.sees_whole_county:
        rows = progress_by_type(cycle)
        context |= {"progress": rows, "all": in_all(rows)}
    return context


def _open_phase(calendar: policies.Calendar) -> dict[str, Any] | None:
    """The phase people talk about today: the one that is open and closes first."""
    phases = [calendar.phases[kind] for kind in PhaseKind if calendar.is_open(kind)]
    if not phases:
        return None
    phase = min(phases, key=lambda phase: phase.closes_at)
    days = (timezone.localdate(phase.closes_at) - timezone.localdate(calendar.at)).days
    return {"phase": phase, "days": days}


def greeting(at: datetime) -> str:
    hour = timezone.localtime(at).hour
    if hour < 6:
        return "您好"
    if hour < 12:
        return "上午好"
    return "下午好" if hour < 18 else "晚上好"
