"""The ranking, one unit's year, and why it has its points."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import policies
from assessments.models import Assessment, Cycle
from assessments.results.cockpit.scores import spread_of_type
from assessments.results.distribution import band_of, distribution
from assessments.results.journey import year_links, year_steps
from assessments.results.outcomes import published_row
from assessments.results.ranking import columns_of, ranking_lines, ranking_rows, type_tabs
from assessments.results.trail import ScoreTrail
from assessments.results.trail import score_trail as trail_of_score
from assessments.results.years import chosen_cycle
from assessments.roles import PhaseKind
from districts.policies import can_read_trail
from districts.requests import standing_for
from districts.roles import Standing
from wenming.audit.models import AuditEntry
from wenming.audit.trail import trail_of
from wenming.errors import NotAllowed
from wenming.http import UserRequest
from wenming.paging import page_of
from wenming.snapshots import one_snapshot

SHOWN_ENTRIES = 20


@require_safe
def ranking(request: UserRequest) -> HttpResponse:
    """One type's ranking at a time: a rank means nothing across types."""
    if not policies.can_see_ranking(standing_for(request)):
        raise Http404
    with one_snapshot():
        cycle, cycles = chosen_cycle(request.GET.get("year"))
        context: dict[str, Any] = {"cycle": cycle, "cycles": cycles, "tabs": [], "page": None}
        if cycle is not None:
            context |= _ranking_page(request, cycle)
    return render(request, "assessments/ranking.html", context)


def _ranking_page(request: UserRequest, cycle: Cycle) -> dict[str, Any]:
    """The tabs, and one page of the chosen one (the first, where none is asked for)."""
    tabs = type_tabs(cycle)
    asked = (tab for tab in tabs if tab.code == request.GET.get("type"))
    chosen = next(asked, None) or next(iter(tabs), None)
    if chosen is None:
        return {}
    columns = columns_of(cycle, chosen.code)
    band = band_of(request.GET.get("band"))
    units = ranking_lines(cycle, chosen.code)
    page = page_of(request, units.filter(band.holds) if band else units)
    lines: Any = page.object_list
    rows = list(ranking_rows(lines, columns))
    return {
        "tabs": tabs,
        "chosen": chosen,
        "band": band,
        "spread": spread_of_type(cycle.year, chosen.code, distribution(cycle, chosen.code)),
        "heads": columns.heads,
        "columns": columns,
        "page": page,
        "rows": rows,
        "has_outcomes": any(row.outcome for row in rows),
    }


@require_safe
def assessment_detail(request: UserRequest, pk: int) -> HttpResponse:
    """One unit in one year: how far it is, who acts next, and what happened."""
    standing = standing_for(request)
    assessment = visible_assessment(request, pk)
    calendar = policies.calendar_of(assessment.cycle, timezone.now())
    actors = policies.actors_of(request.user, standing, assessment)
    sees_result = policies.can_see_result(actors, standing, assessment, calendar)
    until = assessment.self_check_until
    context = {
        "assessment": assessment,
        "steps": year_steps(assessment, calendar, sees_result=sees_result),
        "deadline": calendar.deadline(PhaseKind.SELF_CHECK, until=until),
        "links": year_links(assessment, actors, request.user, standing, sees_result=sees_result),
        "sees_result": sees_result,
        "outcome": published_row(assessment) if sees_result else None,
        "entries": _entries(request, standing, assessment),
    }
    return render(request, "assessments/assessment_detail.html", context)


def _entries(
    request: UserRequest, standing: Standing, assessment: Assessment
) -> Sequence[AuditEntry]:
    """What was done with the unit, as far as this person may read the trail."""
    if not can_read_trail(standing):
        return ()
    entries = policies.readable_trail(trail_of(assessment), request.user, standing)
    return list(entries[:SHOWN_ENTRIES])


@require_safe
def score_trail(request: UserRequest, pk: int) -> HttpResponse:
    assessment, trail = score_of(request, pk)
    can_rectify = policies.can_rectify(standing_for(request), assessment)
    context = {"assessment": assessment, "trail": trail, "can_rectify": can_rectify}
    return render(request, "assessments/score_trail.html", context)


@require_safe
def score_print(request: UserRequest, pk: int) -> HttpResponse:
    """The same lines on A4, with room for signatures."""
    assessment, trail = score_of(request, pk)
    context = {"assessment": assessment, "trail": trail}
    return render(request, "assessments/score_print.html", context)


def score_of(request: UserRequest, pk: int) -> tuple[Assessment, ScoreTrail]:
    """The unit's recomputed result, or a refusal. Units see scorers as 考核员甲, 乙 …"""
    standing = standing_for(request)
    with one_snapshot():
        assessment = visible_assessment(request, pk)
        calendar = policies.calendar_of(assessment.cycle, timezone.now())
        actors = policies.actors_of(request.user, standing, assessment)
        if not policies.can_see_result(actors, standing, assessment, calendar):
            raise NotAllowed("该单位的得分现在还不能查看。")
        named = policies.can_name_scorers(actors, standing, assessment)
        return assessment, trail_of_score(assessment, name_scorers=named)


def visible_assessment(request: UserRequest, pk: int) -> Assessment:
    """The assessment with all that its pages touch, or 404."""
    rows = Assessment.objects.visible_to(request.user, standing_for(request))
    joined = rows.select_related(
        "unit",
        "unit_type",
        "team",
        "cycle",
        "rubric",
        "report",
        "confirmed_by",
        "outcome_row__list",
    ).prefetch_related("cycle__phases")
    return get_object_or_404(joined, pk=pk)
