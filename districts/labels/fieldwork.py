"""The trail's verbs of what all fieldwork shares."""

from districts.workflow.entries import ENTRY_STEPS
from districts.workflow.follow_ups import FOLLOW_UP_STEPS
from districts.workflow.steps import Steps


def of_steps(noun: str, label: str, steps: Steps) -> dict[str, str]:
    """`activity.confirm` → 确认活动, for every step of a table."""
    return {f"{noun}.{verb}": f"{step.label}{label}" for verb, step in steps.items()}


def of_entry(noun: str, label: str) -> dict[str, str]:
    """All verbs of an entry that the office confirms."""
    return {
        f"{noun}.create": f"登记{label}",
        f"{noun}.update": f"修改{label}",
        f"{noun}.correct": f"更正{label}",
        f"{noun}.import": f"导入{label}",
        **of_steps(noun, label, ENTRY_STEPS),
    }


VERBS = {
    "attachment.add": "上传附件",
    "attachment.remove": "移除附件",
    "followup.open": "交办督办事项",
    "followup.move-due-day": "调整办结期限",
    **{f"followup.{verb}": step.label for verb, step in FOLLOW_UP_STEPS.items()},
    **of_entry("activity", "活动"),
    "activity.use": "使用活动",
    "activity.stop-using": "不再使用活动",
}
