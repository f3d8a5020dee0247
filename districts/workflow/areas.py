"""The legal steps of a district (文明片区), as data. Imports no model."""

from django.db import models

from districts.workflow.steps import Actor, Step, Steps


class AreaStatus(models.TextChoices):
    PROPOSED = "proposed", "已提报"
    RETURNED = "returned", "已退回"
    REVIEWED = "reviewed", "已审核"
    PLANNED = "planned", "列入年度计划"
    WITHDRAWN = "withdrawn", "已撤回"


class Tier(models.TextChoices):
    """How far a district has come (梯级), from the lowest to the highest."""

    ORDINARY = "ordinary", "一般"
    BETTER = "better", "较高标准"
    HIGH = "high", "高标准"


class ProjectStage(models.TextChoices):
    """How far the work has come (建设状态)."""

    PLANNED = "planned", "计划"
    BUILDING = "building", "在建"
    REPORTED = "reported", "报完工"
    DONE = "done", "完工"


# 较高标准或以上: what the county's total counts.
WELL_BUILT = frozenset({Tier.BETTER, Tier.HIGH})
# The township may still change what it has proposed.
OPEN_TO_OWNER = frozenset({AreaStatus.PROPOSED, AreaStatus.RETURNED})

# The work is over; whether it is also verified is another matter.
FINISHED = frozenset({ProjectStage.REPORTED, ProjectStage.DONE})


AREA_STEPS: Steps = {
    "review": Step(
        "审核通过",
        frozenset({AreaStatus.PROPOSED}),
        AreaStatus.REVIEWED,
        Actor.OFFICE,
    ),
    "plan": Step(
        "列入年度计划",
        frozenset({AreaStatus.REVIEWED}),
        AreaStatus.PLANNED,
        Actor.OFFICE,
        confirm="列入后计入年度新规划片区数，片区资料只能由县文明办说明原因后修改。确定列入吗？",
    ),
    "return": Step(
        "退回修改",
        frozenset({AreaStatus.PROPOSED, AreaStatus.REVIEWED}),
        AreaStatus.RETURNED,
        Actor.OFFICE,
        needs_note=True,
        note_label="退回原因",
    ),
    "resubmit": Step(
        "重新提报",
        frozenset({AreaStatus.RETURNED}),
        AreaStatus.PROPOSED,
        Actor.OWNER,
    ),
    "withdraw": Step(
        "撤回提报",
        frozenset(OPEN_TO_OWNER),
        AreaStatus.WITHDRAWN,
        Actor.OWNER,
        needs_note=True,
        note_label="撤回原因",
        undoes=True,
    ),
    "unplan": Step(
        "移出年度计划",
        frozenset({AreaStatus.PLANNED}),
        AreaStatus.REVIEWED,
        Actor.OFFICE,
        needs_note=True,
        note_label="移出原因",
        undoes=True,
    ),
}

# Steps of the work, not of the entry; the days belong to `start` and `report`.
PROJECT_STEPS: Steps = {
    "start": Step(
        "开工",
        frozenset({ProjectStage.PLANNED}),
        ProjectStage.BUILDING,
        Actor.OWNER,
    ),
    "report": Step(
        "报告完工",
        frozenset({ProjectStage.BUILDING}),
        ProjectStage.REPORTED,
        Actor.OWNER,
        needs_proof=True,
    ),
    "accept": Step(
        "核实完工",
        frozenset({ProjectStage.REPORTED}),
        ProjectStage.DONE,
        Actor.OFFICE,
    ),
    "resume": Step(
        "退回在建",
        frozenset({ProjectStage.REPORTED}),
        ProjectStage.BUILDING,
        Actor.OFFICE,
        needs_note=True,
        note_label="退回原因",
        undoes=True,
    ),
}
