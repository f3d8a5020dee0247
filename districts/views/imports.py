"""Any import from Excel: upload, preview, confirm."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts import exports, imports
from districts.forms import UploadForm
from districts.imports import SPECS, ImportSpec
from districts.imports.specs import Asker
from districts.models import ImportDraft
from districts.requests import standing_for
from districts.views.registers import FORM_METHODS
from wenming.http import UserRequest, attachment


@require_http_methods(FORM_METHODS)
def import_start(request: UserRequest, kind: str) -> HttpResponse:
    """Choose a workbook; what it would do is shown next, nothing is imported yet."""
    spec = _spec(request, kind)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        draft = imports.preview(
            kind, upload.file, filename=upload.name, by=request.user, at=timezone.now()
        )
        return redirect("districts:import-preview", draft.pk)
    context = {
        "spec": spec,
        "form": form,
        "columns": spec.form.base_fields.values(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "districts/import_start.html", context, status=status)


@require_safe
def import_template(request: UserRequest, kind: str) -> HttpResponseBase:
    """The workbook to fill in."""
    spec = _spec(request, kind)
    asker = Asker(request.user, standing_for(request))
    return attachment(f"{spec.label}导入模板.xlsx", exports.template_xlsx(spec, asker))


@require_safe
def import_preview(request: UserRequest, pk: str) -> HttpResponse:
    """Every fault, or everything that confirming would do."""
    draft = _draft(request, pk)
    rows, errors = draft.payload["rows"], draft.payload["errors"]
    context = {
        "draft": draft,
        "errors": errors,
        "warnings": draft.payload["warnings"],
        "new": [row for row in rows if row["state"] == imports.NEW],
        "changed": [row for row in rows if row["state"] == imports.CHANGED],
        "same": [row for row in rows if row["state"] == imports.SAME],
        "spec": SPECS[draft.kind],
    }
    return render(request, "districts/import_preview.html", context)


@require_POST
def import_confirm(request: UserRequest, pk: str) -> HttpResponse:
    """Import what the preview showed. A second click comes to the same page and does nothing."""
    draft = _draft(request, pk)
    if imports.confirm(draft, by=request.user, at=timezone.now()):
        messages.success(request, f"已导入“{draft.filename}”。")
    else:
        messages.info(request, f"“{draft.filename}”已经导入过，没有重复导入。")
    return redirect(SPECS[draft.kind].list_view)


@require_safe
def import_errors(request: UserRequest, pk: str) -> HttpResponseBase:
    """The faults as a workbook, to work through beside the file."""
    draft = _draft(request, pk)
    book = exports.errors_xlsx(draft.filename, draft.payload["errors"])
    return attachment(f"{SPECS[draft.kind].label}导入问题清单.xlsx", book)


def _spec(request: UserRequest, kind: str) -> ImportSpec:
    """The import, if there is such a one and this person may use it; 404 otherwise."""
    spec = SPECS.get(kind)
    if spec is None or not spec.may(standing_for(request)):
        raise Http404
    return spec


def _draft(request: UserRequest, pk: str) -> ImportDraft:
    """One's own draft, while one may still import its kind."""
    draft = get_object_or_404(ImportDraft.objects.visible_to(request.user, timezone.now()), pk=pk)
    _spec(request, draft.kind)
    return draft
