"""Teams: the office makes them up and gives them units; county leaders read along."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import policies
from assessments.actions import teams as actions
from assessments.forms.teams import (
    AssignForm,
    MemberForm,
    TeamForm,
    VisitsForm,
    stored_visits,
    typed_visits,
)
from assessments.models import Assessment, Cycle, Team, TeamMember
from assessments.results.teams import (
    conflicts_of_team,
    coverage_of,
    people_matching,
    team_rows,
    units_of_team,
)
from assessments.results.years import chosen_cycle
from assessments.roles import CycleStatus
from districts.models import Township, Unit, UnitType
from districts.requests import standing_for
from wenming.errors import NotAllowed
from wenming.http import UserRequest
from wenming.paging import page_of

READ_OR_POST = ["GET", "HEAD", "POST"]


@require_safe
def current_teams(request: UserRequest) -> HttpResponse:
    """集中考核 in the menu: the teams of the year in progress."""
    if not policies.can_see_teams(standing_for(request)):
        raise Http404
    cycle, _ = chosen_cycle(None)
    if cycle is None:
        return redirect("assessments:cycle-list")
    return redirect("assessments:team-list", cycle.pk)


@require_safe
def team_list(request: UserRequest, pk: int) -> HttpResponse:
    """The year's teams, their progress, and first of all the units that have none."""
    cycle = _cycle(request, pk)
    context = {
        "cycle": cycle,
        "rows": team_rows(cycle),
        "coverage": coverage_of(cycle),
        "may_arrange": _may_arrange(request, cycle),
    }
    return render(request, "assessments/team_list.html", context)


@require_http_methods(READ_OR_POST)
def team_create(request: UserRequest, pk: int) -> HttpResponse:
    cycle = _cycle(request, pk)
    _require_office(request)
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        team = actions.create_team(cycle, name=name, by=request.user, at=timezone.now())
        messages.success(request, f"已新建{team.name}，请添加成员。")
        return redirect("assessments:team-detail", team.pk)
    return _form_page(request, {"cycle": cycle, "form": form})


@require_http_methods(READ_OR_POST)
def team_rename(request: UserRequest, pk: int) -> HttpResponse:
    team = _team(request, pk)
    _require_office(request)
    form = TeamForm(request.POST or None, initial={"name": team.name})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        actions.rename_team(team, name=name, by=request.user, at=timezone.now())
        return redirect("assessments:team-detail", team.pk)
    return _form_page(request, {"cycle": team.cycle, "team": team, "form": form})


def _form_page(request: UserRequest, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].errors else 200
    return render(request, "assessments/team_form.html", context, status=status)


@require_safe
def team_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _team_page(request, _team(request, pk))


def _team_page(
    request: UserRequest,
    team: Team,
    *,
    member_form: MemberForm | None = None,
    visits: VisitsForm | None = None,
) -> HttpResponse:
    """The team's page; with a refused form its errors and what was typed."""
    today = timezone.localdate()
    page = page_of(request, units_of_team(team))
    members = list(team.members.select_related("user"))
    words = request.GET.get("person", "")[:50]
    may_arrange = _may_arrange(request, team.cycle)
    refused = member_form or (visits and not visits.is_valid)
    context = {
        "team": team,
        "cycle": team.cycle,
        "members": members,
        "page": page,
        "visits": visits or stored_visits(page.object_list),
        "conflicts": conflicts_of_team(team, members, today),
        "words": words,
        "people": people_matching(words, team) if may_arrange else [],
        "member_form": member_form,
        "may_arrange": may_arrange,
    }
    status = 422 if refused else 200
    return render(request, "assessments/team_detail.html", context, status=status)


@require_POST
def member_add(request: UserRequest, pk: int) -> HttpResponse:
    team = _team(request, pk)
    _require_office(request)
    form = MemberForm(request.POST, team=team, by=request.user, on=timezone.localdate())
    if not form.is_valid():
        return _team_page(request, team, member_form=form)
    seat = actions.add_member(
        team,
        form.cleaned_data["person"],
        is_leader=form.cleaned_data["is_leader"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, f"{seat.user.name}已加入{team.name}。")
    return redirect("assessments:team-detail", team.pk)


@require_POST
def member_remove(request: UserRequest, pk: int) -> HttpResponse:
    seat = _seat(request, pk)
    actions.remove_member(seat, by=request.user, at=timezone.now())
    messages.success(request, f"{seat.user.name}已移出{seat.team.name}。")
    return redirect("assessments:team-detail", seat.team_id)


@require_POST
def member_lead(request: UserRequest, pk: int) -> HttpResponse:
    seat = _seat(request, pk)
    actions.make_leader(seat, by=request.user, at=timezone.now())
    messages.success(request, f"{seat.team.name}的组长已改为{seat.user.name}。")
    return redirect("assessments:team-detail", seat.team_id)


@require_http_methods(READ_OR_POST)
def team_assign(request: UserRequest, pk: int) -> HttpResponse:
    """Give units to a team: filter, tick, choose the team and the day."""
    cycle = _cycle(request, pk)
    _require_office(request)
    if request.method != "POST":
        initial = {"team": request.GET.get("team", "")}
        form = AssignForm(initial=initial, cycle=cycle, on=timezone.localdate())
        return _assign_page(request, cycle, form)
    form = AssignForm(request.POST, cycle=cycle, on=timezone.localdate())
    if not form.is_valid():
        return _assign_page(request, cycle, form)
    team: Team = form.cleaned_data["team"]
    chosen = actions.assign(
        team,
        form.cleaned_data["units"],
        visit_on=form.cleaned_data["visit_on"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, f"已把 {len(chosen)} 家单位分给{team.name}。")
    return redirect(reverse("assessments:team-assign", args=[cycle.pk]) + f"?team={team.pk}")


def _assign_page(request: UserRequest, cycle: Cycle, form: AssignForm) -> HttpResponse:
    words, kind = request.GET.get("q", "")[:50], request.GET.get("type", "")
    township = request.GET.get("township", "")
    rows = Assessment.objects.filter(cycle=cycle, team=None).select_related(
        "unit__township", "unit_type"
    )
    if kind:
        rows = rows.filter(unit_type=kind[:20])
    if township.isascii() and township.isdigit() and len(township) < 19:
        rows = rows.filter(unit__township=int(township))
    if words.strip():
        rows = rows.filter(unit__in=Unit.objects.matching(words))
    context = {
        "cycle": cycle,
        "form": form,
        "page": page_of(request, rows.order_by("unit_type__position", "unit__name", "pk")),
        "chosen": set(request.POST.getlist("units")),
        "types": UnitType.objects.all(),
        "townships": Township.objects.active().order_by("name", "pk"),
        "words": words,
        "kind": kind,
        "township": township,
    }
    status = 422 if form.errors else 200
    return render(request, "assessments/team_assign.html", context, status=status)


@require_POST
def unit_unassign(request: UserRequest, pk: int) -> HttpResponse:
    """Take a unit out of its team."""
    assessment = _assessment(request, pk)
    team = assessment.team
    actions.unassign(assessment, by=request.user, at=timezone.now())
    messages.success(request, f"{assessment.unit.name}已移出考核组，请记得另行分配。")
    if team is None:
        return redirect("assessments:team-list", assessment.cycle_id)
    return redirect("assessments:team-detail", team.pk)


@require_POST
def team_visits(request: UserRequest, pk: int) -> HttpResponse:
    """Visiting order and dates of the units on one page."""
    team = _team(request, pk)
    _require_office(request)
    units = page_of(request, units_of_team(team)).object_list
    form = typed_visits(list(units), request.POST)
    if not form.is_valid:
        return _team_page(request, team, visits=form)
    actions.set_visits(team, form.visits, by=request.user, at=timezone.now())
    messages.success(request, "走访安排已保存。")
    return redirect(f"{reverse('assessments:team-detail', args=[team.pk])}#visits")


def _cycle(request: UserRequest, pk: int) -> Cycle:
    """A year is known to whoever may follow its teams; to others there is none."""
    if not policies.can_see_teams(standing_for(request)):
        raise Http404
    return get_object_or_404(Cycle, pk=pk)


def _team(request: UserRequest, pk: int) -> Team:
    if not policies.can_see_teams(standing_for(request)):
        raise Http404
    return get_object_or_404(Team.objects.select_related("cycle"), pk=pk)


def _seat(request: UserRequest, pk: int) -> TeamMember:
    if not policies.can_see_teams(standing_for(request)):
        raise Http404
    return get_object_or_404(TeamMember.objects.select_related("team", "user"), pk=pk)


def _assessment(request: UserRequest, pk: int) -> Assessment:
    seen = Assessment.objects.visible_to(request.user, standing_for(request))
    return get_object_or_404(seen.select_related("unit", "team"), pk=pk)


def _may_arrange(request: UserRequest, cycle: Cycle) -> bool:
    is_open = cycle.status != CycleStatus.ARCHIVED
    return is_open and policies.can_run_cycles(standing_for(request))


def _require_office(request: UserRequest) -> None:
    if not policies.can_run_cycles(standing_for(request)):
        raise NotAllowed("考核组由县文明办安排，您没有这项权限。")
