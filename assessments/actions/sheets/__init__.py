"""Field scoring: sheets and their marks, tests, spreads, and the team's confirmation."""

from assessments.actions.sheets.field import advance_field, record_quiz, settle_spread
from assessments.actions.sheets.marking import begin_marking, submit_complete
from assessments.actions.sheets.marks import add_photo, remove_photo, save_mark
from assessments.actions.sheets.steps import advance_sheet, open_sheet

__all__ = [
    "add_photo",
    "advance_field",
    "advance_sheet",
    "begin_marking",
    "open_sheet",
    "record_quiz",
    "remove_photo",
    "save_mark",
    "settle_spread",
    "submit_complete",
]
