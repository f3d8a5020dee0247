"""The self-check report: one page for everybody who may see it, and the unit's own acts."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.backends.utils import csrf_input
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from assessments.actions import reports as actions
from assessments.actions.reports.saving import OutsideWindow, calendar_of_mark, item_of
from assessments.forms.answers import NOTHING_TYPED, Typed, answer_input
from assessments.forms.reports import (
    HAS_SEEN,
    KIND_OPTIONS,
    LONGEST_STATEMENT,
    LONGEST_SUMMARY,
    ExtensionForm,
    LatenessForm,
    read_mark,
    read_summary,
)
from assessments.models import SelfMark, SelfReport
from assessments.openings import can_ask_lateness, can_fill_item
from assessments.policies import (
    Calendar,
    actors_of,
    calendar_of,
    can_ask_extension,
    can_edit_report,
    steps_open_to,
)
from assessments.results.answers import mark_in_words
from assessments.results.evidence_checks import save_checks
from assessments.results.gates import gate_of
from assessments.results.history import history_of
from assessments.results.report_progress import progress_of
from assessments.results.report_rows import ItemRow, Section
from assessments.results.reports import ReportSheet, StageGroup, report_sheet
from assessments.results.windows import days_left
from assessments.roles import Actor, CycleStatus, PhaseKind
from assessments.scoring import plain
from assessments.workflow import REPORT_STEPS
from districts.requests import standing_for
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.files.types import LIMITS_TEXT
from wenming.http import UrlOfEach, UserRequest, is_htmx, url_of_each


@dataclass(frozen=True, slots=True)
class Refused:
    """What was refused just now, shown where it was typed."""

    pk: int  # of the mark; 0 for the written report
    refusal: DomainError
    typed: Typed


@dataclass(frozen=True, slots=True)
class ItemCard:
    """One item as the page draws it."""

    row: ItemRow
    pk: str
    key: str
    version: str
    save_url: str
    answer: SafeString
    statement: str
    can_edit: bool
    visible: list[tuple[str, bool]]
    error: str = ""
    conflict: Conflict | None = None


@require_safe
def my_report(request: UserRequest) -> HttpResponse:
    """The report somebody owes now; a choice of several, or advice where there is none."""
    standing = standing_for(request)
    reports = (
        SelfReport.objects.filter(assessment__unit__in=standing.unit_ids)
        .exclude(assessment__cycle__status=CycleStatus.PREPARING)
        .select_related("assessment__unit", "assessment__cycle")
        .defer("summary", "assessment__breakdown")
        .order_by("-assessment__cycle__year", "assessment__unit__name")
    )
    found = list(reports)
    newest = [each for each in found if each.assessment.cycle_id == found[0].assessment.cycle_id]
    if len(newest) == 1:
        return redirect(newest[0])
    return render(request, "assessments/report_choice.html", {"reports": newest})


@require_safe
def report_detail(request: UserRequest, pk: int) -> HttpResponse:
    """The unit's page; team and leaders read the same report, the office goes to its review."""
    report = find_report(request, pk)
    actors = actors_of(request.user, standing_for(request), report.assessment)
    if Actor.REPORTER in actors:
        return unit_page(request, report)
    if Actor.OFFICE in actors:
        return redirect("assessments:report-review", report.pk)
    calendar = calendar_of(report.assessment.cycle, timezone.now())
    context = page_context(report, actors, calendar)
    return render(request, "assessments/report_review.html", context)


@require_safe
def report_print(request: UserRequest, pk: int) -> HttpResponse:
    """The report on paper, for signature."""
    report = find_report(request, pk)
    calendar = calendar_of(report.assessment.cycle, timezone.now())
    sheet = report_sheet(report, calendar, with_last_year=False)
    return render(request, "assessments/report_print.html", {"report": report, "sheet": sheet})


@require_safe
def report_checklist(request: UserRequest, pk: int) -> HttpResponse:
    """What is still missing, asked for again whenever the list comes into sight."""
    report = find_report(request, pk)
    actors = actors_of(request.user, standing_for(request), report.assessment)
    if Actor.REPORTER not in actors:
        raise NotAllowed("这是单位填报人的清单。")
    calendar = calendar_of(report.assessment.cycle, timezone.now())
    sheet = report_sheet(report, calendar, with_last_year=False)
    context = {
        "report": report,
        "sheet": sheet,
        "can_edit": can_edit_report(actors, report, calendar),
        "can_fill": can_fill_some(actors, sheet),
        "gate": gate_of(report),
    }
    page = redirect(f"{report.get_absolute_url()}#checklist")
    return render(request, "assessments/_checklist.html", context) if is_htmx(request) else page


def find_report(request: UserRequest, pk: int) -> SelfReport:
    """The report with all that its pages touch, or 404."""
    visible = SelfReport.objects.visible_to(request.user, standing_for(request))
    return get_object_or_404(
        visible.select_related(
            "assessment__unit",
            "assessment__unit_type",
            "assessment__cycle",
            "assessment__rubric",
            "submitted_by",
            "reviewer",
        ).defer("assessment__breakdown"),
        pk=pk,
    )


def unit_page(
    request: UserRequest,
    report: SelfReport,
    *,
    status: int = 200,
    refused: Refused | None = None,
    **context: Any,
) -> HttpResponse:
    """The page on which a unit fills in; `refused` is shown where it was typed."""
    actors = actors_of(request.user, standing_for(request), report.assessment)
    if Actor.REPORTER not in actors:
        raise NotAllowed("自查报告由单位填报人填写，您没有这一权限。")
    calendar = calendar_of(report.assessment.cycle, timezone.now())
    shared = page_context(report, actors, calendar)
    sheet = shared["sheet"]
    mine = refused if refused and not refused.pk else None
    shared |= {
        "can_edit": can_edit_report(actors, report, calendar),
        "can_fill": can_fill_some(actors, sheet),
        "groups": grouped_cards(sheet, actors, refused),
        "lateness_form": lateness_form(actors, sheet, calendar),
        "can_ask": can_ask_extension(actors, report, calendar),
        "extension_form": ExtensionForm(),
        "summary": mine.typed.text("summary", report.summary) if mine else report.summary,
        "summary_refusal": mine.refusal if mine else None,
        "kind_options": KIND_OPTIONS,
        "evidence_url": reverse("assessments:evidence-list", args=[report.pk]),
        "user_pk": str(request.user.pk),
        "csrf_input": csrf_input(request),
        "limits": LIMITS_TEXT,
        "longest_statement": str(LONGEST_STATEMENT),
        "longest_summary": LONGEST_SUMMARY,
        "save_keys": SaveKeys(),
    }
    return render(request, "assessments/report_detail.html", shared | context, status=status)


def can_fill_some(actors: frozenset[Actor], sheet: ReportSheet) -> bool:
    """Whether any item of the report can be filled in now."""
    openings = sheet.openings.values()
    return any(can_fill_item(actors, sheet.report, opening) for opening in openings)


def lateness_form(
    actors: frozenset[Actor], sheet: ReportSheet, calendar: Calendar
) -> LatenessForm | None:
    """Asking to fill in what was missed, where there is anything to ask for."""
    if not sheet.missed or not can_ask_lateness(actors, sheet.report, calendar):
        return None
    asked = [row for row in sheet.missed if row.late is None or not row.late.is_waiting]
    return LatenessForm(rows=asked, auto_id="late_%s") if asked else None


Cards = list[tuple[Section, list[ItemCard]]]


def grouped_cards(
    sheet: ReportSheet, actors: frozenset[Actor], refused: Refused | None
) -> list[tuple[StageGroup, Cards]]:
    """The items as the page draws them: by stage, then by section."""
    save_url = url_of_each("assessments:self-mark-save")

    def card(row: ItemRow) -> ItemCard:
        can_edit = can_fill_item(actors, sheet.report, row.opening)
        return item_card(row, save_url, can_edit, refused)

    return [
        (group, [(section, [card(row) for row in section.rows]) for section in group.sections])
        for group in sheet.groups
    ]


class SaveKeys:
    """A new key each time a template asks: forms that are sent without JavaScript need one."""

    def __str__(self) -> str:
        return str(uuid4())


def page_context(
    report: SelfReport, actors: frozenset[Actor], calendar: Calendar
) -> dict[str, Any]:
    """What every page about a report shows."""
    until = report.assessment.self_check_until
    deadline = calendar.deadline(PhaseKind.SELF_CHECK, until=until)
    phase = calendar.phases.get(PhaseKind.SELF_CHECK)
    return {
        "report": report,
        "unit": report.assessment.unit,
        "cycle": report.assessment.cycle,
        "sheet": report_sheet(report, calendar),
        "deadline": deadline,
        "days_left": days_left(deadline, calendar.at),
        "is_open": calendar.is_open(PhaseKind.SELF_CHECK, until=until),
        "opens_at": phase.opens_at if phase else None,
        "steps": steps_open_to(REPORT_STEPS, actors, report.status, calendar, until=until),
        "history": history_of(report),
        "gate": gate_of(report),
        "has_bonuses": bool(report.assessment.rubric.spec.bonuses),
    }


def item_card(
    row: ItemRow, save_url: UrlOfEach, can_edit: bool, refused: Refused | None
) -> ItemCard:
    """One item with its inputs, with what was refused in it just now."""
    mine = refused if refused and refused.pk == row.mark.pk else None
    refusal = mine.refusal if mine else None
    typed = mine.typed if mine else NOTHING_TYPED
    answer = answer_input(
        row.item,
        row.mark.answer,
        key=row.key,
        typed=typed,
        disabled=not can_edit,
        error=refusal.message if refusal and not isinstance(refusal, Conflict) else "",
    )
    return ItemCard(
        row=row,
        pk=str(row.mark.pk),
        key=row.key,
        version=str(row.mark.version),
        save_url=save_url(row.mark.pk),
        answer=answer.html,
        statement=typed.text("statement", row.mark.statement),
        can_edit=can_edit,
        visible=_ticks(row, typed),
        error=refusal.message if refusal else "",
        conflict=refusal if isinstance(refusal, Conflict) and refusal.current else None,
    )


def _ticks(row: ItemRow, typed: Typed) -> list[tuple[str, bool]]:
    """What the evidence must show, ticked as stored or as it was typed just now."""
    if HAS_SEEN not in typed.data:
        return row.visible
    return [(word, word in typed.data.getlist("seen")) for word, _ in row.visible]


@require_POST
def self_mark_save(request: UserRequest, pk: int) -> HttpResponse:
    """Save one item as it is typed. Eight queries, transaction included."""
    try:
        mark = actions.save_self_mark(
            pk, **read_mark(request.POST), by=request.user, at=timezone.now()
        )
    except SelfMark.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed:
        raise
    except DomainError as refusal:
        return _mark_refused(request, pk, refusal)
    if is_htmx(request):
        progress = progress_of(mark.report, calendar_of_mark(mark, timezone.now()))
        context = _made(mark) | {"mark": mark, "progress": progress}
        return saved_parts("assessments/_report_saved.html", context)
    messages.success(request, "已保存。")
    return redirect(f"{mark.report.get_absolute_url()}#m{mark.pk}")


@require_POST
def report_summary_save(request: UserRequest, pk: int) -> HttpResponse:
    """Save the written report as it is typed."""
    try:
        report = actions.save_summary(
            pk, **read_summary(request.POST), by=request.user, at=timezone.now()
        )
    except SelfReport.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed:
        raise
    except DomainError as refusal:
        return _summary_refused(request, pk, refusal)
    if is_htmx(request):
        return saved_parts("assessments/_summary_saved.html", {"report": report})
    messages.success(request, "已保存。")
    return redirect(f"{report.get_absolute_url()}#summary")


def _mark_refused(request: UserRequest, pk: int, refusal: DomainError) -> HttpResponse:
    """The refusal at its field, with everything typed; both versions where there are two."""
    if isinstance(refusal, OutsideWindow) and not is_htmx(request):
        raise refusal
    visible = SelfMark.objects.visible_to(request.user, standing_for(request))
    mark = get_object_or_404(visible.select_related("report"), pk=pk)
    if is_htmx(request):
        return refused_parts(f"m{pk}", refusal, version=mark.version, on=mark.report)
    refused = Refused(pk, refusal, Typed(request.POST))
    report = find_report(request, mark.report_id)
    return unit_page(request, report, status=refusal.status, refused=refused)


def _summary_refused(request: UserRequest, pk: int, refusal: DomainError) -> HttpResponse:
    report = find_report(request, pk)
    if is_htmx(request):
        return refused_parts("summary", refusal, version=report.version, on=report)
    refused = Refused(0, refusal, Typed(request.POST))
    return unit_page(request, report, status=refusal.status, refused=refused)


def _made(mark: SelfMark) -> dict[str, Any]:
    item = item_of(mark)
    points, how = mark_in_words(item, mark.answer)
    return {
        "key": f"m{mark.pk}",
        "points": points,
        "how": how,
        "full": plain(item.points),
        "checks": save_checks(item.evidence, mark.statement, mark.seen),
    }


def saved_parts(template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Parts of the page for the script. Without the request, whose context would cost queries."""
    return HttpResponse(render_to_string(template, context), status=status)


def refused_parts(key: str, refusal: DomainError, *, version: int, on: SelfReport) -> HttpResponse:
    """What is wrong, at the field; `version` is the one that is stored now."""
    context = {
        "key": key,
        "error": refusal.message,
        "conflict": refusal if isinstance(refusal, Conflict) and refusal.current else None,
        "version": version,
        "page": on.get_absolute_url(),
    }
    return saved_parts("assessments/_save_refused.html", context, status=refusal.status)
