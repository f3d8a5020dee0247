"""The years: the list, one year's control room, its dates, and who takes part."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import policies
from assessments.actions import cycles as actions
from assessments.forms.cycles import (
    CycleForm,
    EnrolForm,
    ExtensionForm,
    PhaseForm,
    SettingsForm,
    StepForm,
    cycle_initial,
    settings_initial,
    statuses_in,
)
from assessments.models import Assessment, Cycle, Phase
from assessments.results import cycles as results
from assessments.results.applicants import candidates_with, day_of_snapshot
from assessments.results.marking import progress_of_bodies
from assessments.roles import OPTIONAL_PHASES, CycleStatus, PhaseKind
from assessments.workflow import CYCLE_STEPS
from districts.models import UnitType
from districts.requests import standing_for
from wenming.errors import Conflict, NotAllowed
from wenming.http import UserRequest, posted, render_page
from wenming.paging import page_of

View = Callable[..., HttpResponseBase]
READ_OR_POST = ("GET", "HEAD", "POST")
MOST_WORDS = 50


def for_county(view: View) -> View:
    """404 for whoever does not see the whole county; the office alone changes anything."""

    @wraps(view)
    def answer(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policies.can_see_cycles(standing_for(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return answer


def for_office(view: View) -> View:
    """404 for whoever does not see years, 403 for those who only read them."""

    @wraps(view)
    def answer(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policies.can_run_cycles(standing_for(request)):
            raise NotAllowed("年度考核由县文明办组织，您可以查看，不能修改。")
        return view(request, *args, **kwargs)

    return for_county(answer)


@require_safe
@for_county
def cycle_list(request: UserRequest) -> HttpResponse:
    """All years, the newest first."""
    context = {
        "rows": results.cycle_rows(timezone.now()),
        "can_run": policies.can_run_cycles(standing_for(request)),
    }
    return render(request, "assessments/cycle_list.html", context)


@require_http_methods(READ_OR_POST)
@for_office
def cycle_create(request: UserRequest) -> HttpResponse:
    """A new year, with dates proposed from the last."""
    latest = Cycle.objects.first()
    year = max(latest.year + 1 if latest else 0, timezone.localdate().year)
    initial = cycle_initial(year, results.proposed_phases(year))
    form = CycleForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        cycle = actions.create_cycle(
            year=form.cleaned_data["year"],
            phases=form.phases,
            by=request.user,
            at=timezone.now(),
            **form.settings,
        )
        messages.success(request, f"已建立{cycle}。下一步：纳入参评单位。")
        return redirect(cycle)
    return _form_page(request, "assessments/cycle_create.html", form)


@require_safe
@for_county
def cycle_detail(request: UserRequest, pk: int) -> HttpResponse:
    """The control room of one year."""
    return _control_room(request, _cycle(pk), StepForm())


@require_POST
@for_office
def cycle_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    """Open or archive the year."""
    cycle = _cycle(pk)
    if verb not in CYCLE_STEPS:
        raise Http404
    form = StepForm(request.POST)
    if not form.is_valid():
        return _control_room(request, cycle, form, status=422)
    note = form.cleaned_data["note"]
    actions.advance_cycle(cycle, verb, by=request.user, at=timezone.now(), note=note)
    messages.success(request, f"{cycle}已{CYCLE_STEPS[verb].label}。")
    return redirect(cycle)


@require_http_methods(READ_OR_POST)
@for_office
def cycle_settings(request: UserRequest, pk: int) -> HttpResponse:
    """Name, how scores combine, when a spread must be explained."""
    cycle = _changeable(_cycle(pk))
    form = SettingsForm(posted(request), initial=settings_initial(cycle))
    version = request.POST.get("version", "")
    if request.method == "POST" and form.is_valid():
        number = int(version) if version.isdecimal() and len(version) < 10 else 0
        actions.update_cycle(
            cycle, version=number, by=request.user, at=timezone.now(), **form.settings
        )
        messages.success(request, "设置已保存。")
        return redirect(cycle)
    context = {"cycle": cycle, "version": version or cycle.version}
    return _form_page(request, "assessments/cycle_settings.html", form, context)


@require_http_methods(READ_OR_POST)
@for_office
def phase_move(request: UserRequest, pk: int) -> HttpResponse:
    """Other dates for one phase, with the reason why."""
    phase = get_object_or_404(Phase.objects.select_related("cycle"), pk=pk)
    cycle = _changeable(phase.cycle)
    initial = {
        "opens_at": phase.opens_at,
        "closes_at": phase.closes_at,
        "version": cycle.version,
    }
    form = PhaseForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.move_phase(phase, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, f"{phase}的时间已调整。")
        return redirect(cycle)
    context = {"cycle": cycle, "phase": phase}
    return _form_page(request, "assessments/cycle_phase.html", form, context)


@require_http_methods(READ_OR_POST)
@for_office
def phase_add(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    """A phase that the year was set up without, with the reason why."""
    cycle = _changeable(_cycle(pk))
    if kind not in OPTIONAL_PHASES:
        raise Http404
    opens, closes = results.proposed_phase(cycle.year, PhaseKind(kind))
    initial = {"opens_at": opens, "closes_at": closes, "version": cycle.version}
    form = PhaseForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        phase = actions.add_phase(
            cycle, PhaseKind(kind), by=request.user, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, f"已增设{phase}。")
        return redirect(cycle)
    context = {"cycle": cycle, "phase": PhaseKind(kind).label}
    return _form_page(request, "assessments/cycle_phase_add.html", form, context)


@require_safe
@for_county
def cycle_units(request: UserRequest, pk: int) -> HttpResponse:
    """Who takes part, with each unit's rubric version and own deadline."""
    cycle = _cycle(pk)
    words, code = _filters(request)
    rows = results.participants(cycle, words, code)
    context = {
        **_list_context(request, cycle, words, code),
        "page": page_of(request, rows),
        "can_change": _can_change(request, cycle),
    }
    return render_page(
        request, "assessments/cycle_units.html", "assessments/_cycle_units.html", context
    )


@require_http_methods(READ_OR_POST)
@for_office
def cycle_enrol(request: UserRequest, pk: int) -> HttpResponse:
    """The units that could take part; chosen ones are enrolled."""
    cycle = _changeable(_cycle(pk))
    form = EnrolForm(posted(request))
    if request.method == "POST" and form.is_valid():
        statuses = statuses_in(request.POST)
        units = form.chosen()
        made = actions.enrol(cycle, units, statuses=statuses, by=request.user, at=timezone.now())
        messages.success(request, f"已纳入 {len(made)} 家单位。")
        return redirect("assessments:cycle-enrol", cycle.pk)
    context = {
        **_enrolling(request, cycle),
        "form": form,
        "ticked": request.POST.getlist("units"),
    }
    status = 422 if request.method == "POST" else 200
    page, part = "assessments/cycle_enrol.html", "assessments/_cycle_candidates.html"
    return render_page(request, page, part, context, status=status)


def _enrolling(request: UserRequest, cycle: Cycle) -> dict[str, Any]:
    """Who could take part, and what each would count as."""
    words, code = _filters(request)
    page = page_of(request, results.candidates(cycle, words, code))
    units: Any = page.object_list
    rubrics = results.rubrics_by_type(cycle)
    day = day_of_snapshot(cycle.year, timezone.localdate())
    typed = statuses_in(request.POST)
    return {
        **_list_context(request, cycle, words, code),
        "page": page,
        "candidates": candidates_with(units, rubrics, day, typed=typed),
        "ready": set(rubrics),
    }


@require_http_methods(READ_OR_POST)
@for_office
def assessment_extend(request: UserRequest, pk: int) -> HttpResponse:
    """A later self-check deadline for one unit, with the reason why."""
    assessment = get_object_or_404(Assessment.objects.select_related("unit", "cycle"), pk=pk)
    _changeable(assessment.cycle)
    phase = get_object_or_404(assessment.cycle.phases, kind=PhaseKind.SELF_CHECK)
    now = timezone.now()
    form = ExtensionForm(
        posted(request),
        initial={"until": assessment.self_check_until},
        closes_at=phase.closes_at,
        at=now,
    )
    if request.method == "POST" and form.is_valid():
        actions.extend_unit(assessment, by=request.user, at=now, **form.cleaned_data)
        messages.success(request, f"{assessment.unit}的自查截止时间已延长。")
        return redirect("assessments:cycle-units", assessment.cycle_id)
    context = {"assessment": assessment, "cycle": assessment.cycle}
    return _form_page(request, "assessments/cycle_extend.html", form, context)


@require_POST
@for_office
def assessment_drop(request: UserRequest, pk: int) -> HttpResponse:
    """Take a unit that has not begun out of the year."""
    assessment = get_object_or_404(Assessment.objects.select_related("unit"), pk=pk)
    actions.drop_unit(assessment, by=request.user, at=timezone.now())
    messages.success(request, f"{assessment.unit}已移出本年度参评。")
    return redirect("assessments:cycle-units", assessment.cycle_id)


def _cycle(pk: int) -> Cycle:
    return get_object_or_404(Cycle.objects.prefetch_related("phases"), pk=pk)


def _changeable(cycle: Cycle) -> Cycle:
    if cycle.status == CycleStatus.ARCHIVED:
        raise Conflict(f"{cycle}已归档，不能再改。")
    return cycle


def _can_change(request: UserRequest, cycle: Cycle) -> bool:
    return policies.can_run_cycles(standing_for(request)) and cycle.status != CycleStatus.ARCHIVED


def _control_room(
    request: UserRequest, cycle: Cycle, form: StepForm, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    room = results.control_room(cycle, now)
    context = {
        "cycle": cycle,
        "room": room,
        "form": form,
        "now": now,
        "steps": results.steps_of(cycle, standing_for(request), now),
        "can_change": _can_change(request, cycle),
        "bodies": progress_of_bodies(cycle),
        "matches": list(cycle.body_matches.select_related("department")),
        "can_run": policies.can_run_cycles(standing_for(request)),
    }
    return render(request, "assessments/cycle_detail.html", context, status=status)


def _filters(request: UserRequest) -> tuple[str, str]:
    """Search words and unit type of a list; a type that there is not is none."""
    return request.GET.get("q", "")[:MOST_WORDS], request.GET.get("type", "")


def _list_context(request: UserRequest, cycle: Cycle, words: str, code: str) -> dict[str, Any]:
    return {"cycle": cycle, "q": words, "type": code, "types": list(UnitType.objects.all())}


def _form_page(
    request: UserRequest, template: str, form: Any, context: dict[str, Any] | None = None
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, **(context or {})}, status=status)
