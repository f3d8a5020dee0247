"""How a task stands: one light from its day, its milestones and its monthly reports."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from districts.models import Milestone, ProgressReport, ServiceTask, ServiceTaskQuerySet
from districts.results.lights import DONE, ON_TIME, OVERDUE, Light
from districts.workflow.tasks import ACHIEVED, UNDER_WAY, TaskStatus

# A month's report may come this many days into the next month.
GRACE = 5
BEHIND, WAITING, NOT_BEGUN = "behind", "waiting", "not-begun"
# What the list can be narrowed to.
TASK_LIGHTS = {ON_TIME: "正常", BEHIND: "滞后（含逾期）", OVERDUE: "逾期"}


def judged_on(year: int, today: date) -> date:
    """The day by which a year's list is judged: a past year stands as it did at its end."""
    return min(today, date(year, 12, 31))


def month_owed(today: date) -> date:
    """The latest month whose progress report should be there by now, as its first day."""
    last_of_it = (today - timedelta(days=GRACE)).replace(day=1) - timedelta(days=1)
    return last_of_it.replace(day=1)


def with_lights(tasks: ServiceTaskQuerySet, today: date) -> ServiceTaskQuerySet:
    """Annotate what `light_of_task` and the conditions below read. No query of its own.

    A task owes a month's report from the month in which it starts.
    """
    month = month_owed(today)
    next_month = (month + timedelta(days=31)).replace(day=1)
    late = Milestone.objects.filter(task=OuterRef("pk"), done_on=None, due_on__lt=today)
    reported = ProgressReport.objects.filter(task=OuterRef("pk"), month__gte=month)
    return tasks.annotate(
        has_late_milestone=Exists(late),
        lacks_report=Q(starts_on__lt=next_month) & ~Q(Exists(reported)),
    )


def overdue_tasks(today: date) -> Q:
    """Not accepted by the day that was promised."""
    return Q(status__in=UNDER_WAY, due_on__lt=today)


def tasks_behind(today: date) -> Q:
    """Overdue, or being worked on with a milestone or a month's report overdue."""
    slack = Q(has_late_milestone=True) | Q(lacks_report=True)
    return overdue_tasks(today) | Q(status=TaskStatus.ACTIVE) & slack


def light_of_task(task: ServiceTask, today: date) -> tuple[Light, str]:
    """The light, and what made it so (blank where there is nothing to say).

    A task put up for acceptance before its day waits for the office and is not late. Reads the
    annotations of `with_lights`.
    """
    if task.status in ACHIEVED:
        return Light(DONE, "已完成", "green"), ""
    if task.status not in UNDER_WAY:
        return Light(NOT_BEGUN, task.get_status_display(), ""), ""
    if task.due_on < today:
        return Light(OVERDUE, "逾期", "red"), f"超过时限 {(today - task.due_on).days} 天"
    if task.status == TaskStatus.REQUESTED:
        return Light(WAITING, "待验收", "blue"), ""
    why = _why_behind(task, today)
    return Light(BEHIND, "滞后", "amber") if why else Light(ON_TIME, "正常", "green"), why


def _why_behind(task: ServiceTask, today: date) -> str:
    if task.has_late_milestone:  # type: ignore[attr-defined]
        return "有节点超过时限"
    if task.lacks_report:  # type: ignore[attr-defined]
        return f"{month_owed(today).month}月进展未报送"
    return ""
