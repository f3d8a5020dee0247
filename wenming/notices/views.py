"""通知: one's own list, going to the place where to act, and how one wants to be told."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wenming.http import UserRequest
from wenming.notices import actions
from wenming.notices.forms import SettingsForm
from wenming.notices.models import Notice, NoticeSettings
from wenming.paging import page_of

PER_PAGE = 30


@require_safe
def notice_list(request: UserRequest) -> HttpResponse:
    """All of one's notices, or those still to be read. Two queries besides the page's own."""
    is_unread = request.GET.get("show") == "unread"
    rows = Notice.objects.of(request.user)
    page = page_of(request, rows.unread() if is_unread else rows, per_page=PER_PAGE)
    return render(
        request,
        "notices/notice_list.html",
        {"page": page, "is_unread": is_unread, "today": timezone.localdate()},
    )


@require_POST
def notice_open(request: UserRequest, pk: int) -> HttpResponse:
    """To the place where to act; from now on it is read."""
    notice = get_object_or_404(Notice.objects.of(request.user), pk=pk)
    actions.read(notice, at=timezone.now())
    return redirect(notice.url)


@require_POST
def notice_read_all(request: UserRequest) -> HttpResponse:
    count = actions.read_all(request.user, at=timezone.now())
    messages.success(request, f"{count} 条通知已标为已读。" if count else "没有未读的通知。")
    return redirect("notices:notice-list")


@require_http_methods(["GET", "HEAD", "POST"])
def notice_settings(request: UserRequest) -> HttpResponse:
    wishes = NoticeSettings.objects.filter(user=request.user).first() or NoticeSettings()
    data = request.POST if request.method == "POST" else None
    form = SettingsForm(data, user=request.user, wishes=wishes)
    if form.is_valid():
        actions.choose(request.user, form.values, at=timezone.now())
        messages.success(request, "通知设置已保存。")
        return redirect("notices:notice-list")
    status = 422 if form.is_bound else 200
    return render(request, "notices/notice_settings.html", {"form": form}, status=status)
