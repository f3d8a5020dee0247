"""督导检查: what the office saw in a district, and what has to be put right."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.actions.areas import inspections as acts
from districts.exports.projects import inspections_xlsx
from districts.forms.projects import FindingForm, InspectionForm
from districts.forms.records import initial_of_record
from districts.models import Inspection
from districts.policies.areas import can_inspect
from districts.requests import standing_for
from districts.results.areas.inspections import InspectionFilters, findings_of, inspection_rows
from districts.results.fieldwork import gallery_of, history_of
from districts.results.follow_ups import counts_by_source
from districts.results.years import YearChoice, chosen_year
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
    today,
    township_choices,
    words_in,
)
from wenming.errors import NotAllowed
from wenming.http import UserRequest, attachment, posted, render_page
from wenming.paging import page_of

RELATED = ("district__township", "district__core_village", "entered_by")
FIELDS = list(InspectionForm.base_fields)
WHERE = {"noun": "督导检查", "back": "districts:inspection-list"}
OFFICE_ONLY = "督导检查由县文明办登记。"


@require_safe
@for_area_people
def inspection_list(request: UserRequest) -> HttpResponse:
    """The year's visits, newest first."""
    years, filters = _asked(request)
    standing = standing_for(request)
    page = page_of(request, inspection_rows(request.user, standing, filters))
    found = counts_by_source(Inspection, [row.pk for row in page.object_list])
    context = {
        "page": page,
        "rows": [(row, found.get(row.pk)) for row in page.object_list],
        "filters": filters,
        "is_filtered": filters != InspectionFilters(years.year),
        "years": years,
        "townships": township_choices(request),
        "can_inspect": can_inspect(standing),
    }
    return render_page(
        request,
        "districts/areas/inspection_list.html",
        "districts/areas/_inspection_rows.html",
        context,
    )


@require_safe
@for_area_people
def inspection_export(request: UserRequest) -> HttpResponseBase:
    """The list as it is filtered now."""
    years, filters = _asked(request)
    rows = list(inspection_rows(request.user, standing_for(request), filters))
    found = counts_by_source(Inspection, [row.pk for row in rows])
    content = inspections_xlsx(rows, found, years.year, today())
    return attachment(f"{years.year}年片区督导检查台账.xlsx", content)


@require_http_methods(FORM_METHODS)
@for_area_people
def inspection_create(request: UserRequest) -> HttpResponse:
    standing = standing_for(request)
    if not can_inspect(standing):
        raise NotAllowed(OFFICE_ONLY)
    area = asked_area(request)
    if area is None:
        return choose_area(request, **WHERE)
    first = {"held_on": today(), "inspectors": request.user.name}
    form = InspectionForm(posted(request), standing=standing, today=today(), initial=first)

    def create() -> Inspection:
        return acts.create_inspection(area, form.values, by=request.user, at=timezone.now())

    def again() -> HttpResponse:
        return work_form(request, form, area, None, title="登记督导检查", **WHERE)

    done = "已登记，请把发现的问题逐条交乡镇整改。"
    return answer_form(request, form, create, done=done, again=again)


@require_http_methods(FORM_METHODS)
def inspection_edit(request: UserRequest, pk: int) -> HttpResponse:
    row = find_record(request, Inspection, pk, *RELATED)
    standing = standing_for(request)
    if not can_inspect(standing):
        raise NotAllowed(OFFICE_ONLY)
    form = InspectionForm(
        posted(request),
        standing=standing,
        today=today(),
        row=row,
        initial=initial_of_record(row, FIELDS),
    )

    def edit() -> Inspection:
        version = form.cleaned_data["version"]
        return acts.edit_inspection(
            row, form.values, version=version, by=request.user, at=timezone.now()
        )

    def again() -> HttpResponse:
        return work_form(request, form, row.district, row, title="修改督导检查", **WHERE)

    return answer_form(request, form, edit, done="已保存。", again=again)


@require_safe
def inspection_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, find_record(request, Inspection, pk, *RELATED))


@require_safe
def inspection_print(request: UserRequest, pk: int) -> HttpResponse:
    """督导检查记录表, to be signed on the spot."""
    row = find_record(request, Inspection, pk, *RELATED)
    context = {"row": row, "rows": findings_of(row, today())}
    return render(request, "districts/areas/inspection_print.html", context)


@require_POST
def inspection_find(request: UserRequest, pk: int) -> HttpResponse:
    """One thing found wrong becomes a rectification with a day."""
    row = find_record(request, Inspection, pk, *RELATED)
    standing = standing_for(request)
    if not can_inspect(standing):
        raise NotAllowed("整改由县文明办交办。")
    form = FindingForm(request.POST, standing=standing, today=today(), district=row.district)

    def find() -> Inspection:
        given = {name: form.cleaned_data[name] for name in ("text", "village", "due_on")}
        acts.find_fault(row, **given, by=request.user, at=timezone.now())
        return row

    def again() -> HttpResponse:
        return _page(request, row, form=form, status=422)

    done = f"已交{row.district.township}整改。"
    return answer_form(request, form, find, done=done, again=again)


def _page(
    request: UserRequest, row: Inspection, *, form: FindingForm | None = None, status: int = 200
) -> HttpResponse:
    standing = standing_for(request)
    can_edit = can_inspect(standing)
    if form is None and can_edit:
        form = FindingForm(standing=standing, today=today(), district=row.district)
    context: dict[str, Any] = {
        "row": row,
        "rows": findings_of(row, today()),
        "can_edit": can_edit,
        "form": form,
        "gallery": gallery_of(row, standing),
        "history": history_of(row),
    }
    return render(request, "districts/areas/inspection_detail.html", context, status=status)


def _asked(request: UserRequest) -> tuple[YearChoice, InspectionFilters]:
    """For which year, narrowed how."""
    visible = Inspection.objects.visible_to(request.user, standing_for(request))
    years = chosen_year(request.GET.get("year"), visible, today())
    township = number_in(request, "township")
    return years, InspectionFilters(years.year, words_in(request), township)
