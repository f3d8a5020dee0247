"""Periodic work, declared where it belongs and done by `manage.py tick`.

An app's `ticks` module holds functions that may run at any time and any number of times:

    @ticking("jobs.sweep", label="清理过期的任务文件", every=timedelta(hours=1))
    def sweep_jobs(now: datetime) -> str:
        return f"清理了 {sweep(now)} 个文件"

What is returned is shown on the health page. A DomainError is a fault with its own sentence.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from wenming.errors import DomainError
from wenming.upkeep.models import MOST_SAID, Upkeep

logger = logging.getLogger(__name__)

Act = Callable[[datetime], str]
BROKEN = "系统出错，详见服务器日志。"
# cron is never punctual to the second; a daily task must not slip by one tick each day
EARLY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Task:
    name: str
    label: str
    every: timedelta
    act: Act


@dataclass(frozen=True, slots=True)
class Outcome:
    task: Task
    is_sound: bool
    said: str


TASKS: dict[str, Task] = {}


def ticking(name: str, *, label: str, every: timedelta = timedelta(0)) -> Callable[[Act], Act]:
    """Register periodic work; it is done by the first tick after `every` has passed."""

    def register(act: Act) -> Act:
        if name in TASKS:
            raise ValueError(f"two periodic tasks are called {name}")
        TASKS[name] = Task(name, label, every, act)
        return act

    return register


def tick(*, all_now: bool = False) -> Iterator[Outcome]:
    """Do what is due, one task after another. A task that another tick is doing is left to it,
    and one that fails keeps none of the others from being done."""
    for task in list(TASKS.values()):
        now = timezone.now()
        row, _ = Upkeep.objects.get_or_create(task=task.name)
        if _is_due(row, task, now, all_now=all_now) and _take(row, now):
            yield _done(task, now)


def _is_due(row: Upkeep, task: Task, now: datetime, *, all_now: bool) -> bool:
    if all_now or row.started_at is None or not row.is_sound:
        return True
    return now - row.started_at >= max(task.every - EARLY, timedelta(0))


def _take(row: Upkeep, now: datetime) -> bool:
    """One UPDATE with its condition inside: of two ticks exactly one gets the task.

    Whoever looked at a row before the other was through finds another start in it.
    """
    free = Upkeep.objects.free(now).filter(pk=row.pk, started_at=row.started_at)
    return bool(free.update(held_since=now, started_at=now))


def _done(task: Task, now: datetime) -> Outcome:
    try:
        outcome = Outcome(task, True, task.act(now))
    except DomainError as error:
        outcome = Outcome(task, False, error.message)
    except Exception:
        logger.exception("periodic task %s failed", task.name)
        outcome = Outcome(task, False, BROKEN)
    Upkeep.objects.filter(task=task.name, held_since=now).update(
        held_since=None,
        ended_at=timezone.now(),
        is_sound=outcome.is_sound,
        said=outcome.said[:MOST_SAID],
    )
    return outcome
