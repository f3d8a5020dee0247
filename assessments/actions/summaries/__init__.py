"""年度工作总结: begun, generated, edited paragraph by paragraph, reviewed, signed."""

from assessments.actions.summaries.editing import (
    adopt,
    edit_paragraph,
    keep_edit,
    reset_sentence,
    reword,
)
from assessments.actions.summaries.notes import add_note, edit_note, remove_note, take_material
from assessments.actions.summaries.signing import advance_summary
from assessments.actions.summaries.versions import begin_summary, regenerate

__all__ = [
    "add_note",
    "adopt",
    "advance_summary",
    "begin_summary",
    "edit_note",
    "edit_paragraph",
    "keep_edit",
    "regenerate",
    "remove_note",
    "reset_sentence",
    "reword",
    "take_material",
]
