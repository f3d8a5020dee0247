"""Many nominations at once: put on public notice, or published; and what came of it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from districts.actions.awards import publish, put_on_notice
from districts.forms.campaigns import NoticeForm, PublishForm
from districts.models import Campaign, Nomination
from districts.policies.campaigns import keeps
from districts.requests import standing_for
from districts.results.campaigns import nomination_rows
from districts.views.campaigns.common import FORM_METHODS
from districts.views.campaigns.detail import campaign_of
from districts.views.fieldwork.common import refuse_at_field, today
from districts.workflow.campaigns import LISTED, NOMINATION_STEPS
from wenming.errors import DomainError, NotAllowed
from wenming.http import UserRequest

FORMS: dict[str, type[forms.Form]] = {"notice": NoticeForm, "award": PublishForm}
ACTS: dict[str, Callable[..., list[Nomination]]] = {"notice": put_on_notice, "award": publish}
TITLES = {"notice": "列入公示", "award": "公布表彰"}


@require_http_methods(FORM_METHODS)
def campaign_batch(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    """Nominations to tick, and the act for all of them together."""
    row, standing = _campaign(request, pk, verb), standing_for(request)
    if not keeps(standing, row):
        raise NotAllowed("公示和公布由主办单位办理。")
    ready, waiting = _ready(request, row, verb)
    posted = request.POST if request.method == "POST" else None
    first = {"starts_on": today(), "awarded_on": today()}
    form = FORMS[verb](posted, initial=first)
    chosen = {int(each) for each in request.POST.getlist("nomination") if _is_id(each)}
    if posted is not None and form.is_valid():
        picked = list(Nomination.objects.filter(campaign=row, pk__in=chosen))
        try:
            done = ACTS[verb](row, picked, **form.cleaned_data, by=request.user, at=timezone.now())
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, f"{TITLES[verb]}：{len(done)} 项。")
            url = reverse("districts:campaign-outcome", args=[row.pk, verb])
            return redirect(f"{url}?ids={'-'.join(str(each.pk) for each in done)}")
    context = {"row": row, "verb": verb, "title": TITLES[verb], "form": form, "waiting": waiting}
    context["lines"] = [(each, posted is None or each.pk in chosen) for each in ready]
    status = 422 if posted is not None else 200
    return render(request, "districts/campaigns/campaign_batch.html", context, status=status)


@require_safe
def campaign_outcome(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    """What happened to the nominations of one list, as they stand now."""
    row = _campaign(request, pk, verb)
    ids = [int(each) for each in request.GET.get("ids", "").split("-") if _is_id(each)]
    seen = nomination_rows(request.user, standing_for(request), row).filter(pk__in=ids)
    context = {"row": row, "rows": list(seen.select_related("award")), "verb": verb}
    context["title"] = f"{TITLES[verb]}办理结果"
    return render(request, "districts/campaigns/campaign_outcome.html", context)


def _campaign(request: UserRequest, pk: int, verb: str) -> Campaign:
    if verb not in LISTED:
        raise Http404
    return campaign_of(request, pk)


def _ready(
    request: UserRequest, row: Campaign, verb: str
) -> tuple["QuerySet[Any]", "QuerySet[Any]"]:
    """Nominations in the state that the act needs, and those whose notice still runs."""
    rows = nomination_rows(request.user, standing_for(request), row)
    rows = rows.filter(status__in=NOMINATION_STEPS[verb].sources)
    running = rows.filter(notice_until__gte=today())
    return (rows.exclude(notice_until__gte=today()) if verb == "award" else rows), running


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
