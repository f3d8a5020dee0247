"""公示 in the office: notices, their steps, and the objections that came."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import policies
from assessments.actions import public_objections as objection_actions
from assessments.actions import publicity as actions
from assessments.forms.publicity import CHOSEN, AssignForm, PublicationForm
from assessments.models import Cycle, Publication, PublicObjection, PublicObjectionFile
from assessments.results import publicity as results
from assessments.roles import (
    PublicationStatus,
    PublicObjectionStatus,
    PublicStage,
)
from assessments.views.cycles import READ_OR_POST, for_county, for_office
from assessments.workflow import PUBLIC_OBJECTION_STEPS, PUBLICATION_STEPS
from districts.forms.follow_ups import StepNoteForm
from districts.requests import standing_for
from districts.results.fieldwork import history_of
from districts.views.fieldwork.common import answer_form, take_step
from districts.workflow.steps import Actor, open_steps
from wenming.files.serving import serve
from wenming.http import UserRequest, posted
from wenming.paging import page_of

SHOWN_ROWS = 500


@require_safe
@for_county
def publication_list(request: UserRequest) -> HttpResponse:
    """The notices of all years, and the years that have none yet."""
    today, page = timezone.localdate(), page_of(request, results.listed())
    context = {
        "page": page,
        "rows": [
            (row, results.stage_word(row, today), results.CHIPS[PublicationStatus(row.status)])
            for row in page.object_list
        ],
        "can_create": standing_for(request).is_office and results.years_without().exists(),
    }
    return render(request, "assessments/publicity/list.html", context)


@require_http_methods(READ_OR_POST)
@for_office
def publication_create(request: UserRequest) -> HttpResponse:
    """Draft a notice; its title, text and day are proposed."""
    cycles = results.years_without()
    chosen = cycles.filter(pk=_number(request.GET.get("cycle"))).first() or cycles.first()
    if chosen is None:
        raise Http404
    form = PublicationForm(
        posted(request), cycles=[c.pk for c in cycles], initial=_proposed(chosen)
    )

    def create() -> Publication:
        values = dict(form.cleaned_data)
        cycle = values.pop("cycle")
        return actions.create_publication(cycle, values, by=request.user, at=timezone.now())

    return answer_form(
        request, form, create, done="公示已起草。", again=lambda: _form_page(request, form, None)
    )


@require_http_methods(READ_OR_POST)
@for_office
def publication_edit(request: UserRequest, pk: int) -> HttpResponse:
    publication = get_object_or_404(Publication.objects.select_related("cycle"), pk=pk)
    if publication.status != PublicationStatus.DRAFT:
        raise Http404
    initial = {name: getattr(publication, name) for name in (*actions.EDITABLE, "version")}
    form = PublicationForm(posted(request), initial=initial)

    def edit() -> Publication:
        values = dict(form.cleaned_data)
        version = values.pop("version")
        actions.edit_publication(
            publication, values, version=version, by=request.user, at=timezone.now()
        )
        return publication

    return answer_form(
        request,
        form,
        edit,
        done="公示已修改。",
        again=lambda: _form_page(request, form, publication),
    )


@require_safe
@for_county
def publication_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Everything about one notice: what it says, what hinders it, what came in."""
    publication = get_object_or_404(Publication.objects.select_related("cycle"), pk=pk)
    return _publication_page(request, publication, StepNoteForm(), "")


@require_POST
@for_office
def publication_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    publication = get_object_or_404(Publication.objects.select_related("cycle"), pk=pk)
    return take_step(
        request,
        publication,
        verb,
        steps=PUBLICATION_STEPS,
        act=actions.advance_publication,
        again=lambda form, at, status: _publication_page(
            request, publication, form, at, status=status
        ),
    )


@require_safe
@for_county
def public_objection_detail(request: UserRequest, pk: int) -> HttpResponse:
    """One objection, as it came, and what was done about it."""
    return _objection_page(request, _find(pk), StepNoteForm(), "")


@require_POST
@for_office
def public_objection_assign(request: UserRequest, pk: int) -> HttpResponse:
    """Give it to somebody, or to somebody else."""
    objection = _find(pk)
    form = AssignForm(request.POST, handlers=results.handlers_for(objection, timezone.localdate()))

    def give() -> PublicObjection:
        handler = form.cleaned_data["handler"]
        return objection_actions.assign(objection, handler, by=request.user, at=timezone.now())

    return answer_form(
        request,
        form,
        give,
        done="已交办。",
        again=lambda: _objection_page(
            request, objection, StepNoteForm(), "", assign=form, status=422
        ),
    )


@require_POST
@for_office
def public_objection_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    """Note what was found, or answer."""
    objection = _find(pk)
    return take_step(
        request,
        objection,
        verb,
        steps=_answering(),
        act=objection_actions.advance_public_objection,
        again=lambda form, at, status: _objection_page(request, objection, form, at, status=status),
    )


@require_safe
@for_county
def public_objection_file(request: UserRequest, pk: int) -> HttpResponseBase:
    return serve(get_object_or_404(PublicObjectionFile.objects.select_related("file"), pk=pk).file)


def _publication_page(
    request: UserRequest,
    publication: Publication,
    form: forms.Form,
    verb: str,
    *,
    status: int = 200,
) -> HttpResponse:
    standing, today = standing_for(request), timezone.localdate()
    actors = frozenset({Actor.OFFICE}) if standing.is_office else frozenset()
    steps = open_steps(PUBLICATION_STEPS, actors, publication.status)
    stage = publication.stage(today)
    if publication.prepared_by_id == request.user.pk:
        steps.pop("approve", None)
    if stage != PublicStage.CLOSED:
        steps.pop("conclude", None)
    is_draft = publication.status == PublicationStatus.DRAFT
    objections = publication.objections.select_related("about__unit", "handler")
    page = page_of(request, objections.defer("about__breakdown"))
    context = {
        "row": publication,
        "word": results.stage_word(publication, today),
        "chip": results.CHIPS[PublicationStatus(publication.status)],
        "is_public": stage != PublicStage.HIDDEN,
        "table": results.table_of(publication.shows, results.rows_now(publication)[:SHOWN_ROWS]),
        "hindrances": results.hindrances_of(publication.cycle) if is_draft else None,
        "has_moved_on": results.has_moved_on(publication),
        "unknown_years": results.unknown_years(publication),
        "waits_for_another": publication.status == PublicationStatus.PREPARED
        and publication.prepared_by_id == request.user.pk,
        "page": page,
        "objections": _with_chips(page.object_list),
        "history": history_of(publication),
        "steps": steps,
        "step_url": "assessments:publication-step",
        "form": form,
        "verb": verb,
        "can_edit": is_draft and standing.is_office,
    }
    return render(request, "assessments/publicity/detail.html", context, status=status)


def _objection_page(
    request: UserRequest,
    objection: PublicObjection,
    form: forms.Form,
    verb: str,
    *,
    assign: AssignForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actors = policies.public_objection_actors(request.user, standing_for(request), objection)
    steps = open_steps(_answering(), actors, objection.status)
    can_assign = Actor.OFFICE in actors and objection.status != PublicObjectionStatus.ANSWERED
    if can_assign and assign is None:
        handlers = results.handlers_for(objection, timezone.localdate())
        assign = AssignForm(handlers=handlers, initial={"handler": objection.handler_id})
    context = {
        "row": objection,
        "chip": results.OBJECTION_CHIPS[PublicObjectionStatus(objection.status)],
        "files": objection.files.select_related("file"),
        "assign": assign if can_assign else None,
        "is_office": Actor.OFFICE in actors,
        "history": history_of(objection),
        "steps": steps,
        "step_url": "assessments:public-objection-step",
        "form": form,
        "verb": verb,
    }
    return render(request, "assessments/publicity/objection.html", context, status=status)


def _form_page(
    request: UserRequest, form: PublicationForm, publication: Publication | None
) -> HttpResponse:
    context = {
        "form": form,
        "row": publication,
        "title": "修改公示" if publication else "起草公示",
        "noun": "结果公示",
        "back": "assessments:publication-list",
    }
    status = 422 if form.is_bound else 200
    return render(request, "districts/fieldwork/record_form.html", context, status=status)


def _proposed(cycle: Cycle) -> dict[str, Any]:
    name = f"{cycle.year}年度文明单位考核结果"
    return {
        "cycle": cycle.pk,
        "title": f"关于{name}的公示",
        "intro": (
            f"经单位自查、县考核组实地考核和综合评定，{name}已经产生，现予公示，接受社会监督。"
            "对公示内容有异议的，请在公示期内提出，并写明事实和依据。"
        ),
        "shows": CHOSEN,
        "opens_on": results.proposed_opening(cycle, timezone.localdate()),
        "working_days": 5,
    }


def _find(pk: int) -> PublicObjection:
    rows = PublicObjection.objects.select_related(
        "publication__cycle", "about__unit", "about__unit_type", "handler", "answered_by"
    )
    return get_object_or_404(rows.defer("publication__rows", "about__breakdown"), pk=pk)


def _answering() -> dict[str, Any]:
    """The steps with a button of their own; giving it to somebody has a form."""
    return {verb: step for verb, step in PUBLIC_OBJECTION_STEPS.items() if verb != "assign"}


def _with_chips(rows: Iterable[Any]) -> list[tuple[PublicObjection, str]]:
    return [(row, results.OBJECTION_CHIPS[PublicObjectionStatus(row.status)]) for row in rows]


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
