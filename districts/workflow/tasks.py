"""The legal steps of a public-service task (为民办实事), as data. Imports no model.

A task is issued, worked on, put up for acceptance, accepted or sent back, and closed. Which person
is which actor towards a task is told by `policies.tasks`.
"""

from django.db import models

from districts.workflow.steps import Actor, Step, Steps


class TaskLevel(models.TextChoices):
    """Who has promised the task: the county, or one township."""

    COUNTY = "county", "县级实事"
    TOWNSHIP = "township", "乡镇实事"


class TaskStatus(models.TextChoices):
    DRAFT = "draft", "拟定"
    ACTIVE = "active", "推进中"
    REQUESTED = "requested", "待验收"
    ACCEPTED = "accepted", "通过验收"
    CLOSED = "closed", "已办结"
    MERGED = "merged", "已合并"


# Work has begun and is not yet accepted: progress, slips and lights concern these.
UNDER_WAY = frozenset({TaskStatus.ACTIVE, TaskStatus.REQUESTED})
ACHIEVED = frozenset({TaskStatus.ACCEPTED, TaskStatus.CLOSED})
# What the year's list counts: a draft is not promised yet, a merged task is counted once.
PROMISED = UNDER_WAY | ACHIEVED


class Verdict(models.TextChoices):
    PENDING = "pending", "待验收"
    ACCEPTED = "accepted", "通过"
    RETURNED = "returned", "退回整改"


class SlipGrade(models.TextChoices):
    """How urgent a supervision slip (督办单) is; a plain note has none."""

    NOTICE = "notice", "三级督办（提醒）"
    WARNING = "warning", "二级督办（警示）"
    SEVERE = "severe", "一级督办（通报）"


TASK_STEPS: Steps = {
    "issue": Step(
        "下达",
        frozenset({TaskStatus.DRAFT}),
        TaskStatus.ACTIVE,
        Actor.KEEPER,
        confirm="下达后牵头单位开始按月报送进展，目标和时限不能再随意修改。确定下达吗？",
    ),
    "recall": Step(
        "撤回下达",
        frozenset({TaskStatus.ACTIVE}),
        TaskStatus.DRAFT,
        Actor.KEEPER,
        needs_note=True,
        undoes=True,
    ),
    "request": Step(
        "申请验收",
        frozenset({TaskStatus.ACTIVE}),
        TaskStatus.REQUESTED,
        Actor.LEAD,
        needs_note=True,
        needs_proof=True,
        note_label="完成情况",
    ),
    "withdraw": Step(
        "撤回申请",
        frozenset({TaskStatus.REQUESTED}),
        TaskStatus.ACTIVE,
        Actor.LEAD,
        needs_note=True,
        undoes=True,
    ),
    "close": Step(
        "办结归档",
        frozenset({TaskStatus.ACCEPTED}),
        TaskStatus.CLOSED,
        Actor.OFFICE,
        confirm="办结后本件实事只读。确定办结吗？",
    ),
    "reopen": Step(
        "撤销验收",
        frozenset({TaskStatus.ACCEPTED, TaskStatus.CLOSED}),
        TaskStatus.ACTIVE,
        Actor.OFFICE,
        needs_note=True,
        undoes=True,
    ),
}


def satisfied_enough(satisfied: int, members: int) -> bool:
    """Whether a vote on satisfaction carries: more than half of all members of the group.

    Whoever is absent or abstains counts as not satisfied, and exactly half is not a majority.
    """
    return satisfied * 2 > members
