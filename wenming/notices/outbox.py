"""Sending what waits: e-mail by SMTP, text messages by the county's gateway (a webhook).

Off unless the environment names a way out. A back end that fails is asked again after 10 minutes,
an hour, six hours and a day; then the message is the administrator's. Nothing waits for it.
"""

import json
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.db.models import Count, Q

from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.notices.making import channels
from wenming.notices.models import Channel, MessageState, OutboxMessage

BATCH, SECONDS = 50, 8
# The n-th failure waits so long; after the last there is no further try.
PAUSES = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
SUBJECT = "工作提醒"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """The token goes where the environment says and nowhere else."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def by_mail(message: OutboxMessage) -> None:
    address = urlsplit(settings.OUTBOX_SMTP)
    backend = EmailBackend(
        host=address.hostname or "",
        port=address.port or (465 if address.scheme == "smtps" else 587),
        username=unquote(address.username or ""),
        password=unquote(address.password or ""),
        use_ssl=address.scheme == "smtps",
        use_tls=address.scheme == "smtp+tls",
        timeout=SECONDS,
    )
    mail = EmailMessage(SUBJECT, message.text, settings.OUTBOX_FROM, [message.to])
    backend.send_messages([mail])


def by_webhook(message: OutboxMessage) -> None:
    request = urllib.request.Request(  # noqa: S310 - https, or this machine: see ways.py
        settings.OUTBOX_WEBHOOK,
        data=json.dumps({"id": message.pk, "to": message.to, "text": message.text}).encode(),
        headers={"Content-Type": "application/json"},
    )
    if settings.OUTBOX_TOKEN:
        request.add_header("Authorization", f"Bearer {settings.OUTBOX_TOKEN}")
    with urllib.request.build_opener(NoRedirect).open(request, timeout=SECONDS):
        pass


SENDERS: dict[str, Callable[[OutboxMessage], None]] = {
    Channel.MAIL: by_mail,
    Channel.WEBHOOK: by_webhook,
}


def send_due(now: datetime) -> tuple[int, int]:
    """Try one batch; how many went and how many failed. A way out that fails twice running is left
    alone until the next tick, so that a dead gateway costs seconds and not minutes."""
    sent = failed = 0
    broken: dict[str, int] = {}
    due = OutboxMessage.objects.filter(
        state=MessageState.QUEUED, next_try__lte=now, channel__in=channels()
    )
    for message in due.order_by("next_try", "pk")[:BATCH]:
        if broken.get(message.channel, 0) >= 2:
            continue
        error = _try(message)
        broken[message.channel] = broken.get(message.channel, 0) + 1 if error else 0
        _note(message, error, now)
        sent, failed = sent + (not error), failed + bool(error)
    return sent, failed


def _try(message: OutboxMessage) -> str:
    """Nothing, or the kind of fault; never its text, which may name an address or a secret."""
    try:
        SENDERS[message.channel](message)
    except Exception as error:  # whatever the other side does, the next message has its turn
        return type(error).__name__
    return ""


def _note(message: OutboxMessage, error: str, now: datetime) -> None:
    message.tries += 1
    message.error = error
    if not error:
        message.state, message.sent_at = MessageState.SENT, now
    elif message.tries > len(PAUSES):
        message.state = MessageState.FAILED
    else:
        message.next_try = now + PAUSES[message.tries - 1]
    message.save(update_fields=["tries", "error", "state", "sent_at", "next_try"])


def retry(message: OutboxMessage, *, by: User, at: datetime) -> None:
    """Give a failed message another round. Call inside the action's transaction."""
    message.state, message.tries, message.next_try = MessageState.QUEUED, 0, at
    message.save(update_fields=["state", "tries", "next_try"])
    record("outboxmessage.retry", on=message, by=by, at=at)


def outbox_words() -> tuple[str, str]:
    """What the health page says of it, and what is to be done. No query while it is off."""
    ways = channels()
    if not ways:
        return "没有启用，系统不向外发送", ""
    found = OutboxMessage.objects.aggregate(
        queued=Count("pk", Q(state=MessageState.QUEUED)),
        failed=Count("pk", Q(state=MessageState.FAILED)),
        troubled=Count("pk", Q(state=MessageState.QUEUED, tries__gt=0)),
    )
    said = (
        f"{'、'.join(way.label for way in ways)}已启用，待发送 {found['queued']} 条，"
        f"失败 {found['failed']} 条"
    )
    is_ill = found["failed"] or found["troubled"]
    return said, "请在“外发消息”里查看，检查邮件服务器或短信网关。" if is_ill else ""
