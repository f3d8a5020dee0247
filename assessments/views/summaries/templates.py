"""The Word template of the summary: looked at, downloaded, replaced."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.actions.templates import replace_template, use_own_template
from assessments.exports_summary import WORD, template_content
from assessments.imports.summary_template import FIELD_NAMES, check_template
from assessments.models import SummaryTemplate
from assessments.views.summaries.common import FORM_METHODS, writers_only
from wenming.errors import DomainError
from wenming.http import UserRequest, attachment


@require_http_methods(FORM_METHODS)
def template(request: UserRequest) -> HttpResponse:
    """Which template is in use, what it may name, and a form for another."""
    writers_only(request)
    error = ""
    if request.method == "POST":
        try:
            at = timezone.now()
            upload = request.FILES.get("file")
            replace_template(upload, check=check_template, by=request.user, at=at)
        except DomainError as refusal:
            if refusal.status != DomainError.status:
                raise
            error = refusal.message
        else:
            messages.success(request, "模板已更换，以后生成的总结按新模板排版。")
            return redirect("assessments:annual-template")
    rows = list(SummaryTemplate.objects.select_related("file", "uploaded_by")[:20])
    context = {
        "error": error,
        "rows": rows,
        "current": next((row for row in rows if row.is_current), None),
        "names": FIELD_NAMES,
    }
    status = 422 if error else 200
    return render(request, "assessments/summaries/template.html", context, status=status)


@require_safe
def template_file(request: UserRequest) -> HttpResponseBase:
    """The template in use, to be changed in Word."""
    writers_only(request)
    return attachment("年度工作总结模板.docx", template_content(), WORD)


@require_POST
def template_reset(request: UserRequest) -> HttpResponse:
    writers_only(request)
    use_own_template(by=request.user, at=timezone.now())
    messages.success(request, "已恢复系统的模板。")
    return redirect("assessments:annual-template")
