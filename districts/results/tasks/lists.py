"""Lists and counts of tasks: the year's list, the wall, the figures. Reads; writes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q

from districts.models import ServiceTask, ServiceTaskQuerySet, Township
from districts.results.lights import ON_TIME, OVERDUE, Light
from districts.results.tasks.lights import (
    BEHIND,
    TASK_LIGHTS,
    light_of_task,
    overdue_tasks,
    tasks_behind,
    with_lights,
)
from districts.roles import Standing
from districts.workflow.tasks import ACHIEVED, PROMISED, TaskLevel, TaskStatus
from wenming.accounts.models import User


@dataclass(frozen=True, slots=True)
class TaskFilters:
    """What the list was asked for; blank means all. Unknown values are read as blank."""

    year: int
    level: str = ""
    township: int | None = None
    status: str = ""
    light: str = ""
    words: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str], year: int) -> "TaskFilters":
        township = query.get("township", "")
        return cls(
            year=year,
            level=_known(query.get("level"), TaskLevel.values),
            township=int(township) if township.isdecimal() and len(township) < 10 else None,
            status=_known(query.get("status"), TaskStatus.values),
            light=_known(query.get("light"), TASK_LIGHTS),
            words=query.get("q", "")[:50],
        )


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task with its light, and what made it so."""

    task: ServiceTask
    light: Light
    why: str


@dataclass(frozen=True, slots=True)
class TaskFigures:
    """A year's tasks in numbers: promised ones only, merged ones counted once."""

    promised: int
    accepted: int
    requested: int
    behind: int
    overdue: int

    @property
    def on_time(self) -> int:
        """Under way and neither behind nor waiting for acceptance."""
        return self.promised - self.accepted - self.requested - self.behind

    @property
    def in_words(self) -> str:
        """“16 件实事，6 件通过验收，3 件滞后”."""
        return f"{self.promised} 件实事，{self.accepted} 件通过验收，{self.behind} 件滞后"

    @property
    def of_promised(self) -> str:
        return f"/ {self.promised} 件"

    @property
    def overdue_note(self) -> str:
        return f"其中 {self.overdue} 件超过完成时限" if self.overdue else "没有超过完成时限的"


def task_rows(
    user: User, standing: Standing, filters: TaskFilters, today: date
) -> ServiceTaskQuerySet:
    """The tasks of the list, in a total order, with all that a row touches. Page it."""
    tasks = ServiceTask.objects.visible_to(user, standing).of_year(filters.year)
    tasks = with_lights(tasks.matching(filters.words), today)
    if filters.level:
        tasks = tasks.filter(level=filters.level)
    if filters.township:
        tasks = tasks.filter(township=filters.township)
    if filters.status:
        tasks = tasks.filter(status=filters.status)
    else:
        tasks = tasks.exclude(status=TaskStatus.MERGED)
    return (
        _by_light(tasks, filters.light, today)
        .select_related("township", "lead_department", "leader")
        .in_order()
    )


def lit(tasks: Iterable[ServiceTask], today: date) -> list[TaskRow]:
    return [TaskRow(task, *light_of_task(task, today)) for task in tasks]


def task_figures(tasks: ServiceTaskQuerySet, today: date) -> TaskFigures:
    """The counts of these tasks. One query."""
    late, overdue = tasks_behind(today), overdue_tasks(today)
    counts: dict[str, Any] = with_lights(tasks.filter(status__in=PROMISED), today).aggregate(
        promised=Count("pk"),
        accepted=Count("pk", filter=Q(status__in=ACHIEVED)),
        requested=Count("pk", filter=Q(status=TaskStatus.REQUESTED) & ~overdue),
        behind=Count("pk", filter=late),
        overdue=Count("pk", filter=overdue),
    )
    return TaskFigures(**counts)


def county_tasks(year: int) -> ServiceTaskQuerySet:
    """What the county itself has promised that year, without what was merged into another."""
    return ServiceTask.objects.filter(year=year, level=TaskLevel.COUNTY, status__in=PROMISED)


def _by_light(tasks: ServiceTaskQuerySet, light: str, today: date) -> ServiceTaskQuerySet:
    if light == BEHIND:
        return tasks.filter(tasks_behind(today))
    if light == OVERDUE:
        return tasks.filter(overdue_tasks(today))
    if light == ON_TIME:
        return tasks.filter(status__in=PROMISED).exclude(tasks_behind(today))
    return tasks


def _known(value: str | None, known: Iterable[str]) -> str:
    return value if value is not None and value in set(known) else ""


def next_number(year: int, level: str, township: Township | None) -> int:
    """The next free 序号 of the first batch of a list. One query."""
    own = ServiceTask.objects.filter(year=year, level=level, township=township, batch=1)
    return (own.aggregate(last=Max("number"))["last"] or 0) + 1
