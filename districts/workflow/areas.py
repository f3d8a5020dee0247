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


# 较高标准或以上: what the county's total counts.
WELL_BUILT = frozenset({Tier.BETTER, Tier.HIGH})
# The township may still change what it has proposed.
OPEN_TO_OWNER = frozenset({AreaStatus.PROPOSED, AreaStatus.RETURNED})


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
