"""Files of any fieldwork record: added, shown to whoever sees the record, taken away."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from districts.actions.attachments import attach, detach
from districts.forms.follow_ups import AttachmentForm
from districts.models import Attachment
from districts.policies.attachments import FILES
from districts.requests import standing_for
from districts.results.fieldwork import gallery_of
from districts.views.fieldwork.common import find_record
from wenming.errors import DomainError, NotAllowed
from wenming.files.serving import serve
from wenming.http import UserRequest


@require_POST
def add(request: UserRequest, noun: str, pk: int) -> HttpResponse:
    """Each file by itself: what could not be taken is named, the others are kept."""
    if noun not in FILES:
        raise Http404
    row: Any = find_record(request, FILES[noun].model, pk)
    if not FILES[noun].may_edit(standing_for(request), row):
        raise NotAllowed("这条记录的附件现在不能由您增减。")
    form, uploads = AttachmentForm(request.POST), request.FILES.getlist("files")
    errors = [] if uploads else ["没有选择文件，请先选择再上传。"]
    if not form.is_valid():
        errors, uploads = ["请选择附件的类别，说明不超过 100 字。"], []
    done = 0
    for upload in uploads:
        try:
            attach(row, upload, **form.cleaned_data, by=request.user, at=timezone.now())
        except DomainError as refusal:
            if refusal.status != DomainError.status:
                raise
            errors.append(refusal.message)
        else:
            done += 1
    if done:
        messages.success(request, f"已上传 {done} 个附件。")
    if errors:
        context = {"row": row, "errors": errors, "gallery": gallery_of(row, standing_for(request))}
        return render(request, "districts/fieldwork/attachment_refused.html", context, status=422)
    return redirect(f"{row.get_absolute_url()}#attachments")


@require_safe
def show(request: UserRequest, pk: int) -> HttpResponseBase:
    """A picture opens in the browser, anything else is a download."""
    return serve(_find(request, pk).file, inline=True)


@require_safe
def thumbnail(request: UserRequest, pk: int) -> HttpResponseBase:
    stored = _find(request, pk).file
    if not stored.has_thumbnail:
        raise Http404
    return serve(stored, thumbnail=True)


@require_POST
def remove(request: UserRequest, pk: int) -> HttpResponse:
    attachment = _find(request, pk)
    target: Any = attachment.target
    detach(attachment, by=request.user, at=timezone.now())
    messages.success(request, f"已移除“{attachment}”。")
    return redirect(f"{target.get_absolute_url()}#attachments")


def _find(request: UserRequest, pk: int) -> Attachment:
    """Whoever sees the record sees its files; to others there is none."""
    present = Attachment.objects.filter(removed_at=None).select_related("file", "content_type")
    attachment = get_object_or_404(present, pk=pk)
    noun = attachment.content_type.model
    if noun not in FILES:
        raise Http404
    find_record(request, FILES[noun].model, attachment.object_id)
    return attachment
