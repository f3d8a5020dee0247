"""The rubric editor inside the admin: one page with the whole draft, and its own fields.

Which methods each view takes stands beside its address in `assessments.admin`.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from assessments import policies
from assessments.actions import rubrics
from assessments.forms.rubrics import RubricForm, rubric_initial
from assessments.models import Rubric
from assessments.results.rubric_editor import EDITED, editor_of
from assessments.results.rubrics import tree_of
from districts.requests import standing_for
from wenming.http import UserRequest, is_htmx, posted, render_page

CHANGE = "admin:assessments_rubric_change"
FOLDER = "admin/assessments/rubric"


def rubric_add(request: UserRequest) -> HttpResponse:
    """A new draft, still without rows."""
    require_editor(request)
    form = RubricForm(posted(request), initial={"year": timezone.localdate().year})
    if request.method == "POST" and form.is_valid():
        rubric = rubrics.create_rubric(by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, f"已建立{rubric}。下一步：新增大项。")
        return redirect(CHANGE, rubric.pk)
    status = 422 if form.is_bound else 200
    return render(request, f"{FOLDER}/add.html", {"form": form}, status=status)


def rubric_change(request: UserRequest, pk: int) -> HttpResponse:
    """The whole draft as one tree; a published version is only pointed at."""
    require_editor(request)
    rubric = get_object_or_404(Rubric.objects.prefetch_related(*EDITED), pk=pk)
    if not rubric.is_draft and not is_htmx(request):
        return redirect(rubric)
    rubrics.require_draft(rubric)
    return _editor_page(request, rubric, selected=request.GET.get("row", ""))


def rubric_settings(request: UserRequest, pk: int) -> HttpResponse:
    """A draft's own fields: name, year, types, full points and what happens on the total."""
    rubric = draft_of(request, pk)
    form = RubricForm(posted(request), initial=rubric_initial(rubric))
    if request.method == "POST" and form.is_valid():
        rubrics.update_rubric(
            rubric,
            revision=number_of(request.POST.get("revision")),
            by=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )
        messages.success(request, "细则设置已保存。")
        return redirect(CHANGE, rubric.pk)
    context = {
        "rubric": rubric,
        "form": form,
        "revision": request.POST.get("revision") or rubric.revision,
    }
    status = 422 if form.is_bound else 200
    return render(request, f"{FOLDER}/settings.html", context, status=status)


def rubric_delete(request: UserRequest, pk: int) -> HttpResponse:
    """Delete a draft that nobody needs."""
    rubric = draft_of(request, pk)
    if request.method == "POST":
        rubrics.discard_draft(rubric, by=request.user, at=timezone.now())
        messages.success(request, f"草稿{rubric}已删除。")
        return redirect("assessments:rubric-list")
    context = {"rubric": rubric, "tree": tree_of(rubric)}
    return render(request, f"{FOLDER}/delete.html", context)


def require_editor(request: HttpRequest) -> None:
    if not policies.can_edit_rubrics(standing_for(request)):
        raise Http404


def draft_of(request: UserRequest, pk: int) -> Rubric:
    """The rubric, for an editor; a Conflict in a sentence if it is no draft any more."""
    require_editor(request)
    rubric = get_object_or_404(Rubric.objects.prefetch_related("unit_types"), pk=pk)
    rubrics.require_draft(rubric)
    return rubric


def number_of(text: str | None) -> int:
    """A version that came with a form; 0 matches none, so a bad one is stale."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def done(
    request: UserRequest,
    rubric: Rubric,
    said: str,
    selected: str = "",
    *,
    level: int = messages.SUCCESS,
) -> HttpResponse:
    """After an act: the page as it is now, with what was done and the row it was done to."""
    if not is_htmx(request):
        messages.add_message(request, level, said)
        url = reverse(CHANGE, args=[rubric.pk])
        return redirect(f"{url}?row={selected}" if selected else url)
    fresh = Rubric.objects.prefetch_related(*EDITED).get(pk=rubric.pk)
    return _editor_page(request, fresh, selected=selected, said=said)


def form_part(
    request: UserRequest, page: str, part: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The form of one row: in its place on the editor's page, or as a page of its own."""
    context["inline"] = is_htmx(request)
    response = render_page(request, f"{FOLDER}/{page}", f"{FOLDER}/{part}", context, status=status)
    if is_htmx(request):
        is_open = request.method == "POST"
        response["HX-Retarget"] = f"#{context['form_id'] if is_open else context['slot']}"
        response["HX-Reswap"] = "outerHTML settle:0" if is_open else "innerHTML settle:0"
    return response


def _editor_page(
    request: UserRequest, rubric: Rubric, *, selected: str, said: str = ""
) -> HttpResponse:
    editor = editor_of(rubric)
    anchors = [f"row-{line.id}" for line in editor.lines]
    anchors += [line.anchor for part in editor.totals for line in part.lines]
    context = {
        "rubric": rubric,
        "editor": editor,
        "selected": selected if selected in anchors else next(iter(anchors), ""),
        "said": said,
        "is_focused": bool(selected),
        "can_publish": policies.can_publish_rubrics(standing_for(request)),
    }
    return render_page(request, f"{FOLDER}/change.html", f"{FOLDER}/_editor.html", context)
