"""One pairing's page: its story, the checklist, the village's words, the paper."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from districts.actions import pairings as acts
from districts.forms.follow_ups import StepNoteForm
from districts.forms.pairings import TickForm, VillageProgressForm
from districts.models import Pairing, RequirementTick, VillageProgress
from districts.policies import pairings as rules
from districts.requests import standing_for
from districts.results.fieldwork import gallery_of, history_of
from districts.results.pairings.story import story_of
from districts.views.fieldwork.common import find_record, refuse_at_field, take_step, today
from districts.workflow.pairings import PAIRING_STEPS
from districts.workflow.steps import open_steps
from wenming.errors import DomainError
from wenming.http import UserRequest

RELATED = ("unit__type", "village__township", "leader", "carried_from")


@require_safe
def pairing_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Promised against given, what was given, the checklist, both sides' words."""
    return _page(request, pairing_of(request, pk))


@require_safe
def pairing_print(request: UserRequest, pk: int) -> HttpResponse:
    """The same on paper, for signature."""
    pairing = pairing_of(request, pk)
    story = story_of(pairing, request.user, standing_for(request), today())
    confirmed = [entry for entry in reversed(story.entries) if entry.is_confirmed]
    context = {"row": pairing, "story": story, "entries": confirmed, "today": today()}
    return render(request, "districts/pairings/pairing_print.html", context)


@require_POST
def pairing_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    pairing = pairing_of(request, pk)

    def again(form: forms.Form, verb: str, status: int) -> HttpResponse:
        return _page(request, pairing, form=form, verb=verb, status=status)

    return take_step(
        request, pairing, verb, steps=PAIRING_STEPS, act=acts.advance_pairing, again=again
    )


@require_POST
def pairing_tick(request: UserRequest, pk: int) -> HttpResponse:
    """A requirement of the checklist is met."""
    pairing = pairing_of(request, pk)
    form = TickForm(request.POST, year=pairing.year)

    def act() -> None:
        acts.tick(pairing, **form.cleaned_data, by=request.user, at=timezone.now())

    return _answer(request, pairing, form, act, "已填报这一项要求。", tick_form=form)


@require_POST
def tick_remove(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(RequirementTick.objects.select_related("requirement"), pk=pk)
    pairing = pairing_of(request, found.pairing_id)
    acts.untick(found, by=request.user, at=timezone.now())
    messages.success(request, "已撤回。")
    return redirect(f"{pairing.get_absolute_url()}#checklist")


@require_POST
def pairing_progress(request: UserRequest, pk: int) -> HttpResponse:
    """What has changed in the village, told by its township."""
    pairing = pairing_of(request, pk)
    form = VillageProgressForm(request.POST)

    def act() -> None:
        acts.tell_progress(pairing, **form.cleaned_data, by=request.user, at=timezone.now())

    return _answer(request, pairing, form, act, "已填报村里进展。", progress_form=form)


@require_POST
def progress_remove(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(VillageProgress, pk=pk)
    pairing = pairing_of(request, found.pairing_id)
    acts.drop_progress(found, by=request.user, at=timezone.now())
    messages.success(request, "已删除一条进展。")
    return redirect(f"{pairing.get_absolute_url()}#progress")


def pairing_of(request: UserRequest, pk: int) -> Pairing:
    """The pairing, for whoever sees it."""
    return find_record(request, Pairing, pk, *RELATED)


def _answer(
    request: UserRequest,
    pairing: Pairing,
    form: forms.Form,
    act: Callable[[], None],
    done: str,
    **typed: Any,
) -> HttpResponse:
    """Act on a valid form and go back to the page; else the page again with what was typed."""
    if form.is_valid():
        try:
            act()
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, done)
            return redirect(pairing)
    return _page(request, pairing, status=422, **typed)


def _page(
    request: UserRequest, pairing: Pairing, *, status: int = 200, **typed: Any
) -> HttpResponse:
    """The pairing's page; `typed` are forms that came back with errors."""
    standing = standing_for(request)
    context = {
        "row": pairing,
        "story": story_of(pairing, request.user, standing, today()),
        "gallery": gallery_of(pairing, standing),
        "history": history_of(pairing),
        "steps": open_steps(PAIRING_STEPS, rules.office_alone(standing, pairing), pairing.status),
        "step_url": "districts:pairing-step",
        "form": StepNoteForm(),
        "verb": "",
        "tick_form": TickForm(year=pairing.year),
        "progress_form": VillageProgressForm(initial={"on": today()}),
        "today": today(),
        "can_keep": rules.can_keep_pairings(standing),
        "can_give": rules.can_contribute(standing, pairing),
        "can_tick": rules.can_tick(standing, pairing),
        "can_tell": rules.can_tell_progress(standing, pairing),
        **typed,
    }
    return render(request, "districts/pairings/pairing_detail.html", context, status=status)
