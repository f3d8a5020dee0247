"""Every write to a public-service task: one verb, one transaction, one entry in the trail."""

from districts.actions.tasks.acceptance import Findings, accept, send_back
from districts.actions.tasks.plan import (
    MilestoneLine,
    TaskValues,
    create_task,
    edit_task,
    mark_example,
    merge_task,
)
from districts.actions.tasks.steps import advance_task
from districts.actions.tasks.work import (
    Progress,
    reach_milestone,
    reply_to_progress,
    report_progress,
    supervise,
)

__all__ = [
    "Findings",
    "MilestoneLine",
    "Progress",
    "TaskValues",
    "accept",
    "advance_task",
    "create_task",
    "edit_task",
    "mark_example",
    "merge_task",
    "reach_milestone",
    "reply_to_progress",
    "report_progress",
    "send_back",
    "supervise",
]
