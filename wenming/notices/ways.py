"""The ways out as the environment names them, or every reason why not. Plain Python.

OUTBOX_SMTP=smtp+tls://user:password@mail.example.gov.cn:587   OUTBOX_FROM=wmb@example.gov.cn
OUTBOX_WEBHOOK=https://sms.example.gov.cn/send                 OUTBOX_TOKEN=…
"""

from collections.abc import Callable, Mapping
from urllib.parse import SplitResult, urlsplit

Refuse = Callable[[str, str, str], None]
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SMTP_SCHEMES = ("smtp+tls", "smtps", "smtp")
NAMES = {
    "outbox_smtp": "OUTBOX_SMTP",
    "outbox_from": "OUTBOX_FROM",
    "outbox_webhook": "OUTBOX_WEBHOOK",
    "outbox_token": "OUTBOX_TOKEN",
}


def read_outbox(environ: Mapping[str, str], refuse: Refuse) -> dict[str, str]:
    """The four settings; nothing said is nothing sent."""
    found = {field: environ.get(name, "").strip() for field, name in NAMES.items()}
    if found["outbox_smtp"]:
        _check_smtp(found["outbox_smtp"], refuse)
        if "@" not in found["outbox_from"].strip("@"):
            refuse("OUTBOX_FROM", "启用邮件时必须填写发件地址", "sender address required")
    elif found["outbox_from"]:
        refuse("OUTBOX_SMTP", "填写了发件地址，却没有邮件服务器", "sender without a server")
    if found["outbox_webhook"]:
        _check_webhook(found["outbox_webhook"], refuse)
    elif found["outbox_token"]:
        refuse("OUTBOX_WEBHOOK", "填写了口令，却没有短信网关地址", "token without an address")
    if not (found["outbox_token"].isascii() and found["outbox_token"].isprintable()):
        refuse("OUTBOX_TOKEN", "只能是可见的英文字符", "printable ASCII only")
    return found


def _check_smtp(value: str, refuse: Refuse) -> None:
    address = _split(value)
    if address is None or address.scheme not in SMTP_SCHEMES or not address.hostname:
        refuse(
            "OUTBOX_SMTP",
            "应为 smtp+tls://用户:密码@主机:端口，或 smtps://",
            "must be smtp+tls://user:password@host:port or smtps://",
        )
    elif address.scheme == "smtp" and address.hostname not in LOOPBACK:
        refuse("OUTBOX_SMTP", "不加密的 smtp:// 只能用于本机", "plain smtp is for loopback only")


def _check_webhook(value: str, refuse: Refuse) -> None:
    address = _split(value)
    is_near = address is not None and address.scheme == "http" and address.hostname in LOOPBACK
    if address is None or not address.hostname or not (address.scheme == "https" or is_near):
        refuse("OUTBOX_WEBHOOK", "应以 https:// 开头，本机除外", "https only, or loopback")
    elif address.username or address.password:
        refuse("OUTBOX_WEBHOOK", "口令请写在 OUTBOX_TOKEN", "no password in the address")


def _split(value: str) -> SplitResult | None:
    """The address in its parts, or None for what is none (a port that is no number)."""
    try:
        address = urlsplit(value)
        _ = address.port
    except ValueError:
        return None
    return address
