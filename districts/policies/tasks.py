"""Every "may this user …?" of the public-service tasks."""

from districts.models import ProgressReport, ServiceTask
from districts.roles import Role, Standing
from districts.workflow.steps import Actor
from districts.workflow.tasks import (
    PROMISED,
    UNDER_WAY,
    TaskLevel,
    TaskStatus,
)


def can_see_tasks(standing: Standing) -> bool:
    """Who has tasks to read at all: everybody but units and the administrator."""
    concerned = {Role.OFFICE, Role.LEADER, Role.TOWNSHIP, Role.DEPARTMENT}
    return bool(concerned & standing.roles)


def task_actors(
    standing: Standing, task: ServiceTask, helper_ids: frozenset[int] = frozenset()
) -> frozenset[Actor]:
    """What somebody is towards a task. No query.

    The county's list is kept by the office and worked on by the lead department; a township keeps
    and works on its own list. `helper_ids` are the co-departments, where the caller knows them.
    """
    found = set()
    is_own_township = task.township_id is not None and task.township_id in standing.township_ids
    if standing.is_office:
        found.add(Actor.OFFICE)
        if task.level == TaskLevel.COUNTY:
            found.add(Actor.KEEPER)
    if is_own_township:
        found |= {Actor.KEEPER, Actor.LEAD}
    if task.lead_department_id in standing.department_ids:
        found.add(Actor.LEAD)
    if helper_ids & standing.department_ids:
        found.add(Actor.HELPER)
    return frozenset(found)


def can_create_task(standing: Standing, level: str) -> bool:
    """The office plans the county's list, a township its own."""
    if level == TaskLevel.COUNTY:
        return standing.is_office
    return bool(standing.township_ids)


def can_edit_task(actors: frozenset[Actor], task: ServiceTask) -> bool:
    """Whoever keeps the list, until the task is accepted; once issued every change needs a reason
    (`needs_reason`)."""
    return Actor.KEEPER in actors and task.status in {TaskStatus.DRAFT, *UNDER_WAY}


def needs_reason(task: ServiceTask) -> bool:
    """What has been promised changes only with a word on why."""
    return task.status != TaskStatus.DRAFT


def can_report_progress(actors: frozenset[Actor], task: ServiceTask) -> bool:
    """The lead reports, co-departments add; while the task is under way."""
    return bool(actors & {Actor.LEAD, Actor.HELPER}) and task.status == TaskStatus.ACTIVE


def can_reach_milestones(actors: frozenset[Actor], task: ServiceTask) -> bool:
    return Actor.LEAD in actors and task.status == TaskStatus.ACTIVE


def can_supervise(actors: frozenset[Actor], task: ServiceTask) -> bool:
    """The office replies to progress, notes what it saw and sends slips."""
    return Actor.OFFICE in actors and task.status in UNDER_WAY


def can_decide_acceptance(actors: frozenset[Actor], task: ServiceTask) -> bool:
    """The office judges, and nobody who answers for the work themselves."""
    return (
        Actor.OFFICE in actors and Actor.LEAD not in actors and task.status == TaskStatus.REQUESTED
    )


def can_merge(actors: frozenset[Actor], task: ServiceTask) -> bool:
    """Duplicates across levels are put together by the office."""
    return Actor.OFFICE in actors and task.status in {TaskStatus.DRAFT, *UNDER_WAY}


def can_add_media(actors: frozenset[Actor], task: ServiceTask) -> bool:
    return bool(actors & {Actor.OFFICE, Actor.LEAD}) and task.status in PROMISED


def can_mark_example(actors: frozenset[Actor]) -> bool:
    """典型事例 for the annual summary are picked by the office."""
    return Actor.OFFICE in actors


def can_edit_task_files(standing: Standing, task: ServiceTask) -> bool:
    """The lead brings proof while the task is worked on, the office photos of an inspection."""
    actors = task_actors(standing, task)
    if Actor.OFFICE in actors and task.status in UNDER_WAY:
        return True
    return Actor.LEAD in actors and task.status in {TaskStatus.DRAFT, TaskStatus.ACTIVE}


def can_edit_report_photos(standing: Standing, report: ProgressReport) -> bool:
    """Whoever may report the task's progress adds photos to what was reported."""
    helpers = frozenset(report.task.helpers.values_list("pk", flat=True))
    return can_report_progress(task_actors(standing, report.task, helpers), report.task)


def can_recall(task: ServiceTask) -> bool:
    """An issued task becomes a draft again only while nobody has worked on it. Two queries."""
    return not (task.reports.exists() or task.notes.exists())
