"""What the pages of every fieldwork record do alike: find, take a step, answer a refusal."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from districts.forms.follow_ups import StepNoteForm
from districts.forms.records import RecordForm
from districts.models import Township
from districts.policies.fieldwork import actors_of, can_correct, can_edit_entry, takes_part
from districts.requests import standing_for
from districts.results.fieldwork import corrections_of, gallery_of, history_of
from districts.workflow.entries import ENTRY_STEPS
from districts.workflow.steps import Steps, open_steps
from wenming.errors import DomainError
from wenming.http import UserRequest

View = Callable[..., HttpResponseBase]
M = TypeVar("M", bound=Model)
# Renders the record's page again: (form, verb, status).
Again = Callable[[forms.Form, str, int], HttpResponse]


def for_participants(view: View) -> View:
    """404 for whoever has no part in fieldwork: the administrator, assessors from outside."""

    @wraps(view)
    def guarded(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not takes_part(standing_for(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def find_record(request: UserRequest, model: type[M], pk: int, *related: str) -> M:
    """The record, if this person may see it; otherwise there is none (404)."""
    rows: Any = model._default_manager
    visible = rows.visible_to(request.user, standing_for(request))
    found: M = get_object_or_404(visible.select_related(*related) if related else visible, pk=pk)
    return found


def take_step(
    request: UserRequest,
    row: Any,
    verb: str,
    *,
    steps: Steps,
    act: Callable[..., Model],
    again: Again,
) -> HttpResponse:
    """One step of a workflow by its button. What is missing is said at its field, on the page."""
    if verb not in steps:
        raise Http404
    form = StepNoteForm(request.POST)
    if form.is_valid():
        try:
            note = form.cleaned_data["note"]
            row = act(row, verb, by=request.user, at=timezone.now(), note=note)
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, f"{steps[verb].label}：已办理。")
            return redirect(row)
    return again(form, verb, 422)


def answer_form(
    request: UserRequest,
    form: forms.Form,
    act: Callable[[], Any],
    *,
    done: str,
    again: Callable[[], HttpResponse],
) -> HttpResponse:
    """Act on a valid form and go to what came of it; else `again`: the page with what was typed."""
    if form.is_valid():
        try:
            made = act()
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, done)
            return redirect(made)
    return again()


def save_entry(
    request: UserRequest,
    form: RecordForm,
    act: Callable[..., Any],
    row: Any,
    *,
    done: str,
    again: Callable[[], HttpResponse],
) -> HttpResponse:
    """Edit or correct `row` as the form says: `act(row, values, version=, by=, at=)`, for a
    correction with its reason too. Then go to it, or `again`: the page with what was typed.
    """

    def save() -> Any:
        given = form.cleaned_data
        more = {name: given[name] for name in ("version", "reason") if name in given}
        act(row, form.values, **more, by=request.user, at=timezone.now())
        return row

    return answer_form(request, form, save, done=done, again=again)


def entry_page(
    request: UserRequest,
    row: Any,
    *,
    step_url: str,
    beside: Sequence[str],
    form: forms.Form | None = None,
    verb: str = "",
) -> dict[str, Any]:
    """What the page of every confirmed entry shows; corrections of the fields `beside` stand
    beside their figures, the others in a list.
    """
    standing, corrections = standing_for(request), corrections_of(row)
    return {
        "row": row,
        "steps": open_steps(ENTRY_STEPS, actors_of(standing, row), row.status),
        "step_url": step_url,
        "form": form or StepNoteForm(),
        "verb": verb,
        "can_edit": can_edit_entry(standing, row),
        "can_correct": can_correct(standing, row),
        "gallery": gallery_of(row, standing),
        "corrections": corrections,
        "other_corrections": [one for one in corrections if one.field not in beside],
        "history": history_of(row),
    }


def refuse_at_field(form: forms.Form, refusal: DomainError) -> None:
    """A rule's sentence at its field; refusals of another kind go their own way."""
    if refusal.status != DomainError.status:
        raise refusal
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def words_in(request: HttpRequest, name: str = "q") -> str:
    """What was searched for, without what no database holds."""
    return request.GET.get(name, "").replace("\0", "").strip()[:50]


def number_in(request: HttpRequest, name: str, *, most: int = 2**62) -> int | None:
    """A number from the address; nonsense is none."""
    text = request.GET.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 18 or int(text) > most:
        return None
    return int(text)


def township_choices(request: UserRequest) -> list[Township]:
    """What the township filter offers; nothing for those who see one township anyway."""
    if not standing_for(request).sees_whole_county:
        return []
    return list(Township.objects.filter(is_active=True).order_by("name"))


def today() -> date:
    return timezone.localdate()
