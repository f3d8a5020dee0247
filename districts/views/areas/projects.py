"""Projects of the districts: the list, one project, entering, confirming, carrying it on."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.actions.areas import projects as acts
from districts.actions.entries import advance_entry
from districts.exports.projects import projects_xlsx
from districts.forms.follow_ups import StepNoteForm
from districts.forms.projects import ProjectForm, StageForm
from districts.forms.records import initial_of_record
from districts.models import DistrictProject
from districts.policies.areas import can_build_in, can_enter_projects, project_actors
from districts.policies.fieldwork import actors_of, can_correct, can_edit_entry
from districts.requests import standing_for
from districts.results.areas.projects import (
    ProjectFilters,
    project_rows,
    project_totals,
    sums_of,
)
from districts.results.fieldwork import corrections_by, corrections_of, gallery_of, history_of
from districts.results.years import YearChoice, chosen_year
from districts.roles import EntryStatus
from districts.views.areas.common import (
    FORM_METHODS,
    asked_area,
    choose_area,
    for_area_people,
    work_form,
)
from districts.views.fieldwork.common import (
    answer_form,
    find_record,
    number_in,
    take_step,
    today,
    township_choices,
    words_in,
)
from districts.workflow.areas import PROJECT_STEPS, ProjectStage
from districts.workflow.entries import ENTRY_STEPS
from districts.workflow.steps import Step, open_steps
from wenming.errors import NotAllowed
from wenming.http import UserRequest, attachment, posted, render_page
from wenming.paging import page_of

RELATED = ("kind", "district__township", "entered_by", "confirmed_by")
FIELDS = (
    "year", "title", "kind", "amount", "own_money", "won_money", "stage", "started_on",
    "finished_on", "contractor", "note",
)  # fmt: skip
BESIDE = ("amount", "own_money", "won_money")  # corrections shown beside their figure
WHERE = {"noun": "建设项目", "back": "districts:project-list"}


@require_safe
@for_area_people
def project_list(request: UserRequest) -> HttpResponse:
    """The year's projects, with what is confirmed of them summed by kind."""
    standing, years, filters = _asked(request)
    rows = project_rows(request.user, standing, filters)
    visible = DistrictProject.objects.visible_to(request.user, standing).filter(year=years.year)
    page, totals = page_of(request, rows), project_totals(rows)
    kinds = visible.order_by("kind__position", "kind_id").values_list("kind_id", "kind__name")
    areas = visible.order_by("district__name").values_list("district_id", "district__name")
    context = {
        "page": page,
        "corrections": corrections_by(DistrictProject, [row.pk for row in page.object_list]),
        "totals": totals,
        "sums": sums_of(totals),
        "filters": filters,
        "is_filtered": filters != ProjectFilters(years.year),
        "years": years,
        "kinds": list(kinds.distinct()),
        "areas": list(areas.distinct()),
        "stages": ProjectStage.choices,
        "states": EntryStatus.choices,
        "townships": township_choices(request),
        "can_enter": can_enter_projects(standing),
    }
    return render_page(
        request,
        "districts/areas/project_list.html",
        "districts/areas/_project_rows.html",
        context,
    )


@require_safe
@for_area_people
def project_export(request: UserRequest) -> HttpResponseBase:
    """The list as it is filtered now."""
    standing, years, filters = _asked(request)
    rows = project_rows(request.user, standing, filters)
    content = projects_xlsx(rows, project_totals(rows), years.year, today())
    return attachment(f"{years.year}年片区建设项目台账.xlsx", content)


@require_http_methods(FORM_METHODS)
@for_area_people
def project_create(request: UserRequest) -> HttpResponse:
    """A new project of a planned district; a township's stays a draft until it is handed in."""
    standing = standing_for(request)
    if not can_enter_projects(standing):
        raise NotAllowed("建设项目由片区所在乡镇登记。")
    area = asked_area(request)
    if area is None:
        return choose_area(request, **WHERE)
    if not can_build_in(standing, area):
        raise NotAllowed("建设项目由片区所在乡镇登记。")
    first = {"year": max(today().year, area.year)}
    form = ProjectForm(
        posted(request), standing=standing, today=today(), district=area, initial=first
    )
    can_submit = not standing.is_office

    def create() -> DistrictProject:
        who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        project = acts.create_project(area, form.values, **who)
        if request.POST.get("then") == "submit" and project.status == EntryStatus.DRAFT:
            project = advance_entry(project, "submit", **who)
        return project

    def again() -> HttpResponse:
        return work_form(
            request, form, area, None, title="登记建设项目", can_submit=can_submit, **WHERE
        )

    return answer_form(
        request, form, create, done="已登记，可以继续上传建设前后的照片。", again=again
    )


@require_safe
def project_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, find_record(request, DistrictProject, pk, *RELATED))


@require_http_methods(FORM_METHODS)
def project_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Before it is confirmed."""
    row = find_record(request, DistrictProject, pk, *RELATED)
    if not can_edit_entry(standing_for(request), row):
        raise NotAllowed("这个项目现在不能由您修改。")
    form = _form(request, row)

    def edit() -> DistrictProject:
        version = form.cleaned_data["version"]
        return acts.edit_project(
            row, form.values, version=version, by=request.user, at=timezone.now()
        )

    def again() -> HttpResponse:
        return work_form(request, form, row.district, row, title="修改建设项目", **WHERE)

    return answer_form(request, form, edit, done="已保存。", again=again)


@require_http_methods(FORM_METHODS)
def project_correct(request: UserRequest, pk: int) -> HttpResponse:
    """After it is confirmed: the old figure stays beside the new one."""
    row = find_record(request, DistrictProject, pk, *RELATED)
    if not can_correct(standing_for(request), row):
        raise NotAllowed("已确认的项目由县文明办更正。")
    form = _form(request, row, is_correction=True)

    def put_right() -> DistrictProject:
        given = form.cleaned_data
        acts.correct_project(
            row, form.values, reason=given["reason"], version=given["version"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
        return row

    def again() -> HttpResponse:
        return work_form(request, form, row.district, row, title="更正建设项目", **WHERE)

    done = "已更正，原来的数保留在记录旁边。"
    return answer_form(request, form, put_right, done=done, again=again)


@require_POST
def project_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    """A step of the entry: submitted, confirmed, returned."""
    row = find_record(request, DistrictProject, pk, *RELATED)

    def again(form: forms.Form, verb: str, status: int) -> HttpResponse:
        return _page(request, row, form=form, verb=verb, status=status)

    return take_step(request, row, verb, steps=ENTRY_STEPS, act=advance_entry, again=again)


@require_POST
def project_stage(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    """A step of the work: begun, finished, verified."""
    row = find_record(request, DistrictProject, pk, *RELATED)
    if verb not in PROJECT_STEPS:
        raise Http404
    form = StageForm(request.POST, verbs=[verb])

    def advance() -> DistrictProject:
        return acts.advance_project(
            row, verb, **form.cleaned_data, by=request.user, at=timezone.now()
        )

    def again() -> HttpResponse:
        return _page(request, row, stage_form=form, stage_verb=verb, status=422)

    done = f"{PROJECT_STEPS[verb].label}：已办理。"
    return answer_form(request, form, advance, done=done, again=again)


def _page(
    request: UserRequest, row: DistrictProject, *, status: int = 200, **typed: Any
) -> HttpResponse:
    """The project's page; `typed` are forms that came back with errors."""
    standing, corrections = standing_for(request), corrections_of(row)
    stages = _stages(request, row)
    context: dict[str, Any] = {
        "row": row,
        "steps": open_steps(ENTRY_STEPS, actors_of(standing, row), row.status),  # type: ignore[arg-type]
        "step_url": "districts:project-step",
        "form": StepNoteForm(),
        "verb": "",
        "stages": stages,
        "stage_form": StageForm(verbs=stages, initial={"on": today()}),
        "stage_verb": "",
        "can_edit": can_edit_entry(standing, row),
        "can_correct": can_correct(standing, row),
        "gallery": gallery_of(row, standing),
        "corrections": corrections,
        "other_corrections": [one for one in corrections if one.field not in BESIDE],
        "history": history_of(row),
        **typed,
    }
    return render(request, "districts/areas/project_detail.html", context, status=status)


def _stages(request: UserRequest, row: DistrictProject) -> dict[str, Step]:
    """How the work may go on; nothing before the entry is confirmed."""
    if not row.is_confirmed:
        return {}
    return open_steps(PROJECT_STEPS, project_actors(standing_for(request), row), row.stage)


def _form(
    request: UserRequest, row: DistrictProject, *, is_correction: bool = False
) -> ProjectForm:
    return ProjectForm(
        posted(request),
        standing=standing_for(request),
        today=today(),
        district=row.district,
        row=row,
        is_correction=is_correction,
        initial=initial_of_record(row, FIELDS),
    )


def _asked(request: UserRequest) -> tuple[Any, YearChoice, ProjectFilters]:
    """Who asks, for which year, narrowed how."""
    standing = standing_for(request)
    visible = DistrictProject.objects.visible_to(request.user, standing)
    years = chosen_year(request.GET.get("year"), visible, today())
    filters = ProjectFilters(
        year=years.year,
        q=words_in(request),
        township=number_in(request, "township"),
        area=number_in(request, "area"),
        kind=number_in(request, "kind"),
        stage=request.GET.get("stage", ""),
        state=request.GET.get("state", ""),
    )
    return standing, years, filters
