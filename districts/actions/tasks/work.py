"""Work on a task: monthly progress, milestones, the office's replies, notes and slips."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from districts.actions.follow_ups import open_follow_up
from districts.actions.tasks.locking import hold, refuse_state
from districts.models import (
    FollowUpKind,
    Milestone,
    ProgressReport,
    ServiceTask,
    SupervisionNote,
)
from districts.policies.tasks import can_reach_milestones, can_report_progress, can_supervise
from districts.workflow.steps import Actor
from districts.workflow.tasks import SlipGrade
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed


@dataclass(frozen=True, slots=True)
class Progress:
    """One month's report as it was typed; `month` is its first day, `percent` 0 … 100."""

    month: date
    percent: int
    text: str
    problems: str = ""

    @property
    def texts(self) -> dict[str, str]:
        return {
            "月份": f"{self.month.year}年{self.month.month}月",
            "进度": f"{self.percent}%",
            "本月进展": self.text,
            "存在问题": self.problems,
        }


@transaction.atomic
def report_progress(
    task: ServiceTask, typed: Progress, *, version: int, by: User, at: datetime
) -> ProgressReport:
    """Report one month, or put that month's report right: `version` is the stored one's, 0 if new.

    The newest month's figure becomes the task's.
    """
    task, actors = hold(task, by=by)
    if not can_report_progress(actors, task):
        if not actors & {Actor.LEAD, Actor.HELPER}:
            raise NotAllowed("进展由牵头单位报送。")
        raise refuse_state(task, "报送进展")
    _require_month(task, typed, timezone.localdate(at))
    stored = task.reports.select_for_update().filter(month=typed.month).first()
    before = None if stored is None else _texts(stored)
    if (stored.version if stored else 0) != version:
        raise Conflict(
            f"{typed.month.month}月的进展已由{stored.by.name if stored else '别人'}报送或修改。",
            current=before or {},
            typed=typed.texts,
        )
    report = stored or ProgressReport(task=task, month=typed.month, version=0)
    report.percent, report.text, report.problems = typed.percent, typed.text, typed.problems
    report.by, report.at, report.version = by, at, report.version + 1
    report.save()
    newest = task.reports.order_by("-month").values_list("percent", flat=True)[0]
    ServiceTask.objects.filter(pk=task.pk).update(percent=newest)
    record("servicetask.progress", on=task, by=by, at=at, before=before, after=typed.texts)
    return report


@transaction.atomic
def reach_milestone(
    milestone: Milestone, *, done_on: date | None, by: User, at: datetime
) -> Milestone:
    """Say on which day a milestone was reached; None takes it back."""
    task, actors = hold(milestone.task, by=by)
    if not can_reach_milestones(actors, task):
        raise NotAllowed("节点由牵头单位在推进期间填报。")
    if done_on is not None and not task.starts_on <= done_on <= timezone.localdate(at):
        raise DomainError("完成日期须在启动日期与今天之间。", field="done_on")
    stored = task.milestones.select_for_update().get(pk=milestone.pk)
    before, stored.done_on = stored.done_on, done_on
    stored.save(update_fields=["done_on"])
    note = stored.title
    record("servicetask.milestone", on=task, by=by, at=at, before=before, after=done_on, note=note)
    return stored


@transaction.atomic
def reply_to_progress(
    report: ProgressReport, *, text: str, by: User, at: datetime
) -> ProgressReport:
    """The office's word on one month's report."""
    task, actors = hold(report.task, by=by)
    if not can_supervise(actors, task):
        raise NotAllowed("进展由县文明办在推进期间答复。")
    if not text:
        raise DomainError("请填写答复。", field="reply")
    stored = task.reports.select_for_update().get(pk=report.pk)
    before = stored.reply
    stored.reply, stored.replied_by, stored.replied_at = text, by, at
    stored.save(update_fields=["reply", "replied_by", "replied_at"])
    note = f"{stored.month.month}月"
    record("servicetask.reply", on=task, by=by, at=at, before=before, after=text, note=note)
    return stored


@transaction.atomic
def supervise(
    task: ServiceTask,
    *,
    text: str,
    on: date,
    grade: str = "",
    due_on: date | None = None,
    by: User,
    at: datetime,
) -> SupervisionNote:
    """Note what the office saw. With a grade it is a slip, which the lead answers by `due_on`."""
    task, actors = hold(task, by=by)
    if not can_supervise(actors, task):
        if Actor.OFFICE not in actors:
            raise NotAllowed("督导由县文明办办理。")
        raise refuse_state(task, "督导")
    _require_days(task, on, due_on, grade, timezone.localdate(at))
    note = SupervisionNote(task=task, grade=grade, text=text, on=on, by=by, at=at)
    if grade and due_on is not None:
        note.follow_up = open_follow_up(
            kind=FollowUpKind.SLIP,
            text=f"{SlipGrade(grade).label}：{text}"[:300],
            owner=task.answers,
            due_on=due_on,
            source=task,
            by=by,
            at=at,
        )
    note.save()
    after = {"督办等级": note.get_grade_display(), "督导情况": text, "答复时限": due_on}
    record(
        "servicetask.slip" if grade else "servicetask.supervise", on=task, by=by, at=at, after=after
    )
    return note


def _require_month(task: ServiceTask, typed: Progress, today: date) -> None:
    if typed.month > today:
        raise DomainError("不能报送以后月份的进展。", field="month")
    if typed.month < task.starts_on.replace(day=1):
        raise DomainError("报送月份不能早于启动月份。", field="month")
    if not 0 <= typed.percent <= 100:
        raise DomainError("进度须在 0 到 100 之间。", field="percent")
    earlier = task.reports.filter(month__lt=typed.month).order_by("-month").first()
    if earlier is not None and typed.percent < earlier.percent and not typed.problems:
        raise DomainError(
            f"进度低于{earlier.month.month}月的 {earlier.percent}%，请在“存在问题”中说明原因。",
            field="problems",
        )


def _require_days(
    task: ServiceTask, on: date, due_on: date | None, grade: str, today: date
) -> None:
    if not task.starts_on <= on <= today:
        raise DomainError("督导日期须在启动日期与今天之间。", field="on")
    if grade and due_on is None:
        raise DomainError("督办单须填写答复时限。", field="due_on")
    if grade and due_on is not None and due_on < today:
        raise DomainError("答复时限不能早于今天。", field="due_on")


def _texts(report: ProgressReport) -> dict[str, str]:
    return Progress(report.month, report.percent, report.text, report.problems).texts
