"""定等 in the office: the list of a year, its rules and settings, one unit, notices."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import exports_outcomes as exports
from assessments.actions import outcomes as actions
from assessments.forms.outcomes import (
    OutcomeRowForm,
    OutcomeRules,
    OutcomeSettingsForm,
    initial_of_rule,
    settings_of,
)
from assessments.jobs import outcomes as jobs
from assessments.models import Cycle, OutcomeList, OutcomeRow
from assessments.results import outcomes as results
from assessments.roles import CycleStatus, Outcome, OutcomeStatus
from assessments.views.cycles import READ_OR_POST, for_county, for_office
from assessments.views.results import visible_assessment
from assessments.workflow import OUTCOME_STEPS
from districts.forms.follow_ups import StepNoteForm
from districts.requests import standing_for
from districts.results.fieldwork import history_of
from districts.views.fieldwork.common import answer_form, take_step
from districts.workflow.steps import Actor, open_steps
from wenming.errors import NotAllowed
from wenming.http import UserRequest, attachment, posted
from wenming.jobs.delivery import begin
from wenming.paging import page_of


@require_safe
@for_county
def outcome_list(request: UserRequest, pk: int) -> HttpResponse:
    """What is proposed and decided for every unit, and what stands in the way."""
    cycle = get_object_or_404(Cycle.objects.select_related("outcome_list"), pk=pk)
    found = getattr(cycle, "outcome_list", None)
    if found is None:
        can_set_up = standing_for(request).is_office and cycle.status != CycleStatus.ARCHIVED
        context = {"cycle": cycle, "found": None, "can_set_up": can_set_up}
        return render(request, "assessments/outcomes/list.html", context)
    return _list_page(request, found, StepNoteForm(), "")


@require_POST
@for_office
def outcome_setup(request: UserRequest, pk: int) -> HttpResponse:
    cycle = get_object_or_404(Cycle, pk=pk)
    actions.set_up_outcomes(cycle, by=request.user, at=timezone.now())
    messages.success(request, "已按常用规则建立，可以逐条修改。")
    return redirect("assessments:outcome-rules", cycle.pk)


@require_POST
@for_office
def outcome_propose(request: UserRequest, pk: int) -> HttpResponse:
    told = actions.propose_outcomes(_find(pk), by=request.user, at=timezone.now())
    messages.success(request, f"已生成：{told.words}")
    return redirect("assessments:outcome-list", pk)


@require_POST
@for_office
def outcome_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    found = get_object_or_404(OutcomeList.objects.select_related("cycle"), pk=pk)
    return take_step(
        request,
        found,
        verb,
        steps=OUTCOME_STEPS,
        act=actions.advance_outcomes,
        again=lambda form, at, status: _list_page(request, found, form, at, status=status),
    )


@require_http_methods(READ_OR_POST)
@for_county
def outcome_rules(request: UserRequest, pk: int) -> HttpResponse:
    """The rules with the units that each catches now; the office edits them as one table."""
    found = _find(pk)
    caught = results.caught(found)
    can_edit = standing_for(request).is_office and found.status == OutcomeStatus.DRAFT
    _require_office_to_post(request)
    if request.method == "POST":
        return _save_rules(request, found, caught)
    rules = OutcomeRules(initial=[initial_of_rule(rule) for rule, _ in caught])
    return _rules_page(request, found, caught, rules if can_edit else None)


@require_http_methods(READ_OR_POST)
@for_office
def outcome_settings(request: UserRequest, pk: int) -> HttpResponse:
    """On which title the list acts, and with which document."""
    found = _find(pk)
    form = OutcomeSettingsForm(posted(request), initial=settings_of(found))

    def save() -> OutcomeList:
        values = dict(form.cleaned_data)
        version = values.pop("version")
        return actions.update_outcome_settings(
            found, values, version=version, by=request.user, at=timezone.now()
        )

    def again() -> HttpResponse:
        context = {"cycle": found.cycle, "found": found, "form": form}
        status = 422 if form.errors else 200
        return render(request, "assessments/outcomes/settings.html", context, status=status)

    return answer_form(request, form, save, done="已保存。", again=again)


@require_http_methods(READ_OR_POST)
@for_county
def outcome_row(request: UserRequest, pk: int) -> HttpResponse:
    """One unit: proposed and decided beside each other; the office decides, or corrects."""
    row = _find_row(pk)
    can_decide = standing_for(request).is_office and (
        row.list.status in (OutcomeStatus.DRAFT, OutcomeStatus.PUBLISHED)
    )
    _require_office_to_post(request)
    initial = {"version": row.version, "outcome": row.outcome}
    initial |= {} if row.list.is_published else {"reason": row.reason}
    is_correction = row.list.is_published
    form = OutcomeRowForm(posted(request), initial=initial, is_correction=is_correction)
    act = actions.correct_outcome if row.list.is_published else actions.edit_outcome

    def save() -> OutcomeRow:
        return act(row, by=request.user, at=timezone.now(), **form.cleaned_data)

    def again() -> HttpResponse:
        context = {
            "row": row,
            "assessment": row.assessment,
            "cycle": row.list.cycle,
            "corrections": row.corrections.select_related("by"),
            "form": form if can_decide else None,
            "chip": results.CHIPS[Outcome(row.outcome)],
            "changes": results.title_changes(row.list, [row]),
        }
        status = 422 if form.errors else 200
        return render(request, "assessments/outcomes/row.html", context, status=status)

    return answer_form(request, form, save, done="已保存。", again=again)


@require_safe
@for_county
def outcome_table(request: UserRequest, pk: int) -> HttpResponseBase:
    """定等表 as a workbook."""
    found = _find(pk)
    content = exports.outcomes_xlsx(found, timezone.now())
    return attachment(f"{found.cycle.year}年文明单位定等表.xlsx", content)


@require_POST
@for_office
def outcome_notices(request: UserRequest, pk: int) -> HttpResponseBase:
    """The notices of all units as one file."""
    found = _find(pk)
    _require_published(found)
    title = f"{found.cycle.year}年度定等通知书"
    return begin(request, jobs.NOTICES, title=title, params={"cycle": found.cycle_id})


@require_safe
def outcome_notice(request: UserRequest, pk: int) -> HttpResponseBase:
    """The notice to one unit as a Word file, for whoever reads the unit's outcome."""
    row = _notice_row(request, pk)
    name = f"{row.list.cycle.year}年度考核结果通知书（{row.assessment.unit.name}）.docx"
    return attachment(name, exports.notice_docx(row, exports.WORD_TEMPLATE))


@require_safe
def outcome_notice_print(request: UserRequest, pk: int) -> HttpResponse:
    row = _notice_row(request, pk)
    context = {"row": row, "words": exports.notice_words(row)}
    return render(request, "assessments/outcomes/notice_print.html", context)


def _list_page(
    request: UserRequest, found: OutcomeList, form: Form, verb: str, *, status: int = 200
) -> HttpResponse:
    is_office = standing_for(request).is_office
    chosen = request.GET.get("outcome", "")
    rows = results.rows_of(found)
    page = page_of(request, rows.filter(outcome=chosen) if chosen in Outcome.values else rows)
    tabs = results.tabs_of(found)
    revokes = any(tab.outcome == Outcome.REVOKE for tab in tabs) and not found.is_published
    changes = results.title_changes(found) if revokes else []
    actors = frozenset({Actor.OFFICE}) if is_office else frozenset()
    steps = open_steps(OUTCOME_STEPS, actors, found.status)
    waits = found.status == OutcomeStatus.PREPARED and found.prepared_by_id == request.user.pk
    if waits:
        steps.pop("approve", None)
    if not found.proposed_at:
        steps = {}
    listed: Any = page.object_list
    context = {
        "cycle": found.cycle,
        "found": found,
        "row": found,
        "page": page,
        "rows": [(row, results.CHIPS[Outcome(row.outcome)]) for row in listed],
        "tabs": tabs,
        "chosen": chosen,
        "changes": changes,
        "hindrances": None if found.is_published else results.hindrances_of(found.cycle),
        "history": history_of(found),
        "steps": steps,
        "step_url": "assessments:outcome-step",
        **{"form": form, "verb": verb, "waits_for_another": waits},
        "can_edit": is_office and found.status == OutcomeStatus.DRAFT,
        "is_office": is_office,
        "chip": results.STATUS_CHIPS[OutcomeStatus(found.status)],
    }
    return render(request, "assessments/outcomes/list.html", context, status=status)


def _save_rules(request: UserRequest, found: OutcomeList, caught: Any) -> HttpResponse:
    rules = OutcomeRules(request.POST, initial=[initial_of_rule(rule) for rule, _ in caught])
    version = request.POST.get("version", "")
    if not rules.is_valid() or not version.isdecimal():
        return _rules_page(request, found, caught, rules, status=422)
    lines = [line for line in rules.forms if line.is_rule]
    lines.sort(key=lambda line: line.cleaned_data.get("position") or 1000)
    actions.save_outcome_rules(
        found,
        [line.values for line in lines],
        version=int(version),
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, "规则已保存，重新生成后按新规则建议。")
    return redirect("assessments:outcome-rules", found.cycle_id)


def _rules_page(
    request: UserRequest, found: OutcomeList, caught: Any, rules: Any, *, status: int = 200
) -> HttpResponse:
    numbers = [units for _, units in caught]
    lines = []
    if rules is not None:
        padded = [*numbers, *([None] * len(rules.forms))]
        lines = list(zip(rules.forms, padded, strict=False))
    context = {
        "cycle": found.cycle,
        "found": found,
        "rules": rules,
        "lines": lines,
        "caught": caught,
        "units": found.cycle.assessments.count(),
        "unmatched": found.cycle.assessments.count() - sum(numbers),
    }
    return render(request, "assessments/outcomes/rules.html", context, status=status)


def _find(pk: int) -> OutcomeList:
    """The list of a year."""
    return get_object_or_404(OutcomeList.objects.select_related("cycle"), cycle=pk)


def _find_row(pk: int) -> OutcomeRow:
    joined = ("list__cycle", "assessment__unit", "assessment__unit_type", "edited_by")
    return get_object_or_404(OutcomeRow.objects.select_related(*joined), pk=pk)


def _notice_row(request: UserRequest, pk: int) -> OutcomeRow:
    """The published row of an assessment, for office, leaders and the unit itself."""
    assessment = visible_assessment(request, pk)
    standing = standing_for(request)
    if not standing.sees_whole_county and assessment.unit_id not in standing.unit_ids:
        raise Http404
    row = results.published_row(assessment)
    if row is None:
        raise Http404
    row.assessment = assessment
    row.list.cycle = assessment.cycle
    return row


def _require_office_to_post(request: UserRequest) -> None:
    if request.method == "POST" and not standing_for(request).is_office:
        raise NotAllowed("定等由县文明办办理，您可以查看，不能修改。")


def _require_published(found: OutcomeList) -> None:
    if not found.is_published:
        raise Http404
