"""年度工作总结: its versions, one version's page, its steps, its Word file."""

from functools import partial
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.actions import summaries as acts
from assessments.exports_summary import summary_docx
from assessments.forms.summaries import BeginForm
from assessments.jobs.annual import DOCUMENT, REGENERATE
from assessments.models import AnnualSummary
from assessments.policies import can_write_summary
from assessments.results.summaries.page import page_of_summary
from assessments.results.summaries.printed import printed_of
from assessments.views.summaries.common import (
    FORM_METHODS,
    find_summary,
    readers_only,
    writers_only,
)
from assessments.workflow import SUMMARY_STEPS
from districts.forms.follow_ups import StepNoteForm
from districts.requests import standing_for
from districts.results.fieldwork import history_of
from districts.views.fieldwork.common import number_in, refuse_at_field, take_step, today
from wenming.errors import DomainError
from wenming.files.serving import serve
from wenming.http import UserRequest
from wenming.jobs.delivery import begin


@require_safe
def summary_list(request: UserRequest) -> HttpResponse:
    """Every version of every year, the newest first."""
    return _list(request, BeginForm(initial={"year": today().year}))


@require_POST
def summary_begin(request: UserRequest) -> HttpResponse:
    """A version is begun, and its text generated in the background."""
    writers_only(request)
    form = BeginForm(request.POST)
    if form.is_valid():
        try:
            year = form.cleaned_data["year"]
            summary = acts.begin_summary(year, by=request.user, at=timezone.now())
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            return _generate(request, summary)
    return _list(request, form)


@require_safe
def summary_detail(request: UserRequest, year: int) -> HttpResponse:
    """The year's newest version, or the one asked for by its number."""
    readers_only(request)
    versions = AnnualSummary.objects.visible_to(request.user, standing_for(request))
    people = ("drafted_by", "reviewed_by", "signed_by", "document")
    found = list(versions.filter(year=year).select_related(*people).newest_first())
    number = number_in(request, "number")
    summary = next((each for each in found if each.number == number), found[0] if found else None)
    return _page(request, year, summary, found)


@require_POST
def summary_regenerate(request: UserRequest, pk: int) -> HttpResponse:
    summary = find_summary(request, pk)
    writers_only(request)
    return _generate(request, summary)


@require_http_methods(FORM_METHODS)
def summary_document(request: UserRequest, pk: int) -> HttpResponseBase:
    """What was signed is handed out as it was signed; else the version as it stands."""
    summary = find_summary(request, pk)
    if summary.document is not None:
        return serve(summary.document)
    if request.method == "POST":
        return begin(request, DOCUMENT, title=f"{summary}（Word）", params={"summary": pk})
    context = {"title": f"{summary}（Word）", "rows": len(summary.figures)}
    return render(request, "jobs/job_offer.html", context)


@require_safe
def summary_preview(request: UserRequest, pk: int) -> HttpResponse:
    """As it will be printed."""
    summary = find_summary(request, pk)
    words = printed_of(summary, summary.paragraphs.all()).as_words()
    return render(request, "assessments/summaries/preview.html", {"row": summary, **words})


@require_POST
def summary_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    summary = find_summary(request, pk)

    def again(form: Form, verb: str, status: int) -> HttpResponse:
        versions = list(AnnualSummary.objects.filter(year=summary.year).newest_first())
        return _page(request, summary.year, summary, versions, form=form, verb=verb, status=status)

    act = partial(acts.advance_summary, write=summary_docx)
    return take_step(request, summary, verb, steps=SUMMARY_STEPS, act=act, again=again)


def _generate(request: UserRequest, summary: AnnualSummary) -> HttpResponse:
    title = f"生成{summary}"
    return begin(request, REGENERATE, title=title, params={"summary": summary.pk})


def _list(request: UserRequest, form: BeginForm) -> HttpResponse:
    readers_only(request)
    rows = AnnualSummary.objects.visible_to(request.user, standing_for(request)).newest_first()
    context = {
        "rows": rows.select_related("begun_by", "signed_by"),
        "form": form,
        "can_write": can_write_summary(standing_for(request)),
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessments/summaries/list.html", context, status=status)


def _page(
    request: UserRequest,
    year: int,
    summary: AnnualSummary | None,
    versions: list[AnnualSummary],
    *,
    form: Form | None = None,
    verb: str = "",
    status: int = 200,
) -> HttpResponse:
    standing = standing_for(request)
    can_write = can_write_summary(standing)
    context: dict[str, Any] = {
        "year": year,
        "row": summary,
        "versions": versions,
        "can_write": can_write,
        "form": form or StepNoteForm(),
        "verb": verb,
        "step_url": "assessments:annual-summary-step",
    }
    if summary is None:
        return render(request, "assessments/summaries/detail.html", context)
    context |= {
        **page_of_summary(summary, request.user, standing, today()),
        "history": history_of(summary),
    }
    return render(request, "assessments/summaries/detail.html", context, status=status)
