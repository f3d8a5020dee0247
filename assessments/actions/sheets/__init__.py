"""Field scoring: sheets and their marks, tests, spreads, and the team's confirmation."""

from assessments.actions.sheets.field import advance_field, record_quiz, settle_spread
from assessments.actions.sheets.marks import add_photo, remove_photo, save_mark
from assessments.actions.sheets.steps import advance_sheet, open_sheet

__all__ = [
    "add_photo",
    "advance_field",
    "advance_sheet",
    "open_sheet",
    "record_quiz",
    "remove_photo",
    "save_mark",
    "settle_spread",
]
