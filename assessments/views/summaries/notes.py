"""问题和打算: the office's own notes, and what the records offer for them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions import summaries as acts
from assessments.forms.summaries import NoteEditForm, NoteForm, VersionForm
from assessments.models import OfficeNote
from assessments.roles import NoteKind
from assessments.views.summaries.common import FORM_METHODS, writers_only
from districts.views.fieldwork.common import answer_form
from wenming.errors import BadRequest
from wenming.http import UserRequest, posted

FORM = "assessments/summaries/note.html"


@require_http_methods(FORM_METHODS)
def note_add(request: UserRequest, year: int) -> HttpResponse:
    writers_only(request)
    form = NoteForm(posted(request), initial={"kind": request.GET.get("kind", NoteKind.PROBLEM)})

    def act() -> OfficeNote:
        kind, text = NoteKind(form.cleaned_data["kind"]), form.cleaned_data["text"]
        return acts.add_note(year, kind, text, by=request.user, at=timezone.now())

    def again() -> HttpResponse:
        context = {"form": form, "year": year, "title": "写一条问题或打算"}
        return render(request, FORM, context, status=422 if form.is_bound else 200)

    if request.method != "POST":
        return again()
    return answer_form(request, form, act, done="已加入。", again=again)


@require_POST
def material_take(request: UserRequest, year: int) -> HttpResponse:
    """加入: what the records offer becomes a note."""
    writers_only(request)
    key = request.POST.get("key", "")
    note = acts.take_material(year, key, by=request.user, at=timezone.now())
    messages.success(request, "已加入，可以再改文字。")
    return redirect(note)


@require_http_methods(FORM_METHODS)
def note_edit(request: UserRequest, pk: int) -> HttpResponse:
    writers_only(request)
    note = get_object_or_404(OfficeNote, pk=pk)
    form = NoteEditForm(posted(request), initial={"text": note.text, "version": note.version})

    def act() -> OfficeNote:
        return acts.edit_note(note, **form.cleaned_data, by=request.user, at=timezone.now())

    def again() -> HttpResponse:
        title = f"修改{note.get_kind_display()}"
        context = {"form": form, "year": note.year, "note": note, "title": title}
        return render(request, FORM, context, status=422 if form.is_bound else 200)

    if request.method != "POST":
        return again()
    return answer_form(request, form, act, done="已保存。", again=again)


@require_POST
def note_remove(request: UserRequest, pk: int) -> HttpResponse:
    writers_only(request)
    note = get_object_or_404(OfficeNote, pk=pk)
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise BadRequest("请刷新页面后再试。")
    back = note.get_absolute_url()
    acts.remove_note(note, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, "已删除。")
    return redirect(back)
