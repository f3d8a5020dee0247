"""What is recorded on a unit's total: bonuses, deductions, vetoes, and what it counts as."""

from assessments.actions.extras.applicants import correct_applicant
from assessments.actions.extras.claims import (
    decide_claim,
    link_claim_evidence,
    record_claim,
    save_claim,
    unlink_claim_evidence,
)
from assessments.actions.extras.deductions import (
    correct_deduction,
    record_deduction,
    withdraw_deduction,
)
from assessments.actions.extras.vetoes import advance_veto, record_veto

__all__ = [
    "advance_veto",
    "correct_applicant",
    "correct_deduction",
    "decide_claim",
    "link_claim_evidence",
    "record_claim",
    "record_deduction",
    "record_veto",
    "save_claim",
    "unlink_claim_evidence",
    "withdraw_deduction",
]
