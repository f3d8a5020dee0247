"""The periodic work of the notices; the reminders themselves stand with the to-do lists."""

from datetime import datetime, timedelta

from wenming.notices.outbox import send_due
from wenming.notices.settling import drop_old, settle_moved_on
from wenming.upkeep.ticking import ticking


@ticking("notices.settle", label="办结已无须办理的通知")
def settle_notices(now: datetime) -> str:
    return f"办结了 {settle_moved_on(now)} 条"


@ticking("notices.sweep", label="清理两年以前的通知", every=timedelta(days=1))
def sweep_notices(now: datetime) -> str:
    return f"清理了 {drop_old(now)} 条"


@ticking("outbox.send", label="发送短信和邮件")
def send_outbox(now: datetime) -> str:
    sent, failed = send_due(now)
    return f"发出 {sent} 条，失败 {failed} 条"
