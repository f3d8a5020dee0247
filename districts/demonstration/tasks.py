"""Public-service tasks: the county's first batch of 2020, and a lively list of this year.

Told by the summary of 2020: sixteen tasks, begun in June, six accepted, three of them by name, and
every township with a list of its own. Everything else is invented.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from districts.actions.attachments import attach
from districts.actions.media import add_media_report
from districts.actions.tasks import (
    Findings,
    MilestoneLine,
    Progress,
    TaskValues,
    accept,
    advance_task,
    create_task,
    mark_example,
    reach_milestone,
    report_progress,
    send_back,
    supervise,
)
from districts.demonstration.cast import CLOSED_YEAR, FieldCast
from districts.demonstration.pictures import street
from districts.demonstration.task_lists import FIRST_BATCH, MARK, THIS_YEAR, TOWNSHIP_LISTS, Plan
from districts.models import AttachmentKind, Membership, ServiceTask
from districts.roles import Role
from districts.workflow.tasks import SlipGrade, TaskLevel
from wenming.accounts.models import User


@dataclass(slots=True)
class Stage:
    """Who acts: the office, and one invented person for each department and township."""

    cast: FieldCast
    people: dict[str, User] = field(default_factory=dict)

    def of_department(self, name: str) -> User:
        return self._person(name, Role.DEPARTMENT, department=self.cast.department(name))

    def of_township(self, name: str) -> User:
        return self._person(name, Role.TOWNSHIP, township=self.cast.township(name))

    def _person(self, place: str, role: Role, **scope: Any) -> User:
        """Whoever holds the role already, else somebody who never signs in."""
        if place not in self.people:
            held = Membership.objects.filter(role=role, **scope).select_related("user").first()
            self.people[place] = held.user if held else self._invent(place, role, scope)
        return self.people[place]

    def _invent(self, place: str, role: Role, scope: Mapping[str, Any]) -> User:
        user = User.objects.create_user(
            f"shishi{len(self.people) + 1:02}",
            None,
            name=f"{place}联络员",
            must_change_password=False,
            is_demonstration=True,
        )
        Membership.objects.create(user=user, role=role, started_on=date(2019, 1, 1), **scope)
        return user


def play(cast: FieldCast) -> None:
    """Both years through the same actions that people use."""
    stage = Stage(cast)
    _play_2020(stage)
    _play_this_year(stage)


def _play_2020(stage: Stage) -> None:
    """Begun in June, six accepted by the end of November, the others under way."""
    cast = stage.cast
    begun = date(CLOSED_YEAR, 6, 8)
    for number, plan in enumerate(FIRST_BATCH, start=1):
        task = _issue(stage, plan, number, begun, date(CLOSED_YEAR, 12, 31))
        for month, share in ((8, 45), (11, 100)):
            percent = plan.percent * share // 100
            _report(stage, task, plan, cast.moment(CLOSED_YEAR, month, 26), percent)
        if plan.is_done:
            _finish(stage, task, plan, cast.moment(CLOSED_YEAR, 11, 27), 40 + number)
    for number, (township, titles) in enumerate(TOWNSHIP_LISTS.items()):
        for place, title in enumerate(titles.split(), start=1):
            day = begun + timedelta(days=10 + number)
            values = TaskValues(title + MARK, f"{title}，年底前完成。{MARK}", 1, place, day,
                                date(CLOSED_YEAR, 12, 20))  # fmt: skip
            _issue_own(stage, township, values)
    first = ServiceTask.objects.get(year=CLOSED_YEAR, number=1, level=TaskLevel.COUNTY)
    add_media_report(first, outlet="县电视台", title="村级110织密乡村平安网" + MARK,
                     on=date(CLOSED_YEAR, 9, 3), by=cast.office,
                     at=cast.moment(CLOSED_YEAR, 9, 3))  # fmt: skip
    mark_example(first, is_example=True, by=cast.office, at=cast.moment(CLOSED_YEAR, 12, 2))


def _play_this_year(stage: Stage) -> None:
    """Accepted, waiting for acceptance, sent back, overdue with a slip, behind, and on time."""
    cast = stage.cast
    tasks = []
    begun = _day(cast, 170)
    for number, plan in enumerate(THIS_YEAR, start=1):
        due_on = max(begun, cast.today + timedelta(days=plan.days_left))
        task = _issue(stage, plan, number, begun, due_on)
        for days, share in ((75, 40), (plan.silent_days, 100)):
            at = max(cast.at - timedelta(days=days), _noon(begun))
            _report(stage, task, plan, at, plan.percent * share // 100)
        if plan.is_done:
            _finish(stage, task, plan, max(cast.at - timedelta(days=25), _noon(begun)), 60)
        tasks.append(task)
    _wait_for_acceptance(stage, tasks[2], THIS_YEAR[2])
    _send_back(stage, tasks[4], THIS_YEAR[4])
    supervise(tasks[3], text="泊位建设慢于时序，请倒排工期，逐日推进。" + MARK,
              on=_day(cast, 3), grade=SlipGrade.WARNING, due_on=cast.today + timedelta(days=4),
              by=cast.office, at=cast.at - timedelta(days=0))  # fmt: skip
    _townships_this_year(stage, begun)


def _townships_this_year(stage: Stage, begun: date) -> None:
    """伏山镇 and 磁窑镇 with their own lists; one stands on the county's list as well."""
    cast = stage.cast
    due_on = cast.today + timedelta(days=35)
    for township, titles in (
        ("伏山镇", "农村养老助餐点建设 张堂片区路灯更换 村级文化广场修缮"),
        ("磁窑镇", "集镇停车场改造 中李村水渠清淤"),
    ):
        for place, title in enumerate(titles.split(), start=1):
            values = TaskValues(
                title + MARK, f"{title}，惠及周边群众。{MARK}", 1, place, begun, due_on
            )
            task = _issue_own(stage, township, values)
            if place > 1:
                at = max(cast.at - timedelta(days=4 * place), _noon(begun))
                progress = Progress(
                    timezone.localdate(at).replace(day=1), 30 * place, "按计划推进。" + MARK
                )
                report_progress(task, progress, version=0, by=stage.of_township(township), at=at)
    drafted = TaskValues(f"镇区公厕新建{MARK}", f"新建公厕2处。{MARK}", 1, 4, begun, due_on)
    create_task(drafted, year=begun.year, level=TaskLevel.TOWNSHIP,
                township=cast.township("伏山镇"), by=stage.of_township("伏山镇"),
                at=cast.at)  # fmt: skip


def _issue(stage: Stage, plan: Plan, number: int, begun: date, due_on: date) -> ServiceTask:
    """A county task with two milestones, issued on its first day."""
    cast = stage.cast
    values = TaskValues(
        title=plan.title + ("" if plan.is_told else MARK),
        target=plan.target + ("" if plan.is_told else MARK),
        batch=1,
        number=number,
        starts_on=begun,
        due_on=due_on,
        leader=cast.leader("刘建国"),
        lead_department=cast.department(plan.department),
        helpers=[cast.department(name) for name in plan.helpers.split()],
    )
    half = begun + (due_on - begun) // 2
    lines = (
        MilestoneLine(None, "完成方案和任务分解", half),
        MilestoneLine(None, "全部完成", due_on),
    )
    at = _noon(begun)
    task = create_task(values, year=begun.year, level=TaskLevel.COUNTY, township=None,
                       milestones=lines, by=cast.office, at=at)  # fmt: skip
    task = advance_task(task, "issue", by=cast.office, at=at)
    first = task.milestones.get(due_on=half, title=lines[0].title)
    if half < cast.today:
        lead = stage.of_department(plan.department)
        reach_milestone(first, done_on=half, by=lead, at=_noon(half))
    return task


def _issue_own(stage: Stage, township: str, values: TaskValues) -> ServiceTask:
    """A township's own task, issued on its first day."""
    keeper, at = stage.of_township(township), _noon(values.starts_on)
    task = create_task(values, year=values.starts_on.year, level=TaskLevel.TOWNSHIP,
                       township=stage.cast.township(township), by=keeper, at=at)  # fmt: skip
    return advance_task(task, "issue", by=keeper, at=at)


def _report(stage: Stage, task: ServiceTask, plan: Plan, at: datetime, percent: int) -> None:
    month = timezone.localdate(at).replace(day=1)
    if month < task.starts_on.replace(day=1) or task.reports.filter(month=month).exists():
        return
    text = f"按计划推进，已完成 {percent}%，正在组织下一步工作。{MARK}"
    progress = Progress(month, percent, text)
    report_progress(task, progress, version=0, by=stage.of_department(plan.department), at=at)


def _finish(stage: Stage, task: ServiceTask, plan: Plan, at: datetime, members: int) -> None:
    """Proof, request, inspection three days later, accepted by a clear majority."""
    _request(stage, task, plan, at)
    later = min(at + timedelta(days=3), stage.cast.at)
    found = Findings(timezone.localdate(later), "王敏、陈静、县人大代表2名" + MARK,
                     "资料齐全，现场与申报一致，群众认可，同意通过验收。" + MARK,
                     members, members - 6, 2, 1)  # fmt: skip
    accept(task, found, by=stage.cast.office, at=later)


def _request(stage: Stage, task: ServiceTask, plan: Plan, at: datetime) -> None:
    lead = stage.of_department(plan.department)
    for is_done, kind in ((False, AttachmentKind.BEFORE), (True, AttachmentKind.AFTER)):
        # One drawn photo for all: the same file is stored once.
        attach(task, street("实事", is_done=is_done), kind=kind, by=lead, at=at)
    for milestone in task.milestones.filter(done_on=None):
        done_on = min(timezone.localdate(at), max(task.starts_on, milestone.due_on))
        reach_milestone(milestone, done_on=done_on, by=lead, at=at)
    note = "目标任务已全部完成，现场照片和台账齐备，请组织验收。" + MARK
    advance_task(task, "request", by=lead, at=at, note=note)


def _wait_for_acceptance(stage: Stage, task: ServiceTask, plan: Plan) -> None:
    _request(stage, task, plan, max(stage.cast.at - timedelta(days=2), _noon(task.starts_on)))


def _send_back(stage: Stage, task: ServiceTask, plan: Plan) -> None:
    """Half the members are not a majority."""
    at = max(stage.cast.at - timedelta(days=12), _noon(task.starts_on))
    _request(stage, task, plan, at)
    found = Findings(timezone.localdate(at), "王敏、陈静" + MARK,
                     "两所学校后厨监控未接入平台，补齐后再报。" + MARK, 40, 20, 12, 4)  # fmt: skip
    send_back(task, found, by=stage.cast.office, at=at + timedelta(hours=1))


def _day(cast: FieldCast, days: int) -> date:
    """So many days ago, but not before this year."""
    return max(cast.today - timedelta(days=days), date(cast.today.year, 1, 1))


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))  # noqa: DTZ001
