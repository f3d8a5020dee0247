"""Registers and accounts from Excel: upload, preview, confirm."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts import exports, imports
from districts.forms import UploadForm
from districts.models import ImportDraft, ImportKind
from districts.policies import can_edit_registers, can_manage_accounts
from districts.requests import standing_for
from districts.views.registers import FORM_METHODS
from wenming.http import UserRequest, attachment

LISTS = {
    ImportKind.UNITS: "districts:unit-list",
    ImportKind.VILLAGES: "districts:village-list",
    ImportKind.TOWNSHIPS: "districts:township-list",
    ImportKind.DEPARTMENTS: "districts:department-list",
    ImportKind.ACCOUNTS: "districts:account-sheets",
}


@require_http_methods(FORM_METHODS)
def import_start(request: UserRequest, kind: str) -> HttpResponse:
    """Choose a workbook; what it would do is shown next, nothing is imported yet."""
    label = _kind(request, kind)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        draft = imports.preview(
            kind, upload.file, filename=upload.name, by=request.user, at=timezone.now()
        )
        return redirect("districts:import-preview", draft.pk)
    context = {
        "kind": label,
        "form": form,
        "columns": imports.ROW_FORMS[kind].base_fields.values(),
        "list_url": LISTS[label],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "districts/import_start.html", context, status=status)


@require_safe
def import_template(request: UserRequest, kind: str) -> HttpResponseBase:
    """The workbook to fill in."""
    label = _kind(request, kind)
    return attachment(f"{label.label}导入模板.xlsx", exports.template_xlsx(kind))


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
        "list_url": LISTS[ImportKind(draft.kind)],
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
    return redirect(LISTS[ImportKind(draft.kind)])


@require_safe
def import_errors(request: UserRequest, pk: str) -> HttpResponseBase:
    """The faults as a workbook, to work through beside the file."""
    draft = _draft(request, pk)
    book = exports.errors_xlsx(draft.filename, draft.payload["errors"])
    return attachment(f"{draft.get_kind_display()}导入问题清单.xlsx", book)


def _kind(request: UserRequest, kind: str) -> ImportKind:
    """The kind, if there is such a one and this person may import it; 404 otherwise."""
    standing = standing_for(request)
    may = can_manage_accounts if kind == ImportKind.ACCOUNTS else can_edit_registers
    if kind not in ImportKind.values or not may(standing):
        raise Http404
    return ImportKind(kind)


def _draft(request: UserRequest, pk: str) -> ImportDraft:
    """One's own draft, while one may still import its kind."""
    draft = get_object_or_404(ImportDraft.objects.visible_to(request.user, timezone.now()), pk=pk)
    _kind(request, draft.kind)
    return draft
