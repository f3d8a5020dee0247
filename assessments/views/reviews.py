"""Steps of a report, the office's queue and review, and more time for who is late."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.actions import reports as actions
from assessments.forms.reports import (
    QUEUE_STATES,
    ExtensionAnswerForm,
    ExtensionForm,
    LatenessAnswerForm,
    QueueFilter,
    StepForm,
    read_comment,
)
from assessments.models import ReviewComment, SelfMark, SelfReport
from assessments.openings import can_decide_lateness
from assessments.policies import Calendar, actors_of, calendar_of, can_comment
from assessments.results.queue import next_waiting, queue_counts, queue_of, queue_rows
from assessments.results.reports import ReportSheet
from assessments.results.years import chosen_cycle
from assessments.roles import Actor
from assessments.views.reports import (
    SaveKeys,
    find_report,
    page_context,
    refused_parts,
    saved_parts,
    unit_page,
)
from assessments.workflow import REPORT_STEPS
from districts.models import UnitType
from districts.requests import standing_for
from wenming.errors import DomainError, NotAllowed
from wenming.http import UserRequest, is_htmx, render_page
from wenming.paging import page_of


@require_safe
def report_queue(request: UserRequest) -> HttpResponse:
    """Every report of the year, those first that need the office."""
    if not standing_for(request).is_office:
        raise Http404
    cycle, cycles = chosen_cycle(request.GET.get("year"))
    if cycle is None:
        return render(request, "assessments/report_queue.html", {"cycle": None})
    calendar = calendar_of(cycle, timezone.now())
    chosen = QueueFilter.of(request.GET)
    reports = queue_of(
        cycle, calendar, state=chosen.state, unit_type=chosen.type, words=chosen.words
    )
    page = page_of(request, reports, is_wide=True)
    counts = queue_counts(cycle, calendar)
    context = {
        "cycle": cycle,
        "cycles": cycles,
        "page": page,
        "rows": queue_rows(list(page.object_list), calendar),
        "counts": counts,
        "states": [(code, label, counts.by_state[code]) for code, label in QUEUE_STATES],
        "types": list(UnitType.objects.all()),
        "chosen": chosen,
    }
    return render_page(
        request, "assessments/report_queue.html", "assessments/_queue_list.html", context
    )


@require_safe
def report_review(request: UserRequest, pk: int) -> HttpResponse:
    """The office reads item by item, notes what is wrong, and decides."""
    return review_page(request, find_report(request, pk))


def review_page(
    request: UserRequest, report: SelfReport, *, status: int = 200, **context: Any
) -> HttpResponse:
    actors = actors_of(request.user, standing_for(request), report.assessment)
    if Actor.OFFICE not in actors:
        raise NotAllowed("自查报告由县文明办审核；本人所在单位的报告由他人审核。")
    calendar = calendar_of(report.assessment.cycle, timezone.now())
    shared = page_context(report, actors, calendar)
    shared |= {
        "lateness_form": _lateness_form(actors, shared["sheet"], calendar),
        "is_office": True,
        "can_comment": can_comment(actors, report),
        "next": next_waiting(report),
        "step_form": StepForm().asking_for_note(),
        "answer_form": ExtensionAnswerForm(),
        "save_keys": SaveKeys(),
    }
    return render(request, "assessments/report_review.html", shared | context, status=status)


def _lateness_form(
    actors: frozenset[Actor], sheet: ReportSheet, calendar: Calendar
) -> LatenessAnswerForm | None:
    """Where the unit missed something and the office can still decide about it."""
    if not sheet.missed or not can_decide_lateness(actors, sheet.report, calendar):
        return None
    return LatenessAnswerForm(rows=sheet.missed, auto_id="late_%s")


@require_POST
def report_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    """One step of the workflow; whoever took it stays on the report."""
    if verb not in REPORT_STEPS:
        raise Http404
    report = find_report(request, pk)
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            actions.advance_report(
                report, verb, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except DomainError as refusal:
            if refusal.status != DomainError.status:
                raise
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, f"{report.assessment.unit}：已{REPORT_STEPS[verb].label}。")
            return redirect(report)
    return _step_refused(request, report, verb, form)


def _step_refused(
    request: UserRequest, report: SelfReport, verb: str, form: StepForm
) -> HttpResponse:
    """The page again, with what is wrong at its place and what was typed."""
    if REPORT_STEPS[verb].actor is Actor.REPORTER:
        return unit_page(request, report, status=422, step_errors=form.non_field_errors())
    return review_page(request, report, status=422, step_form=form.asking_for_note())


@require_POST
def self_mark_comment(request: UserRequest, pk: int) -> HttpResponse:
    """Save the office's note on one item as it is typed."""
    key = f"m{pk}"
    try:
        comment = actions.comment_item(
            pk, **read_comment(request.POST), by=request.user, at=timezone.now()
        )
    except (SelfMark.DoesNotExist, ReviewComment.DoesNotExist) as error:
        raise Http404 from error
    except NotAllowed:
        raise
    except DomainError as refusal:
        visible = SelfMark.objects.visible_to(request.user, standing_for(request))
        mark = get_object_or_404(visible.select_related("report"), pk=pk)
        if not is_htmx(request):
            raise
        stored = mark.comments.filter(round=mark.report.round).first()
        return refused_parts(key, refusal, version=stored.version if stored else 0, on=mark.report)
    if is_htmx(request):
        context = {"key": key, "version": comment.version if comment else 0}
        return saved_parts("assessments/_comment_saved.html", context)
    messages.success(request, "意见已保存。")
    report = SelfReport.objects.only("pk").get(marks=pk)
    return redirect(f"{report.get_absolute_url()}#{key}")


@require_POST
def extension_ask(request: UserRequest, pk: int) -> HttpResponse:
    """A late unit asks for more time."""
    report = find_report(request, pk)
    form = ExtensionForm(request.POST)
    if not form.is_valid():
        return unit_page(request, report, status=422, extension_form=form)
    actions.ask_extension(report, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, "延期申请已送县文明办，答复后会显示在本页。")
    return redirect(report)


@require_POST
def extension_answer(request: UserRequest, pk: int) -> HttpResponse:
    """The office grants or declines."""
    report = find_report(request, pk)
    form = ExtensionAnswerForm(request.POST)
    if form.is_valid():
        try:
            actions.answer_extension(
                report, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except DomainError as refusal:
            if refusal.status != DomainError.status:
                raise
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, f"已答复{report.assessment.unit}的延期申请。")
            return redirect("assessments:report-review", report.pk)
    return review_page(request, report, status=422, answer_form=form)
