"""One campaign's page, its steps, the activities it counts, its lists of names on paper."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from districts.actions.campaigns import advance_campaign, link_activity, unlink_activity
from districts.forms.campaigns import ActivityLinkForm
from districts.forms.follow_ups import StepNoteForm
from districts.models import Activity, ActivityUse, Campaign
from districts.policies import campaigns as rules
from districts.requests import standing_for
from districts.results.activities import activity_totals
from districts.results.campaigns import LevelCount, levels_of, named_in_public, nomination_rows
from districts.results.fieldwork import gallery_of, history_of
from districts.views.campaigns.lists import OWNERS
from districts.views.fieldwork.common import (
    answer_form,
    find_record,
    take_step,
    today,
    words_in,
)
from districts.workflow.campaigns import (
    CAMPAIGN_BUTTONS,
    CAMPAIGN_STEPS,
    LISTED,
    CampaignStatus,
    NominationStatus,
)
from districts.workflow.steps import open_steps
from wenming.errors import NotAllowed
from wenming.http import UserRequest
from wenming.paging import page_of

# The list on paper → its heading, and whom it names.
NAMES = {
    "notice": ("公示名单", NominationStatus.NOTICE),
    "award": ("公布名单", NominationStatus.AWARDED),
}


@require_safe
def campaign_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, campaign_of(request, pk))


@require_POST
def campaign_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    row = campaign_of(request, pk)

    def again(form: forms.Form, verb: str, status: int) -> HttpResponse:
        return _page(request, row, form=form, verb=verb, status=status)

    return take_step(request, row, verb, steps=CAMPAIGN_BUTTONS, act=advance_campaign, again=again)


@require_POST
def campaign_activity(request: UserRequest, pk: int) -> HttpResponse:
    """Count an activity as the campaign's."""
    row = campaign_of(request, pk)
    if not rules.keeps(standing_for(request), row):
        raise NotAllowed("引用活动由主办单位办理。")
    form = ActivityLinkForm(request.POST, campaign=row)

    def act() -> Model:
        activity = form.cleaned_data["activity"]
        link_activity(row, activity, by=request.user, at=timezone.now())
        return row

    def again() -> HttpResponse:
        return _page(request, row, activity_form=form, status=422)

    return answer_form(request, form, act, done="已引用这项活动。", again=again)


@require_POST
def campaign_activity_remove(request: UserRequest, pk: int, use: int) -> HttpResponse:
    row = campaign_of(request, pk)
    found = get_object_or_404(_uses(row), pk=use)
    unlink_activity(row, found, by=request.user, at=timezone.now())
    messages.success(request, "已不再引用这项活动，活动本身还在台账里。")
    return redirect(row)


@require_safe
def campaign_names(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    """公示名单 or 公布名单 on paper: names, places and levels, for everybody who takes part."""
    row = campaign_of(request, pk)
    if verb not in NAMES:
        raise Http404
    heading, status = NAMES[verb]
    context = {"row": row, "heading": heading, "rows": list(named_in_public(row, status))}
    context |= {"is_award": verb == "award", "today": today()}
    return render(request, "districts/campaigns/campaign_names.html", context)


def campaign_of(request: UserRequest, pk: int) -> Campaign:
    return find_record(request, Campaign, pk, *OWNERS)


def _uses(row: Campaign) -> Any:
    used = Activity.objects.used_by(row).values("pk")
    rows = ActivityUse.objects.filter(object_id=row.pk, activity__in=used)
    rows = rows.filter(content_type__model=row._meta.model_name)
    return rows.select_related("activity").order_by("-activity__held_on", "pk")


def _page(request: UserRequest, row: Campaign, *, status: int = 200, **typed: Any) -> HttpResponse:
    standing, words = standing_for(request), words_in(request)
    state = request.GET.get("status", "")
    nominations = nomination_rows(request.user, standing, row, state, words)
    keeps = rules.keeps(standing, row)
    is_live = row.status != CampaignStatus.ARCHIVED
    levels = levels_of(Campaign.objects.filter(pk=row.pk))
    context: dict[str, Any] = {
        "row": row,
        "levels": levels,
        "page": page_of(request, nominations),
        "q": words,
        "status": state,
        "statuses": NominationStatus.choices,
        "uses": list(_uses(row)),
        "totals": activity_totals(Activity.objects.used_by(row)),
        "can_edit": rules.can_edit_campaign(standing, row),
        "can_nominate": rules.can_nominate(standing, row, today()),
        "can_link": keeps and is_live,
        "lists": _lists(row, levels) if keeps else {},
        "steps": open_steps(CAMPAIGN_BUTTONS, rules.campaign_actors(standing, row), row.status),
        "step_url": "districts:campaign-step",
        "form": StepNoteForm(),
        "verb": "",
        "gallery": gallery_of(row, standing),
        "history": history_of(row) if keeps or standing.sees_whole_county else [],
        **typed,
    }
    if context["can_link"]:
        context.setdefault("activity_form", ActivityLinkForm(campaign=row))
    return render(request, "districts/campaigns/campaign_detail.html", context, status=status)


def _lists(row: Campaign, levels: Sequence[LevelCount]) -> dict[str, str]:
    """What may be done to a list of nominations now: verb → its button. The first list is offered
    even while nothing has passed the review: its page says what is missing.
    """
    waiting = {"notice": sum(each.reviewed for each in levels)}
    waiting["award"] = sum(each.listed for each in levels)
    waiting["notice"] += row.status == CampaignStatus.REVIEWING
    words = {"notice": "列入公示", "award": "公布表彰"}
    return {
        verb: words[verb]
        for verb, step in LISTED.items()
        if waiting[verb] and row.status in CAMPAIGN_STEPS[step].sources
    }
