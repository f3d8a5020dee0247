"""The periodic work of the shared parts."""

from datetime import datetime, timedelta

from axes.models import AccessFailureLog
from django.contrib.sessions.models import Session

from wenming.audit.verification import verify_trail
from wenming.errors import DomainError
from wenming.files.sweeping import sweep_files
from wenming.jobs.retention import sweep
from wenming.upkeep.ticking import ticking

TRAIL = "trail.verify"
DAY = timedelta(days=1)
FAILURES_KEPT = timedelta(days=90)


@ticking("jobs.sweep", label="清理过期的任务文件", every=timedelta(hours=1))
def sweep_jobs(now: datetime) -> str:
    return f"清理了 {sweep(now)} 个文件"


@ticking("files.sweep", label="清理没有用上的文件", every=DAY)
def sweep_uploads(now: datetime) -> str:
    removed, missing = sweep_files(now)
    if missing:
        raise DomainError(f"有 {len(missing)} 个文件的内容不见了，请运行 sweep_files 查看编号。")
    return f"清理了 {removed} 个文件"


@ticking("sessions.sweep", label="清理过期的登录会话", every=DAY)
def sweep_sessions(now: datetime) -> str:
    removed, _ = Session.objects.filter(expire_date__lt=now).delete()
    return f"清理了 {removed} 个会话"


@ticking("failures.sweep", label="清理密码错误的记录", every=DAY)
def sweep_failures(now: datetime) -> str:
    old = AccessFailureLog.objects.filter(attempt_time__lt=now - FAILURES_KEPT)
    removed, _ = old.delete()
    return f"清理了 {removed} 条"


@ticking(TRAIL, label="核对操作留痕", every=DAY)
def check_trail(now: datetime) -> str:
    verdict = verify_trail()
    if not verdict.is_sound:
        raise DomainError(f"操作留痕有问题：{verdict.faults[0]}")
    return f"共 {verdict.entries} 条，完好"
