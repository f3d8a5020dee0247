"""督办事项: something to be done, reported done with proof, verified by the office."""

from districts.roles import FollowUpStatus
from districts.workflow.steps import Actor, Step, Steps

FOLLOW_UP_STEPS: Steps = {
    "report": Step(
        "报告已办结",
        frozenset({FollowUpStatus.OPEN}),
        FollowUpStatus.REPORTED,
        Actor.OWNER,
        needs_note=True,
        needs_proof=True,
        note_label="办理情况",
    ),
    "close": Step(
        "核实销号",
        frozenset({FollowUpStatus.REPORTED}),
        FollowUpStatus.CLOSED,
        Actor.OFFICE,
        confirm="销号后不能再改。确定已经核实吗？",
    ),
    "return": Step(
        "退回重办",
        frozenset({FollowUpStatus.REPORTED}),
        FollowUpStatus.OPEN,
        Actor.OFFICE,
        needs_note=True,
        note_label="退回原因",
    ),
    "cancel": Step(
        "撤销事项",
        frozenset({FollowUpStatus.OPEN}),
        FollowUpStatus.CANCELLED,
        Actor.OFFICE,
        needs_note=True,
        confirm="撤销后承办方不再办理，记录仍保留。确定撤销吗？",
        note_label="撤销原因",
        undoes=True,
    ),
}

# States in which it still waits for somebody.
FOLLOW_UP_PENDING = frozenset({FollowUpStatus.OPEN, FollowUpStatus.REPORTED})
