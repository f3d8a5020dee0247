"""Notices of one person, and messages of the outbox."""

from django.utils import timezone

from tests.access.cast import Cast
from wenming.notices.models import MessageState, Notice, NoticeKind, OutboxMessage


def add(cast: Cast) -> None:
    now = timezone.now()
    notice = Notice.objects.create(
        user=cast["reporter1"],
        kind=NoticeKind.RETURNED,
        title="自查报告被退回修改",
        url="/",
        made_at=now,
        key="trail:1",
    )
    cast.objects["notice1"] = (notice.pk,)
    for state in (MessageState.FAILED, MessageState.SENT):
        message = OutboxMessage.objects.create(
            channel="mail", to="a@b.cn", text="提醒", state=state, next_try=now, made_at=now
        )
        cast.objects[f"message-{state}"] = (message.pk,)
