"""One nomination: made, changed, voted on or judged, stepped on, its award taken back."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.actions.awards import revoke_award
from districts.actions.nominations import (
    advance_nomination,
    create_nomination,
    edit_nomination,
    judge_nomination,
    vote,
)
from districts.forms.campaigns import (
    JudgeNominationForm,
    NominationForm,
    VoteForm,
    first_votes,
)
from districts.forms.follow_ups import StepNoteForm
from districts.forms.honours import RevokeForm
from districts.forms.records import initial_of_record
from districts.models import Award, Campaign, Nomination
from districts.policies import campaigns as rules
from districts.requests import standing_for
from districts.results.fieldwork import gallery_of, history_of
from districts.views.campaigns.common import FORM_METHODS, form_page
from districts.views.campaigns.detail import campaign_of
from districts.views.fieldwork.common import (
    answer_form,
    find_record,
    take_step,
    today,
)
from districts.workflow.campaigns import NOMINATION_BUTTONS, ReviewedBy
from districts.workflow.steps import open_steps
from wenming.dates import cn_date
from wenming.errors import NotAllowed
from wenming.http import UserRequest, posted

RELATED = (
    "campaign__department", "campaign__township", "campaign__unit", "level", "village__township",
    "subject_unit", "township", "department", "unit", "entered_by", "award",
)  # fmt: skip


@require_http_methods(FORM_METHODS)
def campaign_nominate(request: UserRequest, pk: int) -> HttpResponse:
    campaign, standing = campaign_of(request, pk), standing_for(request)
    if not rules.can_nominate(standing, campaign, today()):
        raise NotAllowed("这项评选现在不能由您申报，请看申报时间和评选对象。")
    form = NominationForm(posted(request), standing=standing, today=today(), campaign=campaign)

    def act() -> Nomination:
        return create_nomination(campaign, form.values, by=request.user, at=timezone.now())

    done = "已保存，可以上传佐证材料。"
    return form_page(request, form, act, **_page_of_form(campaign, None, done))


@require_http_methods(FORM_METHODS)
def nomination_edit(request: UserRequest, pk: int) -> HttpResponse:
    row = find_record(request, Nomination, pk, *RELATED)
    standing = standing_for(request)
    if not rules.can_edit_nomination(standing, row):
        raise NotAllowed("申报由申报单位在提交前修改，评议前由主办单位修改。")
    form = NominationForm(
        posted(request),
        standing=standing,
        today=today(),
        campaign=row.campaign,
        row=row,
        initial=initial_of_record(row, list(NominationForm.base_fields)),
    )

    def act() -> Nomination:
        version = form.cleaned_data["version"]
        who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        return edit_nomination(row, form.values, version=version, **who)

    return form_page(request, form, act, **_page_of_form(row.campaign, row, "已保存。"))


@require_safe
def nomination_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, find_record(request, Nomination, pk, *RELATED))


@require_POST
def nomination_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    row = find_record(request, Nomination, pk, *RELATED)

    def again(form: forms.Form, verb: str, status: int) -> HttpResponse:
        return _page(request, row, form=form, verb=verb, status=status)

    return take_step(
        request, row, verb, steps=NOMINATION_BUTTONS, act=advance_nomination, again=again
    )


@require_POST
def nomination_review(request: UserRequest, pk: int) -> HttpResponse:
    """The council's votes, or the organiser's opinion."""
    row = find_record(request, Nomination, pk, *RELATED)
    by_council = row.campaign.reviewed_by == ReviewedBy.COUNCIL
    form = VoteForm(request.POST) if by_council else JudgeNominationForm(request.POST)
    review: Callable[..., Model] = vote if by_council else judge_nomination

    def act() -> Model:
        return review(row, **form.cleaned_data, by=request.user, at=timezone.now())

    def again() -> HttpResponse:
        return _page(request, row, review_form=form, status=422)

    return answer_form(request, form, act, done="评议结果已保存。", again=again)


@require_POST
def award_revoke(request: UserRequest, pk: int) -> HttpResponse:
    award = find_record(request, Award, pk)
    row = find_record(request, Nomination, award.nomination_id, *RELATED)
    form = RevokeForm(request.POST)

    def act() -> Model:
        return revoke_award(award, **form.cleaned_data, by=request.user, at=timezone.now())

    def again() -> HttpResponse:
        return _page(request, row, revoke_form=form, status=422)

    return answer_form(request, form, act, done="已撤销表彰。", again=again)


def _page(
    request: UserRequest, row: Nomination, *, status: int = 200, **typed: Any
) -> HttpResponse:
    standing, day = standing_for(request), today()
    award = getattr(row, "award", None)
    context: dict[str, Any] = {
        "row": row,
        "award": award,
        "state": award.state_on(day) if award else None,
        "can_edit": rules.can_edit_nomination(standing, row),
        "steps": open_steps(NOMINATION_BUTTONS, rules.nomination_actors(standing, row), row.status),
        "step_url": "districts:nomination-step",
        "form": StepNoteForm(),
        "verb": "",
        "gallery": gallery_of(row, standing),
        "history": history_of(row),
        **typed,
    }
    if rules.can_review(standing, row):
        context.setdefault("review_form", _blank_review(row))
    if award and award.revoked_on is None and rules.can_revoke(standing, row):
        first = {"version": award.version, "day": day}
        context.setdefault("revoke_form", RevokeForm(initial=first))
    return render(request, "districts/campaigns/nomination_detail.html", context, status=status)


def _blank_review(row: Nomination) -> forms.Form:
    if row.campaign.reviewed_by == ReviewedBy.COUNCIL:
        return VoteForm(initial={"on": today(), **first_votes(row)})
    return JudgeNominationForm(initial={"on": today()})


def _page_of_form(campaign: Campaign, row: Nomination | None, done: str) -> dict[str, Any]:
    context: dict[str, Any] = {
        "row": row,
        "campaign": campaign,
        "title": "修改申报" if row else "申报",
    }
    context["subheading"] = f"{campaign} · 申报截止 {cn_date(campaign.closes_on)}"
    context["back"] = "districts:campaign-list"
    template = "districts/campaigns/nomination_form.html"
    return {"template": template, "context": context, "done": done}
