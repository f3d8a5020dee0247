"""The list of tasks: adding, changing, merging; what is a typical example."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from districts.actions.tasks.locking import hold, refuse_state
from districts.models import Department, Leader, Milestone, ServiceTask, Township
from districts.policies import standing_of
from districts.policies.tasks import (
    can_create_task,
    can_edit_task,
    can_mark_example,
    can_merge,
    needs_reason,
)
from districts.workflow.tasks import TaskLevel, TaskStatus
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.text import name_key, pinyin_of


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """One milestone as it was typed. `pk` is None for a new one."""

    pk: int | None
    title: str
    due_on: date


@dataclass(frozen=True, slots=True)
class TaskValues:
    """What the list says of a task, typed."""

    title: str
    target: str
    batch: int
    number: int
    starts_on: date
    due_on: date
    leader: Leader | None = None
    lead_department: Department | None = None
    helpers: Sequence[Department] = ()

    @property
    def columns(self) -> dict[str, Any]:
        """The task's own columns, with what search and comparison keep beside the title."""
        spelled = pinyin_of(self.title)
        return {
            "title": self.title,
            "title_key": name_key(self.title)[:100],
            "pinyin": spelled.full[:400],
            "initials": spelled.initials[:80],
            "target": self.target,
            "batch": self.batch,
            "number": self.number,
            "starts_on": self.starts_on,
            "due_on": self.due_on,
            "leader": self.leader,
            "lead_department": self.lead_department,
        }

    @property
    def texts(self) -> dict[str, str]:
        """Label → text, as the trail and the two-versions page show it."""
        return {
            "名称": self.title,
            "目标任务": self.target,
            "批次": str(self.batch),
            "序号": str(self.number),
            "启动日期": str(self.starts_on),
            "完成时限": str(self.due_on),
            "责任领导": str(self.leader or ""),
            "牵头部门": str(self.lead_department or ""),
            "协办部门": "、".join(sorted(str(each) for each in self.helpers)),
        }


@transaction.atomic
def create_task(
    values: TaskValues,
    *,
    year: int,
    level: str,
    township: Township | None,
    milestones: Sequence[MilestoneLine] = (),
    by: User,
    at: datetime,
) -> ServiceTask:
    """Put a task on the county's or on a township's list of the year, as a draft."""
    standing = standing_of(by, lock=True)
    is_other_township = level == TaskLevel.TOWNSHIP and (
        township is None or township.pk not in standing.township_ids
    )
    if not can_create_task(standing, level) or is_other_township:
        raise NotAllowed("县级实事由县文明办编制，乡镇实事由本乡镇编制。")
    _require_sense(values, year, level)
    task = ServiceTask(year=year, level=level, township=township, **values.columns)
    try:
        with transaction.atomic():
            task.save(force_insert=True)
    except IntegrityError as error:
        raise _number_taken(values) from error
    task.helpers.set(values.helpers)
    _write_milestones(task, milestones)
    record("servicetask.create", on=task, by=by, at=at, after=values.texts)
    return task


@transaction.atomic
def edit_task(
    task: ServiceTask,
    values: TaskValues,
    *,
    milestones: Sequence[MilestoneLine],
    version: int,
    by: User,
    at: datetime,
    note: str = "",
) -> ServiceTask:
    """Change what the list says. What has been issued changes only with a reason.

    Milestones that are left out are removed, unless they have been reached.
    """
    task, actors = hold(task, by=by)
    if not can_edit_task(actors, task):
        if task.status in {TaskStatus.ACCEPTED, TaskStatus.CLOSED, TaskStatus.MERGED}:
            raise refuse_state(task, "修改")
        raise NotAllowed("只有编制单位可以修改实事。")
    if needs_reason(task) and not note:
        raise DomainError("实事已经下达，修改须写明原因。", field="note")
    _require_sense(values, task.year, task.level)
    before = texts_of(task)
    try:
        with transaction.atomic():
            changed = ServiceTask.objects.filter(pk=task.pk, version=version).update(
                **values.columns, version=F("version") + 1, updated_at=at
            )
    except IntegrityError as error:
        raise _number_taken(values) from error
    if not changed:
        raise Conflict(f"“{task}”在您打开页面后已被别人修改。", current=before, typed=values.texts)
    task.helpers.set(values.helpers)
    _write_milestones(task, milestones)
    task.refresh_from_db()
    record(
        "servicetask.update", on=task, by=by, at=at, before=before, after=texts_of(task), note=note
    )
    return task


@transaction.atomic
def merge_task(
    task: ServiceTask, into: ServiceTask, *, by: User, at: datetime, note: str
) -> ServiceTask:
    """Count a task that stands on two lists once: `task` is closed and points at `into`.

    What was reported on it stays with it; from now on only the other one is reported on.
    """
    if not note:
        raise DomainError("请写明合并的原因。", field="note")
    if task.pk == into.pk:
        raise DomainError("不能把一件实事合并到它自己。", field="into")
    # Both are held in one order, so that two merges never wait for each other.
    held = {each.pk: hold(each, by=by) for each in sorted((task, into), key=lambda row: row.pk)}
    (task, actors), (into, _) = held[task.pk], held[into.pk]
    if not can_merge(actors, task):
        raise NotAllowed("合并由县文明办办理，且只能合并未通过验收的实事。")
    if into.year != task.year or into.status == TaskStatus.MERGED:
        raise Conflict("只能合并到同一年度、未被合并的实事。", field="into")
    if task.acceptances.filter(verdict="pending").exists():
        raise Conflict("本件正在申请验收，请先退回或撤回申请再合并。")
    before = task.get_status_display()
    ServiceTask.objects.filter(merged_into=task).update(merged_into=into)
    task.status, task.merged_into = TaskStatus.MERGED, into
    task.version += 1
    task.save(update_fields=["status", "merged_into", "version", "updated_at"])
    record("servicetask.merge", on=task, by=by, at=at, before=before, after=str(into), note=note)
    return task


@transaction.atomic
def mark_example(task: ServiceTask, *, is_example: bool, by: User, at: datetime) -> ServiceTask:
    """Offer a task to the annual summary as a typical example, or take it back."""
    task, actors = hold(task, by=by)
    if not can_mark_example(actors):
        raise NotAllowed("典型事例由县文明办选定。")
    if task.is_example == is_example:
        return task
    task.is_example = is_example
    task.save(update_fields=["is_example", "updated_at"])
    record("servicetask.example", on=task, by=by, at=at, before=not is_example, after=is_example)
    return task


def texts_of(task: ServiceTask) -> dict[str, str]:
    """The stored task in the words of `TaskValues.texts`, with its milestones."""
    values = TaskValues(
        task.title,
        task.target,
        task.batch,
        task.number,
        task.starts_on,
        task.due_on,
        task.leader,
        task.lead_department,
        list(task.helpers.all()),
    )
    steps = "；".join(f"{each.due_on} {each.title}" for each in task.milestones.all())
    return {**values.texts, "节点": steps}


def _require_sense(values: TaskValues, year: int, level: str) -> None:
    if level == TaskLevel.COUNTY and values.lead_department is None:
        raise DomainError("县级实事须指定牵头部门。", field="lead_department")
    if values.lead_department in values.helpers:
        raise DomainError("牵头部门不必再列为协办部门。", field="helpers")
    if values.due_on < values.starts_on:
        raise DomainError("完成时限不能早于启动日期。", field="due_on")
    if values.starts_on.year != year:
        raise DomainError(f"启动日期须在 {year} 年内。", field="starts_on")
    if values.due_on.year not in (year, year + 1):
        raise DomainError(f"完成时限须在 {year} 年或次年内。", field="due_on")


def _write_milestones(task: ServiceTask, lines: Sequence[MilestoneLine]) -> None:
    """Keep, change, add; whatever has been reached stays as it is."""
    stored = {each.pk: each for each in task.milestones.select_for_update()}
    kept = {line.pk for line in lines if line.pk}
    for pk, milestone in stored.items():
        if pk not in kept and milestone.done_on is None:
            milestone.delete()
    for line in lines:
        found = stored.get(line.pk) if line.pk else Milestone(task=task)
        if found is None:
            raise Conflict(f"节点“{line.title}”已被别人删除，请刷新后再改。")
        if found.done_on is None:
            found.title, found.due_on = line.title, line.due_on
            found.save()


def _number_taken(values: TaskValues) -> Conflict:
    return Conflict(
        f"第 {values.batch} 批已有第 {values.number} 件，请换一个序号。", field="number"
    )
