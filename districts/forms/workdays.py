"""The form of the working-day calendar: the notice as it was printed."""

from typing import Any

from django import forms

from wenming.text import CleanCharField
from wenming.workdays.notice import NoticeDay, NoticeError, read_notice


class NoticeForm(forms.Form):
    """The holidays of one year, one a line."""

    notice = CleanCharField(
        label="放假和调休安排",
        max_length=4000,
        single_line=False,
        help_text="每个节日一行，可以从国务院办公厅的通知里直接粘贴各节日的原文。",
    )
    stamp = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        self.fields["notice"].widget.attrs |= {"rows": 9}
        self.days: list[NoticeDay] = []

    def clean_notice(self) -> str:
        notice = str(self.cleaned_data["notice"])
        try:
            self.days = read_notice(notice, self.year)
        except NoticeError as error:
            raise forms.ValidationError(error.faults) from error
        return notice
