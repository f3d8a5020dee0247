"""One district's page, its steps, its tier."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from districts.actions.areas import tiers
from districts.actions.areas.proposals import advance_area
from districts.forms.areas import TierForm
from districts.forms.follow_ups import StepNoteForm
from districts.models import District
from districts.policies import areas as rules
from districts.requests import standing_for
from districts.results.areas.inspections import AreaWorks, works_of
from districts.results.areas.story import AreaStory, story_of
from districts.results.fieldwork import gallery_of, history_of
from districts.roles import Standing
from districts.views.fieldwork.common import find_record, refuse_at_field, take_step, today
from districts.workflow.areas import AREA_STEPS
from districts.workflow.steps import Step, open_steps
from wenming.errors import DomainError
from wenming.http import UserRequest

RELATED = ("township", "core_village", "leader", "proposed_by")


@require_safe
def area_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, area_of(request, pk))


@require_POST
def area_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    area = area_of(request, pk)

    def again(form: forms.Form, verb: str, status: int) -> HttpResponse:
        return _page(request, area, status=status, form=form, verb=verb)

    return take_step(request, area, verb, steps=AREA_STEPS, act=advance_area, again=again)


@require_POST
def area_tier(request: UserRequest, pk: int) -> HttpResponse:
    """From which day on which tier, and on what grounds."""
    area = area_of(request, pk)
    form = TierForm(request.POST)
    if form.is_valid():
        try:
            change = tiers.change_tier(
                area, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, f"梯级已调整为{change.get_tier_display()}。")
            return redirect(area)
    return _page(request, area, status=422, tier_form=form)


@require_POST
def area_example(request: UserRequest, pk: int) -> HttpResponse:
    """Mark or unmark a typical example for the annual summary."""
    area = area_of(request, pk)
    wanted = request.POST.get("example") == "yes"
    tiers.mark_example(area, is_example=wanted, by=request.user, at=timezone.now())
    messages.success(request, "已列为典型片区。" if wanted else "已取消典型片区。")
    return redirect(area)


def area_of(request: UserRequest, pk: int) -> District:
    """The district, for whoever sees it."""
    return find_record(request, District, pk, *RELATED)


def _page(request: UserRequest, area: District, *, status: int = 200, **typed: Any) -> HttpResponse:
    """The district's page; `typed` are forms that came back with errors."""
    standing, story = standing_for(request), story_of(area)
    works = works_of(area, request.user, standing, today())
    context = {
        "row": area,
        "area": area,
        "story": story,
        "works": works,
        "gallery": gallery_of(area, standing),
        "history": history_of(area),
        "steps": _steps(standing, area, story, works),
        "step_url": "districts:area-step",
        "may": _may(request, area),
        "form": StepNoteForm(),
        "verb": "",
        "tier_form": TierForm(initial={"on": today()}),
        **typed,
    }
    return render(request, "districts/areas/area_detail.html", context, status=status)


def _steps(
    standing: Standing, area: District, story: AreaStory, works: AreaWorks
) -> dict[str, Step]:
    """What may be done next. A district that has a history is not taken off the list."""
    steps = open_steps(AREA_STEPS, rules.area_actors(standing, area), area.status)
    if len(story.tiers) > 1 or works.projects or works.inspections:
        steps.pop("unplan", None)
    return steps


def _may(request: UserRequest, area: District) -> dict[str, bool]:
    """What the page offers; each action asks again."""
    standing = standing_for(request)
    return {
        "edit": rules.can_edit_area(standing, area),
        "tier": rules.can_change_tier(standing, area),
        "example": rules.can_mark_example(standing) and rules.needs_reason(area),
        "build": rules.can_build_in(standing, area),
        "inspect": rules.can_inspect(standing) and rules.needs_reason(area),
    }
