"""What a unit types about one mark, and what is decided on it."""

from typing import Any

from django import forms

from assessments.actions.feedback import LONGEST_STATEMENT
from assessments.forms.extras import KeyedForm, ReasonField, VersionedForm


class ObjectionForm(KeyedForm):
    """An objection to one item; its files come beside it."""

    code = forms.CharField(widget=forms.HiddenInput)
    statement = ReasonField(
        label="异议理由",
        limit=LONGEST_STATEMENT,
        rows=3,
        help_text=f"写明哪里不符、依据什么，最多 {LONGEST_STATEMENT} 字。",
    )

    def __init__(self, *args: Any, code: str = "", **kwargs: Any) -> None:
        super().__init__(*args, initial={"code": code}, **kwargs)
        self.about = self.data.get("code", code)


class ObjectionStepForm(VersionedForm):
    """A step with its reason; an adjusted answer is read beside it."""

    note = ReasonField(label="理由", help_text="单位会看到。")

    def __init__(self, *args: Any, needs_note: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = needs_note
