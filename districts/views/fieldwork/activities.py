"""活动台账: the list, one activity, entering, confirming and correcting it."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.actions.activities import (
    advance_activity,
    correct_activity,
    create_activity,
    edit_activity,
)
from districts.exports.activities import activities_xlsx
from districts.forms.activities import ActivityForm
from districts.forms.records import initial_of_record
from districts.models import Activity, ActivityKind, EventSeries
from districts.policies.fieldwork import can_correct, can_edit_entry, can_enter
from districts.requests import standing_for
from districts.results.activities import (
    ActivityFilters,
    activity_rows,
    activity_totals,
    uses_of,
)
from districts.results.fieldwork import corrections_by
from districts.results.years import chosen_year
from districts.roles import EntryStatus
from districts.views.fieldwork.common import (
    entry_page,
    find_record,
    for_participants,
    number_in,
    refuse_at_field,
    save_entry,
    take_step,
    today,
    township_choices,
    words_in,
)
from districts.workflow.entries import ENTRY_STEPS
from wenming.errors import DomainError, NotAllowed
from wenming.http import UserRequest, attachment, posted, render_page
from wenming.paging import page_of

RELATED = (
    "series", "township", "department", "unit", "village__township", "entered_by", "confirmed_by",
)  # fmt: skip
FORM_METHODS = ["GET", "HEAD", "POST"]
BESIDE = ("sessions", "attendance")  # corrections shown beside their figure


@require_safe
@for_participants
def activity_list(request: UserRequest) -> HttpResponse:
    """The year's activities, newest first, with the sums of what is confirmed."""
    standing = standing_for(request)
    visible = Activity.objects.visible_to(request.user, standing)
    years = chosen_year(request.GET.get("year"), visible, today())
    filters = _filters(request, years.year)
    rows = activity_rows(request.user, standing, filters)
    page = page_of(request, rows)
    context = {
        "page": page,
        "corrections": corrections_by(Activity, [row.pk for row in page.object_list]),
        "totals": activity_totals(rows),
        "filters": filters,
        "is_filtered": filters != ActivityFilters(years.year),
        "years": years,
        "kinds": ActivityKind.choices,
        "states": EntryStatus.choices,
        "months": range(1, 13),
        "townships": township_choices(request),
        "series_choices": list(
            EventSeries.objects.visible_to(request.user, standing)
            .filter(year=years.year)
            .order_by("name")
            .values_list("pk", "name")
        ),
        "can_enter": can_enter(standing),
    }
    return render_page(
        request,
        "districts/fieldwork/activity_list.html",
        "districts/fieldwork/_activity_rows.html",
        context,
    )


@require_safe
@for_participants
def activity_export(request: UserRequest) -> HttpResponseBase:
    """The list as it is filtered now, as the 活动台账."""
    standing, day = standing_for(request), today()
    visible = Activity.objects.visible_to(request.user, standing)
    year = chosen_year(request.GET.get("year"), visible, day).year
    rows = activity_rows(request.user, standing, _filters(request, year))
    book = activities_xlsx(rows.order_by("held_on", "pk"), activity_totals(rows), year, day)
    return attachment(f"{year}年活动台账{day:%Y%m%d}.xlsx", book)


@require_http_methods(FORM_METHODS)
@for_participants
def activity_create(request: UserRequest) -> HttpResponse:
    standing = standing_for(request)
    if not can_enter(standing):
        raise NotAllowed("活动由主办单位和县文明办登记，您没有这一权限。")
    form = ActivityForm(posted(request), standing=standing, today=today())
    if request.method == "POST" and form.is_valid():
        try:
            row = create_activity(form.values, by=request.user, at=timezone.now())
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, f"已登记“{row}”，可以继续上传照片。")
            return redirect(row)
    return _form_page(request, form, None, "登记活动")


@require_safe
def activity_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, find_record(request, Activity, pk, *RELATED))


@require_http_methods(FORM_METHODS)
def activity_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Before it is confirmed."""
    row = find_record(request, Activity, pk, *RELATED)
    if not can_edit_entry(standing_for(request), row):
        raise NotAllowed("这条记录现在不能由您修改。")
    form = _form(request, row)

    def again() -> HttpResponse:
        return _form_page(request, form, row, "修改活动")

    return save_entry(request, form, edit_activity, row, done=f"已保存“{row}”。", again=again)


@require_http_methods(FORM_METHODS)
def activity_correct(request: UserRequest, pk: int) -> HttpResponse:
    """After it is confirmed: the old figure stays beside the new one."""
    row = find_record(request, Activity, pk, *RELATED)
    if not can_correct(standing_for(request), row):
        raise NotAllowed("已确认的活动由县文明办更正。")
    form = _form(request, row, is_correction=True)

    def again() -> HttpResponse:
        return _form_page(request, form, row, "更正活动")

    done = "已更正，原来的内容保留在记录旁边。"
    return save_entry(request, form, correct_activity, row, done=done, again=again)


@require_POST
def activity_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    row = find_record(request, Activity, pk, *RELATED)

    def again(form: forms.Form, verb: str, status: int) -> HttpResponse:
        return _page(request, row, form=form, verb=verb, status=status)

    return take_step(request, row, verb, steps=ENTRY_STEPS, act=advance_activity, again=again)


def _page(
    request: UserRequest,
    row: Activity,
    *,
    form: forms.Form | None = None,
    verb: str = "",
    status: int = 200,
) -> HttpResponse:
    page = entry_page(
        request, row, step_url="districts:activity-step", beside=BESIDE, form=form, verb=verb
    )
    context = page | {"uses": uses_of(row, request.user, standing_for(request))}
    return render(request, "districts/fieldwork/activity_detail.html", context, status=status)


def _form(request: UserRequest, row: Activity, *, is_correction: bool = False) -> ActivityForm:
    return ActivityForm(
        posted(request),
        standing=standing_for(request),
        today=today(),
        row=row,
        is_correction=is_correction,
        initial=initial_of_record(row, list(ActivityForm.base_fields)),
    )


def _form_page(
    request: UserRequest, form: ActivityForm, row: Activity | None, title: str
) -> HttpResponse:
    context = {"form": form, "row": row, "title": title}
    context |= {"noun": "活动台账", "back": "districts:activity-list"}
    status = 422 if form.is_bound else 200
    return render(request, "districts/fieldwork/record_form.html", context, status=status)


def _filters(request: UserRequest, year: int) -> ActivityFilters:
    given = request.GET
    kind, state = given.get("kind", ""), given.get("state", "")
    month = number_in(request, "month", most=12)
    return ActivityFilters(
        year=year,
        q=words_in(request),
        kind=kind if kind in ActivityKind.values else "",
        state=state if state in EntryStatus.values else "",
        month=month or None,
        township=number_in(request, "township"),
        series=number_in(request, "series"),
    )
