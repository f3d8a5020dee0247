"""What the office types about a title."""

from typing import Any

from django import forms

from districts.models import HonourLevel
from wenming.dates import StrictDateField
from wenming.numbers import StrictIntegerField
from wenming.text import CleanCharField


class HonourForm(forms.Form):
    """A title with its level and term."""

    title = CleanCharField(
        label="称号", max_length=60, help_text="用细则“免评条件”里的写法，例如“省级文明单位”。"
    )
    level = forms.ChoiceField(label="级别", choices=HonourLevel.choices)
    awarded_on = StrictDateField(label="授予日期")
    valid_until = StrictDateField(
        label="有效期至", required=False, help_text="这一天仍然有效；没有期限的不填。"
    )
    document_number = CleanCharField(label="文号", max_length=60, required=False)
    version = StrictIntegerField(minimum=0, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        awarded, until = cleaned.get("awarded_on"), cleaned.get("valid_until")
        if awarded and until and until < awarded:
            self.add_error("valid_until", "有效期不能早于授予日期。")
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What the form sent: an absent field is not among it."""
        sent = {name for name in self.fields if name in self.data} - {"version"}
        return {name: self.cleaned_data[name] for name in self.fields if name in sent}


class RenewForm(HonourForm):
    """Another term of the same title."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "level", "version"):
            del self.fields[name]
        self.fields["document_number"].required = True
        self.fields["document_number"].help_text = "决定续期的文件。"


class RevokeForm(forms.Form):
    day = StrictDateField(label="撤销日期")
    reason = CleanCharField(label="撤销的原因", max_length=500, single_line=False)
    version = StrictIntegerField(minimum=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["rows"] = 2
