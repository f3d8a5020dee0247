"""An entry that somebody makes and the office confirms: an activity, a contribution."""

from districts.roles import EntryStatus
from districts.workflow.steps import Actor, Step, Steps

ENTRY_STEPS: Steps = {
    "submit": Step(
        "报送",
        frozenset({EntryStatus.DRAFT, EntryStatus.RETURNED}),
        EntryStatus.SUBMITTED,
        Actor.OWNER,
    ),
    "withdraw": Step(
        "撤回",
        frozenset({EntryStatus.SUBMITTED}),
        EntryStatus.DRAFT,
        Actor.OWNER,
        undoes=True,
    ),
    "confirm": Step(
        "确认",
        frozenset({EntryStatus.SUBMITTED}),
        EntryStatus.CONFIRMED,
        Actor.OFFICE,
    ),
    "return": Step(
        "退回",
        frozenset({EntryStatus.SUBMITTED}),
        EntryStatus.RETURNED,
        Actor.OFFICE,
        needs_note=True,
        note_label="退回原因",
    ),
}

# States in which the owner may still change the entry and its files.
ENTRY_EDITABLE = frozenset({EntryStatus.DRAFT, EntryStatus.RETURNED})
