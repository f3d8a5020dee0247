"""The ranking, one unit's year, and why it has its points."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from assessments import policies
from assessments.models import Assessment, Cycle
from assessments.results.journey import year_links, year_steps
from assessments.results.ranking import heads_by_rubric, ranking_rows, type_tabs
from assessments.results.trail import ScoreTrail
from assessments.results.trail import score_trail as trail_of_score
from assessments.results.years import chosen_cycle
from assessments.roles import Actor, PhaseKind
from districts.requests import standing_for
from wenming.audit.trail import trail_of
from wenming.errors import NotAllowed
from wenming.http import UserRequest
from wenming.paging import page_of

SHOWN_ENTRIES = 20


@require_GET
def ranking(request: UserRequest) -> HttpResponse:
    """One type's ranking at a time: a rank means nothing across types."""
    standing = standing_for(request)
    if not policies.can_see_ranking(standing):
        raise NotAllowed("排名公布前只有县文明办和县领导可以查看。")
    cycle, cycles = chosen_cycle(request.GET.get("year"))
    context: dict[str, Any] = {"cycle": cycle, "cycles": cycles, "tabs": [], "page": None}
    if cycle is not None:
        tabs = type_tabs(cycle)
        chosen = next((tab for tab in tabs if tab.code == request.GET.get("type")), None)
        chosen = chosen or next(iter(tabs), None)
        context |= {"tabs": tabs, "chosen": chosen}
        if chosen is not None:
            context |= _ranking_page(request, cycle, chosen.code)
    return render(request, "assessments/ranking.html", context)


def _ranking_page(request: UserRequest, cycle: Cycle, unit_type: str) -> dict[str, Any]:
    rows = Assessment.objects.filter(cycle=cycle, unit_type=unit_type).with_result().ranked()
    page = page_of(request, rows)
    heads = heads_by_rubric(cycle)
    shown = list(page.object_list)
    # A type is enrolled with one version; a newer one starts with the next cycle.
    columns = heads[shown[0].rubric_id] if shown else ()
    return {"page": page, "rows": list(ranking_rows(shown, heads)), "heads": columns}


@require_GET
def assessment_detail(request: UserRequest, pk: int) -> HttpResponse:
    """One unit in one year: how far it is, who acts next, and what happened."""
    standing = standing_for(request)
    assessment = _visible(request, pk)
    calendar = policies.calendar_of(assessment.cycle, timezone.now())
    actors = policies.actors_of(request.user, standing, assessment)
    sees_result = policies.can_see_result(actors, standing, assessment, calendar)
    until = assessment.self_check_until
    context = {
        "assessment": assessment,
        "steps": year_steps(assessment, calendar, sees_result=sees_result),
        "deadline": calendar.deadline(PhaseKind.SELF_CHECK, until=until),
        "links": year_links(assessment, actors, request.user, standing),
        "sees_result": sees_result,
        "entries": trail_of(assessment)[:SHOWN_ENTRIES] if standing.sees_whole_county else (),
    }
    return render(request, "assessments/assessment_detail.html", context)


@require_GET
def score_trail(request: UserRequest, pk: int) -> HttpResponse:
    assessment, trail = _score_of(request, pk)
    context = {"assessment": assessment, "trail": trail}
    return render(request, "assessments/score_trail.html", context)


@require_GET
def score_print(request: UserRequest, pk: int) -> HttpResponse:
    """The same lines on A4, with room for signatures."""
    assessment, trail = _score_of(request, pk)
    context = {"assessment": assessment, "trail": trail}
    return render(request, "assessments/score_print.html", context)


def _score_of(request: UserRequest, pk: int) -> tuple[Assessment, ScoreTrail]:
    """The unit's recomputed result, or a refusal. Units see scorers as 考核员甲, 乙 …"""
    standing = standing_for(request)
    assessment = _visible(request, pk)
    calendar = policies.calendar_of(assessment.cycle, timezone.now())
    actors = policies.actors_of(request.user, standing, assessment)
    if not policies.can_see_result(actors, standing, assessment, calendar):
        raise NotAllowed("该单位的得分尚未公布。")
    named = standing.sees_whole_county or bool(actors - {Actor.REPORTER})
    return assessment, trail_of_score(assessment, name_scorers=named)


def _visible(request: UserRequest, pk: int) -> Assessment:
    standing = standing_for(request)
    rows = Assessment.objects.visible_to(request.user, standing)
    joined = rows.select_related(
        "unit", "unit_type", "team", "cycle", "rubric", "report", "confirmed_by"
    ).prefetch_related("cycle__phases")
    return get_object_or_404(joined, pk=pk)
