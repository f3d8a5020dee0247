"""迟报: what a unit missed, asked for and decided; and how the windows of a year are kept."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.actions import reports as actions
from assessments.forms.reports import LatenessAnswerForm, LatenessForm
from assessments.models import Cycle, SelfReport
from assessments.policies import actors_of, calendar_of, can_run_cycles, can_see_cycles
from assessments.results.report_rows import ItemRow
from assessments.results.reports import report_sheet
from assessments.results.window_counts import behind_in, window_rows
from assessments.roles import Actor, PhaseKind
from assessments.views.reports import find_report, unit_page
from assessments.views.reviews import review_page
from districts.requests import standing_for
from wenming.errors import DomainError, NotAllowed
from wenming.http import UserRequest
from wenming.paging import page_of


@require_POST
def lateness_ask(request: UserRequest, pk: int) -> HttpResponse:
    """A unit asks to fill in what it missed."""
    report = find_report(request, pk)
    if Actor.REPORTER not in actors_of(request.user, standing_for(request), report.assessment):
        raise NotAllowed("迟报由单位填报人申请，您没有这一权限。")
    form = LatenessForm(request.POST, rows=_missed(report), auto_id="late_%s")
    if form.is_valid():
        try:
            actions.ask_lateness(report, **form.cleaned_data, by=request.user, at=timezone.now())
        except DomainError as refusal:
            if refusal.status != DomainError.status:
                raise
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, "迟报申请已送县文明办，答复后会显示在本页。")
            return redirect(report)
    return unit_page(request, report, status=422, lateness_form=form)


@require_POST
def lateness_answer(request: UserRequest, pk: int) -> HttpResponse:
    """The office permits or declines, asked or not."""
    report = find_report(request, pk)
    if Actor.OFFICE not in actors_of(request.user, standing_for(request), report.assessment):
        raise NotAllowed("迟报由县文明办许可，您没有这一权限。")
    form = LatenessAnswerForm(request.POST, rows=_missed(report), auto_id="late_%s")
    if form.is_valid():
        try:
            actions.decide_lateness(report, **form.cleaned_data, by=request.user, at=timezone.now())
        except DomainError as refusal:
            if refusal.status != DomainError.status:
                raise
            form.add_error(refusal.field, refusal.message)
        else:
            done = "已许可" if form.cleaned_data["until"] else "已答复不再补填"
            messages.success(request, f"{report.assessment.unit}：迟报{done}。")
            return redirect("assessments:report-review", report.pk)
    return review_page(request, report, status=422, lateness_form=form)


@require_safe
def window_overview(request: UserRequest, pk: int) -> HttpResponse:
    """How many items of each window are filled in and missed; with `window`, by whom."""
    standing = standing_for(request)
    if not can_see_cycles(standing):
        raise Http404
    cycle = get_object_or_404(Cycle, pk=pk)
    calendar = calendar_of(cycle, timezone.now())
    rows = window_rows(cycle, calendar.at)
    deadline = calendar.deadline(PhaseKind.SELF_CHECK)
    chosen = next((row for row in rows if row.key == request.GET.get("window")), None)
    context = {
        "cycle": cycle,
        "rows": rows,
        "chosen": chosen,
        "deadline": deadline,
        "beyond": [
            row.name for row in rows if deadline and row.last > timezone.localdate(deadline)
        ],
        "page": page_of(request, behind_in(cycle, chosen.key)) if chosen else None,
        "is_office": can_run_cycles(standing),
    }
    return render(request, "assessments/window_overview.html", context)


def _missed(report: SelfReport) -> list[ItemRow]:
    calendar = calendar_of(report.assessment.cycle, timezone.now())
    return report_sheet(report, calendar, with_last_year=False).missed
