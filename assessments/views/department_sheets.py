"""部门意见: who has answered, one department's sheet over all units, and its exceptions."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.actions import department_sheets as actions
from assessments.forms.department_sheets import ReopenForm, WorkingDaysForm
from assessments.forms.extras import VetoForm
from assessments.models import Assessment, Cycle, DepartmentSheet
from assessments.results import department_sheets as results
from assessments.results.ranking import type_tabs
from assessments.roles import CycleStatus, SheetAnswer
from assessments.views.cycles import READ_OR_POST, for_county, for_office
from districts.requests import standing_for
from districts.results.fieldwork import history_of
from districts.views.fieldwork.common import answer_form
from wenming.errors import NotAllowed
from wenming.http import UserRequest, posted
from wenming.paging import page_of


@require_safe
@for_county
def sheet_list(request: UserRequest, pk: int) -> HttpResponse:
    """Who was asked, who has answered, who is late."""
    cycle = get_object_or_404(Cycle, pk=pk)
    return _list_page(request, cycle, WorkingDaysForm())


@require_POST
@for_office
def sheets_issue(request: UserRequest, pk: int) -> HttpResponse:
    cycle = get_object_or_404(Cycle, pk=pk)
    form = WorkingDaysForm(request.POST)

    def issue() -> str:
        actions.issue_sheets(cycle, by=request.user, at=timezone.now(), **form.cleaned_data)
        return request.path.removesuffix("issue/")

    return answer_form(
        request, form, issue, done="已下发。", again=lambda: _list_page(request, cycle, form)
    )


@require_safe
def my_sheets(request: UserRequest) -> HttpResponse:
    """The sheets of one's own department through the years."""
    standing = standing_for(request)
    if not standing.department_ids:
        raise Http404
    mine = DepartmentSheet.objects.filter(department_id__in=standing.department_ids)
    context = {"rows": results.sheet_rows(mine, timezone.localdate())}
    return render(request, "assessments/department_sheets/mine.html", context)


@require_safe
def sheet_detail(request: UserRequest, pk: int) -> HttpResponse:
    """All units of the year on one page; exceptions are entered, silence is 无异议."""
    return _sheet_page(request, _find(request, pk))


@require_http_methods(READ_OR_POST)
def sheet_exception(request: UserRequest, pk: int, unit: int) -> HttpResponse:
    """The form for one unit."""
    sheet = _find(request, pk)
    _require_department(request, sheet)
    units = Assessment.objects.filter(cycle=sheet.cycle_id).select_related("unit", "unit_type")
    assessment = get_object_or_404(units, pk=unit)
    vetoes = results.vetoes_by_rubric(sheet).get(assessment.rubric_id, ())
    form = VetoForm(posted(request), vetoes=vetoes)

    def enter() -> DepartmentSheet:
        actions.enter_exception(
            sheet, assessment, form.cleaned_data, by=request.user, at=timezone.now()
        )
        return sheet

    def again() -> HttpResponse:
        context = {"sheet": sheet, "assessment": assessment, "form": form, "vetoes": vetoes}
        status = 422 if form.errors else 200
        page = "assessments/department_sheets/exception.html"
        return render(request, page, context, status=status)

    return answer_form(request, form, enter, done="已登记，报送后生效。", again=again)


@require_POST
def sheet_answer(request: UserRequest, pk: int) -> HttpResponse:
    """Hand the sheet in."""
    sheet = _find(request, pk)
    _require_department(request, sheet)
    form = WorkingDaysForm({"working_days": "1"})

    def answer() -> DepartmentSheet:
        return actions.hand_in(sheet, by=request.user, at=timezone.now())

    return answer_form(
        request, form, answer, done="已报送。", again=lambda: _sheet_page(request, sheet, form)
    )


@require_POST
@for_office
def sheet_reopen(request: UserRequest, pk: int) -> HttpResponse:
    sheet = _find(request, pk)
    form = ReopenForm(request.POST)

    def reopen() -> DepartmentSheet:
        return actions.reopen_sheet(sheet, by=request.user, at=timezone.now(), **form.cleaned_data)

    return answer_form(
        request, form, reopen, done="已重新开放。", again=lambda: _sheet_page(request, sheet, form)
    )


def _list_page(request: UserRequest, cycle: Cycle, form: WorkingDaysForm) -> HttpResponse:
    rows = results.sheet_rows(cycle.department_sheets.all(), timezone.localdate())
    asked, lacking = results.asked_in(cycle)
    issued = {row.sheet.department_id for row in rows}
    left = [each for each in asked if each.department.pk not in issued]
    is_office = standing_for(request).is_office and cycle.status == CycleStatus.OPEN
    context = {
        "cycle": cycle,
        "rows": rows,
        "answered": sum(row.state == SheetAnswer.ANSWERED for row in rows),
        "silent": sum(row.state == SheetAnswer.SILENT for row in rows),
        "exceptions": sum(row.exceptions for row in rows),
        "ready": [each for each in left if each.responsible],
        "unstaffed": [each.department.name for each in left if not each.responsible],
        "lacking": lacking,
        "form": form if is_office else None,
    }
    status = 422 if form.errors else 200
    return render(request, "assessments/department_sheets/list.html", context, status=status)


def _sheet_page(request: UserRequest, sheet: DepartmentSheet, form: Any = None) -> HttpResponse:
    standing = standing_for(request)
    state = sheet.state_on(timezone.localdate())
    is_its = sheet.department_id in standing.department_ids
    runs = sheet.cycle.status == CycleStatus.OPEN
    is_open = is_its and runs and state == SheetAnswer.WAITING
    words, unit_type = request.GET.get("q", ""), request.GET.get("type", "")
    page = page_of(request, results.units_of(sheet, words, unit_type))
    can_reopen = standing.is_office and runs and state != SheetAnswer.WAITING
    units: Any = page.object_list
    (row,) = results.sheet_rows(DepartmentSheet.objects.filter(pk=sheet.pk), timezone.localdate())
    context = {
        "sheet": sheet,
        "row": row,
        "page": page,
        "lines": results.unit_lines(sheet, units, standing, is_open=is_open),
        "tabs": type_tabs(sheet.cycle),
        "words": words,
        "unit_type": unit_type,
        "is_open": is_open,
        "reopen": (form or ReopenForm()) if can_reopen else None,
        "refused": form.non_field_errors() if form is not None and is_open else (),
        "history": history_of(sheet),
    }
    status = 422 if form is not None else 200
    return render(request, "assessments/department_sheets/detail.html", context, status=status)


def _find(request: UserRequest, pk: int) -> DepartmentSheet:
    visible = DepartmentSheet.objects.visible_to(request.user, standing_for(request))
    return get_object_or_404(visible.select_related("cycle", "department"), pk=pk)


def _require_department(request: UserRequest, sheet: DepartmentSheet) -> None:
    if sheet.department_id not in standing_for(request).department_ids:
        raise NotAllowed("部门意见由该部门的同志填报，您可以查看，不能填报。")
