"""Whether all is well: facts for the administrator's page, one word for a machine."""

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Max, Min, Q, Sum

from wenming.dates import cn_datetime
from wenming.files.models import StoredFile
from wenming.jobs.models import Job, JobState
from wenming.notices.outbox import outbox_words
from wenming.upkeep.models import BACKUP, Upkeep
from wenming.upkeep.ticking import TASKS

GIGABYTE = 1024**3
LITTLE_ROOM = GIGABYTE
TICK_OVERDUE = timedelta(hours=1)
BACKUP_OVERDUE = timedelta(days=2)
JOB_OVERDUE = timedelta(minutes=10)
NEVER = "从未运行"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the page. `advice` is what to do; a fact without it is sound."""

    label: str
    said: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class TaskFact:
    label: str
    every: timedelta
    row: Upkeep | None


def is_serving() -> bool:
    """Cheap enough to be asked every second: the database answers and the store can be written."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return _has_room()


def facts(now: datetime) -> list[Fact]:
    """Everything but the periodic tasks; seven queries on a sound installation."""
    runs = {row.task: row for row in Upkeep.objects.all()}
    return [
        _database(),
        _migrations(),
        _room(),
        *_jobs(now),
        _tick(runs, now),
        _backup(runs.get(BACKUP), now),
        Fact("短信和邮件", *outbox_words()),
    ]


def task_facts() -> list[TaskFact]:
    """Every periodic task with its last run. One query."""
    runs = {row.task: row for row in Upkeep.objects.all()}
    return [TaskFact(task.label, task.every, runs.get(task.name)) for task in TASKS.values()]


def _database() -> Fact:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW server_version")
            return Fact("数据库", f"PostgreSQL {cursor.fetchone()[0]}")
        cursor.execute("PRAGMA journal_mode")
        mode = str(cursor.fetchone()[0]).upper()
    return Fact("数据库", f"SQLite {sqlite3.sqlite_version}，日志模式 {mode}")


def _migrations() -> Fact:
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        return Fact("数据结构", f"有 {waiting} 项更新没有执行", "请运行 manage.py migrate。")
    return Fact("数据结构", f"最新，共 {len(executor.loader.applied_migrations)} 项")


def _room() -> Fact:
    used = StoredFile.objects.aggregate(size=Sum("size"), count=Count("pk"))
    free = shutil.disk_usage(_existing(Path(settings.MEDIA_ROOT))).free
    said = (
        f"{used['count']} 个文件共 {(used['size'] or 0) / GIGABYTE:.2f} GB，"
        f"磁盘剩余 {free / GIGABYTE:.1f} GB"
    )
    return Fact("文件空间", said, "" if free > LITTLE_ROOM else "磁盘快满了，请清理或扩容。")


def _has_room() -> bool:
    return shutil.disk_usage(_existing(Path(settings.MEDIA_ROOT))).free > 0


def _existing(path: Path) -> Path:
    """The folder itself, or the nearest one above it while nothing has been uploaded."""
    return path if path.exists() else _existing(path.parent)


def _jobs(now: datetime) -> Iterator[Fact]:
    queued, running = Q(state=JobState.QUEUED), Q(state=JobState.RUNNING)
    recent = Q(state=JobState.FAILED, finished_at__gte=now - timedelta(days=1))
    found = Job.objects.aggregate(
        queued=Count("pk", queued),
        running=Count("pk", running),
        failed=Count("pk", recent),
        oldest=Min("queued_at", filter=queued),
        lost=Count("pk", running & Q(lease_until__lt=now)),
        last=Max("finished_at"),
    )
    is_stuck = found["lost"] or (found["oldest"] and now - found["oldest"] > JOB_OVERDUE)
    advice = "没有处理程序在工作，请检查 wenming-worker 服务。" if is_stuck else ""
    yield Fact("后台任务", f"排队 {found['queued']} 个，进行中 {found['running']} 个", advice)
    last = f"，最近一次完成于 {cn_datetime(found['last'])}" if found["last"] else ""
    advice = "请在服务器日志里查看原因。" if found["failed"] else ""
    yield Fact("任务失败", f"一天内 {found['failed']} 个{last}", advice)


def _tick(runs: dict[str, Upkeep], now: datetime) -> Fact:
    begun = [runs[name].started_at for name in TASKS if name in runs]
    last = max((at for at in begun if at), default=None)
    advice = "请按说明每 10 分钟运行一次 manage.py tick。"
    if last is None:
        return Fact("定期工作", NEVER, advice)
    is_late = now - last > max(TICK_OVERDUE, _shortest() * 2)
    return Fact("定期工作", f"最近一次 {cn_datetime(last)}", advice if is_late else "")


def _shortest() -> timedelta:
    """Between two ticks of which at least one task is due."""
    return min((task.every for task in TASKS.values()), default=timedelta(0))


def _backup(row: Upkeep | None, now: datetime) -> Fact:
    if row is None or row.ended_at is None:
        return Fact("备份", NEVER, "请每天运行 manage.py backup，并把备份存到另一台机器。")
    said = f"{cn_datetime(row.ended_at)}，{row.said}"
    if not row.is_sound:
        return Fact("备份", said, "有文件没能备份，请运行 manage.py sweep_files 查看。")
    is_late = now - row.ended_at > BACKUP_OVERDUE
    return Fact("备份", said, "最近一次备份已超过 2 天，请检查定时任务。" if is_late else "")
