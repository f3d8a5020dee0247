"""调度会: minutes, and decisions that somebody has to carry out by a day."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.actions import pairings as acts
from districts.actions.follow_ups import open_follow_up
from districts.forms.pairings import DecisionForm, MeetingForm
from districts.forms.records import initial_of_record
from districts.models import CoordinationMeeting, FollowUp, FollowUpKind
from districts.policies.pairings import can_edit_meeting, can_keep_pairings
from districts.requests import standing_for
from districts.results.fieldwork import gallery_of, history_of
from districts.results.follow_ups import counts_by_source, light_of_follow_up
from districts.results.years import chosen_year
from districts.views.fieldwork.common import find_record, refuse_at_field, today, words_in
from districts.views.pairings.common import FORM_METHODS, for_office
from wenming.errors import DomainError, NotAllowed
from wenming.http import UserRequest, posted, render_page
from wenming.paging import page_of

FIELDS = list(MeetingForm.base_fields)


@require_safe
def meeting_list(request: UserRequest) -> HttpResponse:
    """The year's meetings, newest first."""
    standing = standing_for(request)
    if not standing.sees_whole_county:
        raise Http404
    visible = CoordinationMeeting.objects.visible_to(request.user, standing)
    years = chosen_year(request.GET.get("year"), visible, today())
    words = words_in(request)
    rows = visible.filter(year=years.year)
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(minutes__icontains=words))
    page = page_of(request, rows.order_by("-held_on", "-pk"))
    decided = counts_by_source(CoordinationMeeting, [row.pk for row in page.object_list])
    context = {
        "page": page,
        "rows": [(row, decided.get(row.pk)) for row in page.object_list],
        "years": years,
        "q": words,
        "can_keep": can_keep_pairings(standing),
    }
    return render_page(
        request,
        "districts/pairings/meeting_list.html",
        "districts/pairings/_meeting_rows.html",
        context,
    )


@require_http_methods(FORM_METHODS)
@for_office
def meeting_create(request: UserRequest) -> HttpResponse:
    form = MeetingForm(
        posted(request),
        standing=standing_for(request),
        today=today(),
        initial={"held_on": today()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            meeting = acts.create_meeting(form.values, by=request.user, at=timezone.now())
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, "已登记，请把议定事项逐条交办。")
            return redirect(meeting)
    return _form_page(request, form, None)


@require_http_methods(FORM_METHODS)
def meeting_edit(request: UserRequest, pk: int) -> HttpResponse:
    meeting = find_record(request, CoordinationMeeting, pk)
    if not can_edit_meeting(standing_for(request), meeting):
        raise NotAllowed("调度会由县文明办登记。")
    form = MeetingForm(
        posted(request),
        standing=standing_for(request),
        today=today(),
        row=meeting,
        initial=initial_of_record(meeting, FIELDS),
    )
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            acts.edit_meeting(
                meeting, form.values, version=version, by=request.user, at=timezone.now()
            )
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect(meeting)
    return _form_page(request, form, meeting)


@require_safe
def meeting_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, find_record(request, CoordinationMeeting, pk))


@require_POST
def meeting_decide(request: UserRequest, pk: int) -> HttpResponse:
    """One decision becomes a follow-up with an owner and a day."""
    meeting = find_record(request, CoordinationMeeting, pk)
    standing = standing_for(request)
    if not can_edit_meeting(standing, meeting):
        raise NotAllowed("议定事项由县文明办交办。")
    form = DecisionForm(request.POST, standing=standing, today=today())
    if form.is_valid():
        names = ("text", "owner", "village", "due_on")
        try:
            decision = open_follow_up(
                kind=FollowUpKind.DECISION,
                **{name: form.cleaned_data[name] for name in names},
                source=meeting,
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, f"已交办给{decision.owner_name}。")
            return redirect(meeting)
    return _page(request, meeting, form=form, status=422)


def _page(
    request: UserRequest,
    meeting: CoordinationMeeting,
    *,
    form: DecisionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    standing = standing_for(request)
    can_edit = can_edit_meeting(standing, meeting)
    decisions = FollowUp.objects.of(meeting).with_owner().select_related("village")
    if form is None and can_edit:
        form = DecisionForm(standing=standing, today=today())
    context: dict[str, Any] = {
        "row": meeting,
        "rows": [(one, light_of_follow_up(one, today())) for one in decisions.order_by("pk")],
        "can_edit": can_edit,
        "form": form,
        "gallery": gallery_of(meeting, standing),
        "history": history_of(meeting),
    }
    return render(request, "districts/pairings/meeting_detail.html", context, status=status)


def _form_page(
    request: UserRequest, form: MeetingForm, meeting: CoordinationMeeting | None
) -> HttpResponse:
    title = "修改调度会" if meeting else "登记调度会"
    context = {"form": form, "row": meeting, "title": title}
    context |= {"noun": "调度会", "back": "districts:meeting-list"}
    status = 422 if form.is_bound else 200
    return render(request, "districts/fieldwork/record_form.html", context, status=status)
