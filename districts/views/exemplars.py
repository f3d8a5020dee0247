"""典型库: the year's exemplars, the story of one, its stages, what the press said."""

from typing import Any

from django import forms
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.actions.exemplars import advance_exemplar, create_exemplar
from districts.actions.media import add_media_report
from districts.exports.campaigns import exemplars_xlsx
from districts.forms.exemplars import ExemplarForm
from districts.forms.follow_ups import StepNoteForm
from districts.forms.tasks import MediaForm
from districts.models import Exemplar, ExemplarKind
from districts.policies.exemplars import (
    can_keep_exemplars,
    can_see_exemplars,
    exemplar_actors,
)
from districts.requests import standing_for
from districts.results.exemplars import (
    ExemplarFilters,
    exemplar_figures,
    exemplar_rows,
    story_of,
)
from districts.results.fieldwork import gallery_of, history_of
from districts.results.years import YearChoice, chosen_year
from districts.views.culture.common import FORM_METHODS, keep_record
from districts.views.fieldwork.common import (
    answer_form,
    find_record,
    take_step,
    today,
    words_in,
)
from districts.workflow.exemplars import EXEMPLAR_STEPS, ExemplarStage
from districts.workflow.steps import open_steps
from wenming.http import UserRequest, attachment, render_page
from wenming.paging import page_of

BACK = "districts:exemplar-list"
RELATED = ("unit", "village__township", "district")


@require_safe
def exemplar_list(request: UserRequest) -> HttpResponse:
    years, filters = _asked(request)
    standing = standing_for(request)
    context = {
        "page": page_of(request, exemplar_rows(request.user, standing, filters)),
        "figures": exemplar_figures(years.year),
        "filters": filters,
        "is_filtered": filters != ExemplarFilters(years.year),
        "years": years,
        "kinds": ExemplarKind.choices,
        "stages": ExemplarStage.choices,
        "can_keep": can_keep_exemplars(standing),
    }
    page = "districts/exemplars/exemplar_list.html"
    return render_page(request, page, "districts/exemplars/_exemplar_rows.html", context)


@require_safe
def exemplar_export(request: UserRequest) -> HttpResponseBase:
    years, filters = _asked(request)
    rows = exemplar_rows(request.user, standing_for(request), filters)
    book = exemplars_xlsx(rows, years.year, today())
    return attachment(f"{years.year}年典型库台账{today():%Y%m%d}.xlsx", book)


@require_http_methods(FORM_METHODS)
def exemplar_create(request: UserRequest) -> HttpResponse:
    _asked(request)
    may = can_keep_exemplars
    return keep_record(
        request,
        Exemplar,
        ExemplarForm,
        may=may,
        back=BACK,
        create=create_exemplar,
        initial={"year": today().year},
    )


@require_safe
def exemplar_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, find_record(request, Exemplar, pk, *RELATED))


@require_http_methods(FORM_METHODS)
def exemplar_edit(request: UserRequest, pk: int) -> HttpResponse:
    row = find_record(request, Exemplar, pk, *RELATED)
    may = can_keep_exemplars
    return keep_record(request, Exemplar, ExemplarForm, may=may, row=row, back=BACK)


@require_POST
def exemplar_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    row = find_record(request, Exemplar, pk, *RELATED)

    def again(form: forms.Form, verb: str, status: int) -> HttpResponse:
        return _page(request, row, form=form, verb=verb, status=status)

    return take_step(request, row, verb, steps=EXEMPLAR_STEPS, act=advance_exemplar, again=again)


@require_POST
def exemplar_media(request: UserRequest, pk: int) -> HttpResponse:
    row = find_record(request, Exemplar, pk, *RELATED)
    form = MediaForm(request.POST)

    def act() -> Model:
        who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        return add_media_report(row, **form.cleaned_data, **who).about

    def again() -> HttpResponse:
        return _page(request, row, media_form=form, status=422)

    return answer_form(request, form, act, done="媒体报道已登记。", again=again)


def _page(request: UserRequest, row: Exemplar, *, status: int = 200, **typed: Any) -> HttpResponse:
    standing = standing_for(request)
    can_keep = can_keep_exemplars(standing)
    context = {
        "row": row,
        "story": story_of(row),
        "media_url": "districts:exemplar-media",
        "media_form": MediaForm(),
        "may": {"media": can_keep},
        "can_keep": can_keep,
        "steps": open_steps(EXEMPLAR_STEPS, exemplar_actors(standing, row), row.status),
        "step_url": "districts:exemplar-step",
        "form": StepNoteForm(),
        "verb": "",
        "gallery": gallery_of(row, standing),
        "history": history_of(row),
        **typed,
    }
    return render(request, "districts/exemplars/exemplar_detail.html", context, status=status)


def _asked(request: UserRequest) -> tuple[YearChoice, ExemplarFilters]:
    """404 for whoever has no part in the pool."""
    standing = standing_for(request)
    if not can_see_exemplars(standing):
        raise Http404
    visible = Exemplar.objects.visible_to(request.user, standing)
    years = chosen_year(request.GET.get("year"), visible, today())
    kind, stage = request.GET.get("kind", ""), request.GET.get("stage", "")
    return years, ExemplarFilters(
        year=years.year,
        q=words_in(request),
        kind=kind if kind in ExemplarKind.values else "",
        stage=stage if stage in ExemplarStage.values else "",
    )
