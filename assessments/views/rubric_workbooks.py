"""Rubrics as workbooks: export, and import into a draft by way of a preview."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import policies
from assessments.actions.rubrics import require_draft, require_editor
from assessments.examples import examples
from assessments.exports_rubric import rubric_xlsx
from assessments.imports import rubric_drafts
from assessments.models import Rubric, RubricImport
from assessments.results.rubric_changes import changes_between, fingerprint_of, workbook_rows
from assessments.results.rubric_totals import Totals
from assessments.results.rubrics import tree_from
from assessments.scoring import Problem, from_document, to_rows
from districts.forms import UploadForm
from districts.requests import standing_for
from wenming.http import UserRequest, attachment


@require_safe
def rubric_export(request: UserRequest, pk: int) -> HttpResponseBase:
    """The rubric as its workbook, which imports to the same rubric."""
    rubric = _visible(request, pk)
    return attachment(f"{rubric}.xlsx", rubric_xlsx(workbook_rows(rubric)))


@require_http_methods(["GET", "HEAD", "POST"])
def rubric_import(request: UserRequest, pk: int) -> HttpResponse:
    """Choose a workbook for a draft; what it would do is shown next, nothing is imported yet."""
    rubric = _visible(request, pk)
    require_editor(request.user)
    require_draft(rubric)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        kept = rubric_drafts.preview(
            rubric, upload.file, filename=upload.name, by=request.user, at=timezone.now()
        )
        return redirect("assessments:rubric-import-preview", kept.pk)
    status = 422 if request.method == "POST" else 200
    context = {"rubric": rubric, "form": form}
    return render(request, "assessments/rubric_import.html", context, status=status)


@require_safe
def import_preview(request: UserRequest, pk: UUID) -> HttpResponse:
    """Every mistake; or the tree with its sums, the warnings, and all that would change."""
    kept = _kept(request, pk)
    context = {
        "kept": kept,
        "rubric": kept.rubric,
        "errors": kept.payload["errors"],
        "warnings": kept.payload["warnings"],
    }
    if kept.payload["document"] is not None:
        context |= _what_it_does(kept)
    return render(request, "assessments/rubric_import_preview.html", context)


@require_POST
def import_confirm(request: UserRequest, pk: UUID) -> HttpResponse:
    """Import what the preview showed. A second click comes to the same page and does nothing."""
    kept = _kept(request, pk)
    if rubric_drafts.confirm(kept, by=request.user, at=timezone.now()):
        messages.success(request, f"已导入“{kept.filename}”。")
    else:
        messages.info(request, f"“{kept.filename}”已经导入过，没有重复导入。")
    return redirect(kept.rubric)


@require_safe
def rubric_examples(request: UserRequest) -> HttpResponse:
    """Rubrics of very different shape, to start from."""
    return render(request, "assessments/rubric_examples.html", {"examples": examples()})


@require_safe
def rubric_example(request: UserRequest, slug: str) -> HttpResponseBase:
    """One example as a workbook."""
    for example in examples():
        if example.slug == slug:
            return attachment(f"{example.name}.xlsx", rubric_xlsx(example.canonical))
    raise Http404


def _what_it_does(kept: RubricImport) -> dict[str, object]:
    rows = to_rows(from_document(kept.payload["document"]))
    stored = workbook_rows(kept.rubric)
    problems = [
        Problem(one["column"], one["message"], one["sheet"], one["row"], one["code"])
        for one in kept.payload["warnings"]
    ]
    return {
        "tree": tree_from(rows.items, [one for one in problems if one.sheet == "细则"]),
        "full": rows.settings["满分"],
        "totals": Totals(rows.bonuses, rows.deductions, rows.vetoes, rows.grades),
        "changes": changes_between(stored, rows),
        "is_stale": not kept.rubric.is_draft or fingerprint_of(stored) != kept.fingerprint,
    }


def _visible(request: UserRequest, pk: int) -> Rubric:
    rubrics = Rubric.objects.visible_to(standing_for(request))
    return get_object_or_404(rubrics.prefetch_related("unit_types"), pk=pk)


def _kept(request: UserRequest, pk: UUID) -> RubricImport:
    """One's own upload, while one may still edit rubrics."""
    own = RubricImport.objects.visible_to(request.user, timezone.now())
    if not policies.can_edit_rubrics(standing_for(request)):
        own = own.none()
    return get_object_or_404(own.select_related("rubric"), pk=pk)
