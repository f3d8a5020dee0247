"""What may be done with a task, by whom, and what it leaves behind."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from districts.actions.tasks import (
    MilestoneLine,
    Progress,
    accept,
    advance_task,
    create_task,
    edit_task,
    merge_task,
    reach_milestone,
    report_progress,
    send_back,
    supervise,
)
from districts.models import FollowUp, ServiceTask
from districts.results.tasks.lists import county_tasks, task_figures
from districts.roles import Role
from districts.workflow.tasks import TASK_STEPS, SlipGrade, TaskLevel, TaskStatus, Verdict
from tests.districts.tasks.world import (
    TODAY,
    add_proof,
    findings,
    first_of_month,
    make_task,
    values,
)
from tests.factories import make_department, make_township, make_user
from wenming.audit.trail import trail_of
from wenming.errors import Conflict, DomainError, NotAllowed

pytestmark = pytest.mark.django_db
NOW = timezone.now

# verb, from, who may: everybody else who sees the task is refused.
STEPS = [
    ("issue", TaskStatus.DRAFT, "office", TaskStatus.ACTIVE),
    ("recall", TaskStatus.ACTIVE, "office", TaskStatus.DRAFT),
    ("request", TaskStatus.ACTIVE, "lead", TaskStatus.REQUESTED),
    ("withdraw", TaskStatus.REQUESTED, "lead", TaskStatus.ACTIVE),
    ("close", TaskStatus.ACCEPTED, "office", TaskStatus.CLOSED),
    ("reopen", TaskStatus.CLOSED, "office", TaskStatus.ACTIVE),
]


def test_every_step_is_in_the_table() -> None:
    assert {verb for verb, *_ in STEPS} == TASK_STEPS.keys()


@pytest.mark.parametrize(("verb", "status", "who", "target"), STEPS)
def test_a_step_is_taken_by_its_actor_alone(verb: str, status: str, who: str, target: str) -> None:
    department = make_department()
    people = {
        "office": make_user(Role.OFFICE),
        "lead": make_user(Role.DEPARTMENT, department=department),
        "leader": make_user(Role.LEADER),
    }
    task = make_task(status, department=department, lead=people["lead"])
    add_proof(task, people["office"]) if verb == "request" else None
    for name, user in people.items():
        if name != who:
            with pytest.raises(NotAllowed):
                advance_task(task, verb, by=user, at=NOW(), note="理由")

    task = advance_task(task, verb, by=people[who], at=NOW(), note="理由")

    assert task.status == target
    assert trail_of(task)[0].verb == f"servicetask.{verb}"


@pytest.mark.parametrize(("verb", "status", "who", "target"), STEPS)
def test_a_step_from_another_state_is_a_conflict(
    verb: str, status: str, who: str, target: str
) -> None:
    department = make_department()
    task = make_task(target, department=department)
    actor = (
        make_user(Role.OFFICE)
        if who == "office"
        else make_user(Role.DEPARTMENT, department=department)
    )

    with pytest.raises(Conflict):
        advance_task(task, verb, by=actor, at=NOW(), note="理由")


def test_acceptance_without_proof_is_refused() -> None:
    department = make_department()
    lead = make_user(Role.DEPARTMENT, department=department)
    task = make_task(department=department)

    with pytest.raises(DomainError, match="佐证"):
        advance_task(task, "request", by=lead, at=NOW(), note="完成了")
    assert not task.acceptances.exists()


def test_acceptance_before_the_milestones_is_refused() -> None:
    department = make_department()
    lead = make_user(Role.DEPARTMENT, department=department)
    line = MilestoneLine(None, "全部亮灯", TODAY())
    task = make_task(department=department, milestones=(line,))
    add_proof(task, lead)

    with pytest.raises(DomainError, match="全部亮灯"):
        advance_task(task, "request", by=lead, at=NOW(), note="完成了")
    reach_milestone(task.milestones.get(), done_on=TODAY(), by=lead, at=NOW())
    assert advance_task(task, "request", by=lead, at=NOW(), note="完成了").status == "requested"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"satisfied": 38, "dissatisfied": 2, "abstained": 1}, "satisfied"),
        ({"satisfied": 20, "dissatisfied": 0, "abstained": 0}, "satisfied"),
        ({"members": 0, "satisfied": 0, "dissatisfied": 0, "abstained": 0}, "members"),
        ({"opinion": ""}, "opinion"),
        ({"group": ""}, "group"),
        ({"inspected_on": TODAY() + timedelta(days=1)}, "inspected_on"),
        ({"inspected_on": TODAY() - timedelta(days=1)}, "inspected_on"),
    ],
    ids=[
        "more ballots than members",
        "half",
        "nobody",
        "no opinion",
        "no group",
        "ahead",
        "before",
    ],
)
def test_an_acceptance_that_makes_no_sense_is_refused(changed: dict[str, Any], field: str) -> None:
    task = make_task(TaskStatus.REQUESTED)

    with pytest.raises(DomainError) as refusal:
        accept(task, findings(**changed), by=make_user(Role.OFFICE), at=NOW())

    assert refusal.value.field == field
    assert task.acceptances.get().verdict == Verdict.PENDING


def test_what_is_sent_back_gets_another_round_and_both_stay() -> None:
    department = make_department()
    lead = make_user(Role.DEPARTMENT, department=department)
    task = make_task(TaskStatus.REQUESTED, department=department, lead=lead)
    half = findings(satisfied=20, dissatisfied=18, abstained=2, opinion="监控未接入。")

    task = send_back(task, half, by=make_user(Role.OFFICE), at=NOW())
    task = advance_task(task, "request", by=lead, at=NOW(), note="已补齐。")
    task = accept(task, findings(), by=make_user(Role.OFFICE), at=NOW())

    rounds = task.acceptances.order_by("round").values_list("round", "verdict")
    assert list(rounds) == [(1, Verdict.RETURNED), (2, Verdict.ACCEPTED)]
    assert (task.status, task.percent, task.accepted_on) == (TaskStatus.ACCEPTED, 100, TODAY())


def test_nobody_accepts_what_they_answer_for() -> None:
    department = make_department()
    both = make_user(Role.OFFICE)
    both.memberships.create(role=Role.DEPARTMENT, department=department, started_on=TODAY())
    task = make_task(TaskStatus.REQUESTED, department=department)

    with pytest.raises(NotAllowed, match="承办"):
        accept(task, findings(), by=both, at=NOW())


def test_a_month_is_reported_once_and_put_right_by_version() -> None:
    department = make_department()
    lead = make_user(Role.DEPARTMENT, department=department)
    task = make_task(department=department)
    month = first_of_month(TODAY())

    report_progress(task, Progress(month, 30, "开工"), version=0, by=lead, at=NOW())
    with pytest.raises(Conflict) as conflict:
        report_progress(task, Progress(month, 40, "又报"), version=0, by=lead, at=NOW())
    report_progress(task, Progress(month, 45, "更正"), version=1, by=lead, at=NOW())

    assert ("进度", "30%", "40%") in conflict.value.versions
    task.refresh_from_db()
    assert (task.percent, task.reports.get().version) == (45, 2)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (lambda month: Progress(month + timedelta(days=40), 10, "以后"), "month"),
        (lambda month: Progress(month - timedelta(days=40), 10, "以前"), "month"),
        (lambda month: Progress(month, 101, "过头"), "percent"),
    ],
)
def test_progress_that_cannot_be_is_refused(typed: Callable[[Any], Progress], field: str) -> None:
    department = make_department()
    lead = make_user(Role.DEPARTMENT, department=department)
    task = make_task(department=department)

    with pytest.raises(DomainError) as refusal:
        report_progress(task, typed(first_of_month(TODAY())), version=0, by=lead, at=NOW())

    assert refusal.value.field == field


def test_a_slip_is_a_matter_that_the_lead_has_to_answer() -> None:
    task = make_task()
    due_on = TODAY() + timedelta(days=3)

    note = supervise(task, text="进度慢", on=TODAY(), grade=SlipGrade.WARNING, due_on=due_on,
                     by=make_user(Role.OFFICE), at=NOW())  # fmt: skip

    matter = FollowUp.objects.get()
    assert note.follow_up == matter
    assert (matter.owner, matter.due_on, matter.source) == (task.lead_department, due_on, task)


def test_what_is_issued_changes_only_with_a_reason_and_by_version() -> None:
    office = make_user(Role.OFFICE)
    task = make_task()
    new = values(title="县城路灯改造", lead_department=task.lead_department, number=task.number)
    shared: dict[str, Any] = {"milestones": (), "by": office, "at": NOW()}

    with pytest.raises(DomainError, match="原因"):
        edit_task(task, new, version=task.version, **shared)
    edit_task(task, new, version=task.version, note="名称按文件更正", **shared)
    with pytest.raises(Conflict):
        edit_task(task, new, version=task.version, note="旧页面", **shared)

    assert ServiceTask.objects.get().title == "县城路灯改造"


def test_a_task_on_two_lists_counts_once() -> None:
    office = make_user(Role.OFFICE)
    kept, twin = make_task(title="农村养老助餐点"), make_task(township=make_township())

    merge_task(twin, kept, by=office, at=NOW(), note="与县级清单重复")

    figures = task_figures(ServiceTask.objects.all(), TODAY())
    assert (figures.promised, kept.merged.get()) == (1, twin)
    with pytest.raises(Conflict):
        merge_task(kept, ServiceTask.objects.get(pk=twin.pk), by=office, at=NOW(), note="绕圈")


def test_a_township_keeps_its_own_list_and_no_other() -> None:
    own, other = make_township(), make_township()
    keeper = make_user(Role.TOWNSHIP, township=own)
    shared: dict[str, Any] = {"year": TODAY().year, "by": keeper, "at": NOW()}

    create_task(values(), level=TaskLevel.TOWNSHIP, township=own, **shared)
    with pytest.raises(NotAllowed):
        create_task(values(), level=TaskLevel.TOWNSHIP, township=other, **shared)
    county = values(lead_department=make_department())
    with pytest.raises(NotAllowed):
        create_task(county, level=TaskLevel.COUNTY, township=None, **shared)


def test_the_figures_are_those_of_the_rows() -> None:
    past = TODAY() - timedelta(days=1)
    for status in (TaskStatus.ACTIVE, TaskStatus.REQUESTED, TaskStatus.ACCEPTED, TaskStatus.CLOSED):
        make_task(status)
    make_task(TaskStatus.DRAFT)
    late = make_task()
    ServiceTask.objects.filter(pk=late.pk).update(due_on=past, starts_on=past)

    figures = task_figures(county_tasks(TODAY().year) | county_tasks(past.year), TODAY())

    assert (figures.promised, figures.accepted, figures.requested) == (5, 2, 1)
    assert (figures.behind, figures.overdue, figures.on_time) == (1, 1, 1)
