"""外发消息: what went out, what waits, and another try for what failed."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from districts.views.people import for_administrator
from wenming.errors import Conflict
from wenming.http import UserRequest
from wenming.notices.models import MessageState, OutboxMessage
from wenming.notices.outbox import outbox_words, retry
from wenming.paging import page_of


@require_safe
@for_administrator
def outbox_list(request: UserRequest) -> HttpResponse:
    """Failed ones first of all: they are what somebody has to look at."""
    asked = request.GET.get("state", "")
    state = asked if asked in MessageState.values else MessageState.FAILED
    said, _ = outbox_words()
    context = {
        "page": page_of(request, OutboxMessage.objects.filter(state=state)),
        "state": state,
        "states": [*reversed(MessageState.choices)],
        "said": said,
    }
    return render(request, "districts/administration/outbox.html", context)


@require_POST
@for_administrator
def outbox_retry(request: UserRequest, pk: int) -> HttpResponse:
    with transaction.atomic():
        message = get_object_or_404(OutboxMessage.objects.select_for_update(), pk=pk)
        if message.state != MessageState.FAILED:
            raise Conflict("这条消息不在失败的消息里，请刷新页面。")
        retry(message, by=request.user, at=timezone.now())
    messages.success(request, "已排队，下次定期工作时发送。")
    return redirect("districts:outbox-list")
