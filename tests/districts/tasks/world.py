"""A task in any state, made the way people make it."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from districts.actions.attachments import attach
from districts.actions.tasks import (
    Findings,
    MilestoneLine,
    TaskValues,
    accept,
    advance_task,
    create_task,
)
from districts.models import AttachmentKind, Department, ServiceTask, Township
from districts.roles import Role
from districts.workflow.tasks import TaskLevel, TaskStatus
from tests.factories import a_picture, make_department, make_user
from wenming.accounts.models import User

TODAY = timezone.localdate
NUMBERS = iter(range(1, 999))


def values(**changed: Any) -> TaskValues:
    """What a list says of a task that starts today and is due in a month."""
    given: dict[str, Any] = {
        "title": "县城增设路灯",
        "target": "新装路灯300盏。",
        "batch": 1,
        "number": next(NUMBERS),
        "starts_on": TODAY(),
        "due_on": TODAY() + timedelta(days=30),
    }
    return TaskValues(**given | changed)


def make_task(
    status: str = TaskStatus.ACTIVE,
    *,
    department: Department | None = None,
    township: Township | None = None,
    milestones: tuple[MilestoneLine, ...] = (),
    lead: User | None = None,
    **changed: Any,
) -> ServiceTask:
    """A county task led by `department`, or a township's own, brought to `status`."""
    at = timezone.now()
    office = make_user(Role.OFFICE)
    level = TaskLevel.TOWNSHIP if township else TaskLevel.COUNTY
    keeper = make_user(Role.TOWNSHIP, township=township) if township else office
    if township is None:
        changed["lead_department"] = department = department or make_department()
    lead = lead or (keeper if township else make_user(Role.DEPARTMENT, department=department))
    given = values(**changed)
    task = create_task(given, year=given.starts_on.year, level=level, township=township,
                       milestones=milestones, by=keeper, at=at)  # fmt: skip
    if status == TaskStatus.DRAFT:
        return task
    task = advance_task(task, "issue", by=keeper, at=at)
    if status == TaskStatus.ACTIVE:
        return task
    add_proof(task, lead)
    task = advance_task(task, "request", by=lead, at=at, note="已全部完成。")
    if status == TaskStatus.REQUESTED:
        return task
    task = accept(task, findings(), by=office, at=at)
    return task if status == TaskStatus.ACCEPTED else advance_task(task, "close", by=office, at=at)


def add_proof(task: ServiceTask, lead: User) -> None:
    attach(task, a_picture(), kind=AttachmentKind.PROOF, by=lead, at=timezone.now())


def findings(**changed: Any) -> Findings:
    """A clear majority of forty members, found today."""
    given: dict[str, Any] = {
        "inspected_on": TODAY(),
        "group": "王敏、陈静",
        "opinion": "资料齐全，同意通过。",
        "members": 40,
        "satisfied": 36,
        "dissatisfied": 2,
        "abstained": 1,
    }
    return Findings(**given | changed)


def first_of_month(day: date) -> date:
    return day.replace(day=1)
