"""为民办实事: promised, accepted, behind, and what the press said."""

from typing import Any

from django.db.models import Q, QuerySet

from assessments.results.figures.base import Asked, Family, Figure, Section, Shown
from districts.models import MediaReport, ServiceTask
from districts.results.tasks.lights import judged_on, overdue_tasks, tasks_behind, with_lights
from districts.workflow.tasks import ACHIEVED, PROMISED, TaskLevel


def _tasks(asked: Asked) -> "QuerySet[Any]":
    """What was promised, with what the lights read; a merged task is counted in the other."""
    rows = ServiceTask.objects.of_year(asked.year).filter(status__in=PROMISED)
    return with_lights(rows, judged_on(asked.year, asked.today))


def _behind(asked: Asked) -> Q:
    return COUNTY & tasks_behind(judged_on(asked.year, asked.today))


def _overdue(asked: Asked) -> Q:
    return COUNTY & overdue_tasks(judged_on(asked.year, asked.today))


TASKS = Family(
    _tasks,
    ("level", "township__name", "batch", "number", "pk"),
    (
        Shown("实事", lambda row: row.title, width=36),
        Shown("级别", lambda row: row.get_level_display(), width=12),
        Shown("批次", lambda row: row.batch, "integer", 8),
        Shown("牵头", lambda row: row.in_charge, width=18),
        Shown("完成时限", lambda row: row.due_on, "date", 16),
        Shown("状态", lambda row: row.get_status_display(), width=12),
        Shown("通过验收", lambda row: row.accepted_on, "date", 16),
    ),
    ("lead_department", "township"),
)
MEDIA = Family(
    lambda asked: MediaReport.objects.filter(task__year=asked.year),
    ("on", "outlet", "pk"),
    (
        Shown("标题", lambda row: row.title, width=36),
        Shown("媒体", lambda row: row.outlet, width=18),
        Shown("刊播日期", lambda row: row.on, "date", 16),
        Shown("实事", lambda row: row.task.title, width=30),
    ),
    ("task",),
)

COUNTY = Q(level=TaskLevel.COUNTY)
TOWNSHIPS = Q(level=TaskLevel.TOWNSHIP)
DONE = Q(status__in=sorted(ACHIEVED))
PROMISES = "拟定未下达的不计，合并到其他实事的不重复计。"

FIGURES = (
    Figure(
        "tasks_first_batch", "首批县级实事",
        f"本年度县里下达的第一批为群众办的实事，不论进展；乡镇实事不计。{PROMISES}",
        "件", Section.TASKS, TASKS, where=COUNTY & Q(batch=1),
    ),
    Figure(
        "tasks_promised", "县级实事（全部批次）",
        f"本年度县里下达的各批实事，不论进展；乡镇实事不计。{PROMISES}",
        "件", Section.TASKS, TASKS, where=COUNTY,
    ),
    Figure(
        "tasks_accepted", "通过验收的县级实事",
        "本年度县级实事中已通过验收的，含验收后办结的；申请验收未有结论、退回整改的不计。",
        "件", Section.TASKS, TASKS, where=COUNTY & DONE,
    ),
    Figure(
        "tasks_open", "正在推进的县级实事",
        "本年度县级实事中已下达、尚未通过验收的，含已申请验收的。",
        "件", Section.TASKS, TASKS, where=COUNTY & ~DONE,
    ),
    Figure(
        "tasks_behind", "进展滞后的县级实事",
        "本年度县级实事中尚未通过验收，且超过完成时限、有节点逾期或者当月进展未按时报送的；"
        "往年按当年12月31日判断，当年按查询之日判断。",
        "件", Section.TASKS, TASKS, where=_behind,
    ),
    Figure(
        "tasks_overdue", "逾期的县级实事",
        "本年度县级实事中超过完成时限仍未通过验收的；往年按当年12月31日判断，当年按查询之日判断。",
        "件", Section.TASKS, TASKS, where=_overdue,
    ),
    Figure(
        "tasks_of_townships", "乡镇实事",
        f"本年度各乡镇自己为群众办的实事，已下达的，不论进展；县级实事不计。{PROMISES}",
        "件", Section.TASKS, TASKS, where=TOWNSHIPS,
    ),
    Figure(
        "tasks_of_townships_accepted", "通过验收的乡镇实事",
        "本年度乡镇实事中已通过验收的，含验收后办结的。",
        "件", Section.TASKS, TASKS, where=TOWNSHIPS & DONE,
    ),
    Figure(
        "tasks_media_reports", "实事媒体报道",
        "新闻媒体对本年度实事（县级和乡镇）的跟踪报道，每篇计一次。",
        "篇", Section.TASKS, MEDIA,
    ),
)  # fmt: skip
