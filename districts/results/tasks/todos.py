"""What waits for whom in the public-service tasks."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from districts.models import Acceptance, ServiceTask
from districts.results.desk import Desk, Todo, end_of, when_due
from districts.results.tasks.lights import month_owed, with_lights
from districts.roles import Standing
from districts.workflow.tasks import TaskLevel, TaskStatus, Verdict


def todos(desk: Desk) -> Iterator[Todo]:
    """The office: requests for acceptance, tasks overdue. The lead: drafts, reports, due days."""
    if desk.standing.is_office:
        yield from _to_accept(desk)
        yield from _overdue(desk)
    if desk.standing.township_ids or desk.standing.department_ids:
        yield from _to_report(desk)


def _to_accept(desk: Desk) -> Iterator[Todo]:
    waiting = Acceptance.objects.filter(verdict=Verdict.PENDING).select_related(
        "task__lead_department", "task__township"
    )
    for request in desk.shown(waiting.order_by("requested_at", "pk")):
        yield Todo(
            kind="blue",
            when="待验收",
            title=f"{request.task.in_charge} 申请验收：{request.task}",
            detail=request.request[:80],
            url=request.task.get_absolute_url(),
            act="验收",
            due=request.requested_at,
        )


def _overdue(desk: Desk) -> Iterator[Todo]:
    """County tasks that passed their day; the office sends a slip."""
    late = ServiceTask.objects.filter(
        level=TaskLevel.COUNTY,
        status=TaskStatus.ACTIVE,
        due_on__lt=desk.today,
        year__gte=_oldest(desk),
    ).select_related("lead_department", "township")
    for task in desk.shown(late.order_by("due_on", "pk")):
        yield Todo(
            kind="red",
            when=when_due(task.due_on, desk.today),
            title=f"实事逾期：{task}",
            detail=f"{task.in_charge} · 进度 {task.percent}%",
            url=f"{task.get_absolute_url()}#supervision",
            act="督办",
            due=end_of(task.due_on),
        )


def _to_report(desk: Desk) -> Iterator[Todo]:
    """Tasks of one's own without the last month's report, or with a day that comes near."""
    own = ServiceTask.objects.filter(
        _led_by(desk.standing), status=TaskStatus.ACTIVE, year__gte=_oldest(desk)
    )
    silent = with_lights(own, desk.today).filter(Q(lacks_report=True))
    month = month_owed(desk.today)
    for task in desk.shown(silent.order_by("due_on", "pk")):
        yield Todo(
            kind="red" if task.due_on < desk.today else "amber",
            when=f"{month.month}月进展",
            title=f"报送进展：{task}",
            detail=f"上次进度 {task.percent}% · {_until(task.due_on)}完成",
            url=task.get_absolute_url(),
            act="去报送",
            due=end_of(month),
        )


def _oldest(desk: Desk) -> int:
    """Lists older than last year's are history: nobody is reminded of them."""
    return desk.today.year - 1


def _led_by(standing: Standing) -> Q:
    return Q(lead_department_id__in=standing.department_ids) | Q(
        level=TaskLevel.TOWNSHIP, township_id__in=standing.township_ids
    )


def _until(day: date) -> str:
    return f"{day.month}月{day.day}日前"
