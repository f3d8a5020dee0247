"""What a unit and the office do with a self-check report."""

from assessments.actions.reports.comments import comment_item
from assessments.actions.reports.evidence import (
    add_activity,
    add_evidence,
    add_link,
    link_evidence,
    remove_evidence,
    unlink_evidence,
    update_evidence,
)
from assessments.actions.reports.extensions import answer_extension, ask_extension
from assessments.actions.reports.lateness import ask_lateness, decide_lateness
from assessments.actions.reports.saving import save_self_mark, save_summary
from assessments.actions.reports.steps import advance_report

__all__ = [
    "add_activity",
    "add_evidence",
    "add_link",
    "advance_report",
    "answer_extension",
    "ask_extension",
    "ask_lateness",
    "comment_item",
    "decide_lateness",
    "link_evidence",
    "remove_evidence",
    "save_self_mark",
    "save_summary",
    "unlink_evidence",
    "update_evidence",
]
