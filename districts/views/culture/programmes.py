"""文化建设年: the year's list, the story of one with its products, and keeping them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.actions.programmes import add_product, advance_programme, remove_product
from districts.exports.facilities import programmes_xlsx
from districts.forms.culture import ProductForm, ProgrammeForm
from districts.forms.follow_ups import StepNoteForm
from districts.models import CultureProgramme, ProgrammeProduct
from districts.policies.culture import can_keep_culture
from districts.policies.fieldwork import actors_of
from districts.requests import standing_for
from districts.results.fieldwork import gallery_of, history_of
from districts.results.programmes import (
    ProgrammeFilters,
    products_of,
    programme_rows,
    programme_totals,
)
from districts.results.years import chosen_year
from districts.views.culture.common import FORM_METHODS, keep_record
from districts.views.fieldwork.common import (
    answer_form,
    find_record,
    for_participants,
    take_step,
    today,
    words_in,
)
from districts.workflow.culture import PROGRAMME_STEPS, ProgrammeStatus
from districts.workflow.steps import open_steps
from wenming.http import UserRequest, attachment, render_page
from wenming.paging import page_of

BACK = "districts:programme-list"
RELATED = ("township", "department", "unit")


@require_safe
@for_participants
def programme_list(request: UserRequest) -> HttpResponse:
    standing = standing_for(request)
    visible = CultureProgramme.objects.visible_to(request.user, standing)
    years = chosen_year(request.GET.get("year"), visible, today())
    filters = _filters(request, years.year)
    rows = programme_rows(request.user, standing, filters)
    context = {
        "page": page_of(request, rows),
        "totals": programme_totals(rows),
        "filters": filters,
        "is_filtered": filters != ProgrammeFilters(years.year),
        "years": years,
        "states": ProgrammeStatus.choices,
        "can_keep": can_keep_culture(standing),
    }
    page = "districts/culture/programme_list.html"
    return render_page(request, page, "districts/culture/_programme_rows.html", context)


@require_safe
@for_participants
def programme_export(request: UserRequest) -> HttpResponseBase:
    standing, day = standing_for(request), today()
    visible = CultureProgramme.objects.visible_to(request.user, standing)
    year = chosen_year(request.GET.get("year"), visible, day).year
    rows = programme_rows(request.user, standing, _filters(request, year))
    book = programmes_xlsx(rows.prefetch_related("products"), year, day)
    return attachment(f"{year}年文化建设年台账{day:%Y%m%d}.xlsx", book)


@require_http_methods(FORM_METHODS)
@for_participants
def programme_create(request: UserRequest) -> HttpResponse:
    return keep_record(
        request,
        CultureProgramme,
        ProgrammeForm,
        may=can_keep_culture,
        back=BACK,
        initial={"year": today().year},
    )


@require_safe
def programme_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, find_record(request, CultureProgramme, pk, *RELATED))


@require_http_methods(FORM_METHODS)
def programme_edit(request: UserRequest, pk: int) -> HttpResponse:
    row = find_record(request, CultureProgramme, pk, *RELATED)
    may = can_keep_culture
    return keep_record(request, CultureProgramme, ProgrammeForm, may=may, row=row, back=BACK)


@require_POST
def programme_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    row = find_record(request, CultureProgramme, pk, *RELATED)

    def again(form: forms.Form, verb: str, status: int) -> HttpResponse:
        return _page(request, row, form=form, verb=verb, status=status)

    return take_step(request, row, verb, steps=PROGRAMME_STEPS, act=advance_programme, again=again)


@require_POST
def product_add(request: UserRequest, pk: int) -> HttpResponse:
    """One more step or product, with its file."""
    row = find_record(request, CultureProgramme, pk, *RELATED)
    form = ProductForm(request.POST, request.FILES, programme=row, today=today())

    def act() -> ProgrammeProduct:
        who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        return add_product(row, form.values, upload=form.cleaned_data["file"], **who)

    def again() -> HttpResponse:
        return _page(request, row, product_form=form, status=422)

    return answer_form(request, form, act, done="已登记一项成果。", again=again)


@require_POST
def product_remove(request: UserRequest, pk: int) -> HttpResponse:
    product = find_record(request, ProgrammeProduct, pk, "programme")
    row = remove_product(product, by=request.user, at=timezone.now())
    messages.success(request, "已移除一项成果。")
    return redirect(row)


def _page(
    request: UserRequest,
    row: CultureProgramme,
    *,
    form: forms.Form | None = None,
    product_form: ProductForm | None = None,
    verb: str = "",
    status: int = 200,
) -> HttpResponse:
    standing = standing_for(request)
    can_keep = can_keep_culture(standing)
    context = {
        "row": row,
        "products": products_of(row),
        "steps": open_steps(PROGRAMME_STEPS, actors_of(standing, row), row.status),
        "step_url": "districts:programme-step",
        "form": form or StepNoteForm(),
        "verb": verb,
        "product_form": product_form or ProductForm(programme=row, today=today()),
        "can_keep": can_keep,
        "can_add": can_keep and row.status == ProgrammeStatus.RUNNING,
        "gallery": gallery_of(row, standing),
        "history": history_of(row),
    }
    return render(request, "districts/culture/programme_detail.html", context, status=status)


def _filters(request: UserRequest, year: int) -> ProgrammeFilters:
    state = request.GET.get("state", "")
    return ProgrammeFilters(
        year=year, q=words_in(request), state=state if state in ProgrammeStatus.values else ""
    )
