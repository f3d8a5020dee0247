"""督办整改: the list with its lights, one matter with its steps, and charging somebody."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.actions.follow_ups import advance_follow_up, move_due_day, open_follow_up
from districts.exports.follow_ups import follow_ups_xlsx
from districts.forms.follow_ups import DueDayForm, FollowUpForm, StepNoteForm
from districts.models import FollowUp, FollowUpKind
from districts.policies.fieldwork import actors_of, can_open_follow_ups
from districts.requests import standing_for
from districts.results.fieldwork import gallery_of, history_of
from districts.results.follow_ups import (
    STATES,
    FollowUpFilters,
    follow_up_counts,
    follow_up_rows,
    light_of_follow_up,
)
from districts.results.lights import LIGHTS
from districts.results.years import chosen_year
from districts.roles import FollowUpStatus
from districts.views.fieldwork.common import (
    find_record,
    for_participants,
    number_in,
    refuse_at_field,
    take_step,
    today,
    township_choices,
    words_in,
)
from districts.workflow.follow_ups import FOLLOW_UP_STEPS
from districts.workflow.steps import open_steps
from wenming.errors import DomainError, NotAllowed
from wenming.http import UserRequest, attachment, posted, render_page
from wenming.paging import page_of

RELATED = ("township", "department", "unit", "village__township", "opened_by")


@require_safe
@for_participants
def follow_up_list(request: UserRequest) -> HttpResponse:
    """What is not closed yet, the most urgent first."""
    standing, day = standing_for(request), today()
    years = chosen_year(
        request.GET.get("year"), FollowUp.objects.visible_to(request.user, standing), day
    )
    filters = _filters(request, years.year)
    page = page_of(request, follow_up_rows(request.user, standing, filters, day))
    context = {
        "page": page,
        "rows": [(row, light_of_follow_up(row, day)) for row in page.object_list],
        "counts": follow_up_counts(request.user, standing, years.year, day),
        "filters": filters,
        "is_filtered": filters != FollowUpFilters(years.year),
        "years": years,
        "kinds": FollowUpKind.choices,
        "states": STATES.items(),
        "lights": LIGHTS.items(),
        "townships": township_choices(request),
        "can_open": can_open_follow_ups(standing),
    }
    return render_page(
        request,
        "districts/fieldwork/follow_up_list.html",
        "districts/fieldwork/_follow_up_rows.html",
        context,
    )


@require_safe
@for_participants
def follow_up_export(request: UserRequest) -> HttpResponseBase:
    """The list as it is filtered now, as a ledger to print."""
    standing, day = standing_for(request), today()
    visible = FollowUp.objects.visible_to(request.user, standing)
    year = chosen_year(request.GET.get("year"), visible, day).year
    rows = follow_up_rows(request.user, standing, _filters(request, year), day)
    return attachment(f"{year}年督办整改台账{day:%Y%m%d}.xlsx", follow_ups_xlsx(rows, year, day))


@require_http_methods(["GET", "HEAD", "POST"])
@for_participants
def follow_up_create(request: UserRequest) -> HttpResponse:
    """A matter that comes from no record of ours; inspections and meetings open their own."""
    standing = standing_for(request)
    if not can_open_follow_ups(standing):
        raise NotAllowed("督办事项由县文明办交办，您没有这一权限。")
    form = FollowUpForm(posted(request), standing=standing, today=today())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row = open_follow_up(
                kind=given["kind"],
                text=given["text"],
                owner=given["owner"],
                village=given["village"],
                due_on=given["due_on"],
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, f"已交办给{row.owner_name}。")
            return redirect(row)
    status = 422 if form.is_bound else 200
    return render(request, "districts/fieldwork/follow_up_form.html", {"form": form}, status=status)


@require_safe
def follow_up_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, find_record(request, FollowUp, pk, *RELATED))


@require_POST
def follow_up_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    row = find_record(request, FollowUp, pk, *RELATED)

    def again(form: forms.Form, verb: str, status: int) -> HttpResponse:
        return _page(request, row, form=form, verb=verb, status=status)

    return take_step(request, row, verb, steps=FOLLOW_UP_STEPS, act=advance_follow_up, again=again)


@require_POST
def due_day(request: UserRequest, pk: int) -> HttpResponse:
    """Another day, with a reason."""
    row = find_record(request, FollowUp, pk, *RELATED)
    if not can_open_follow_ups(standing_for(request)):
        raise NotAllowed("期限由县文明办调整，您没有这一权限。")
    form = DueDayForm(request.POST)
    if not form.is_valid():
        return _page(request, row, due_form=form, status=422)
    row = move_due_day(row, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, "已调整办结期限。")
    return redirect(row)


def _page(
    request: UserRequest,
    row: FollowUp,
    *,
    form: forms.Form | None = None,
    due_form: DueDayForm | None = None,
    verb: str = "",
    status: int = 200,
) -> HttpResponse:
    standing = standing_for(request)
    context: dict[str, Any] = {
        "row": row,
        "light": light_of_follow_up(row, today()),
        "steps": open_steps(FOLLOW_UP_STEPS, actors_of(standing, row), row.status),
        "step_url": "districts:follow-up-step",
        "form": form or StepNoteForm(),
        "verb": verb,
        "due_form": due_form or DueDayForm(),
        "can_move": can_open_follow_ups(standing) and row.status == FollowUpStatus.OPEN,
        "gallery": gallery_of(row, standing),
        "history": history_of(row),
        "source_url": _source_url(request, row),
    }
    return render(request, "districts/fieldwork/follow_up_detail.html", context, status=status)


def _source_url(request: UserRequest, row: FollowUp) -> str:
    """The record it came from, for those who may open that one."""
    source: Any = row.source
    if source is None:
        return ""
    try:
        find_record(request, type(source), source.pk)
    except Http404:
        return ""
    return str(source.get_absolute_url())


def _filters(request: UserRequest, year: int) -> FollowUpFilters:
    given = request.GET
    state, light = given.get("state", ""), given.get("light", "")
    return FollowUpFilters(
        year=year,
        q=words_in(request),
        kind=given.get("kind", "") if given.get("kind") in FollowUpKind.values else "",
        state=state if state in STATES else FollowUpFilters(year).state,
        light=light if light in LIGHTS else "",
        township=number_in(request, "township"),
    )
