"""Every write that means something in the pairings (结对共建)."""

from districts.actions.pairings.ledger import (
    correct_contribution,
    create_contribution,
    edit_contribution,
    measured,
)
from districts.actions.pairings.letters import advance_letter, create_letter, edit_letter
from districts.actions.pairings.meetings import create_meeting, edit_meeting
from districts.actions.pairings.plan import (
    advance_pairing,
    carry_over,
    create_pairing,
    edit_pairing,
    refuse_pair,
)
from districts.actions.pairings.work import drop_progress, tell_progress, tick, untick

__all__ = [
    "advance_letter",
    "advance_pairing",
    "carry_over",
    "correct_contribution",
    "create_contribution",
    "create_letter",
    "create_meeting",
    "create_pairing",
    "drop_progress",
    "edit_contribution",
    "edit_letter",
    "edit_meeting",
    "edit_pairing",
    "measured",
    "refuse_pair",
    "tell_progress",
    "tick",
    "untick",
]
