"""Taking back a media report, whatever it is about."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from districts.actions.media import remove_media_report
from districts.models import MediaReport
from districts.views.fieldwork.common import find_record
from wenming.http import UserRequest


@require_POST
def media_remove(request: UserRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(MediaReport.objects.select_related("task", "exemplar"), pk=pk)
    row = find_record(request, type(report.about), report.about.pk)
    remove_media_report(report, by=request.user, at=timezone.now())
    messages.success(request, "已删除一条媒体报道。")
    return redirect(row)
