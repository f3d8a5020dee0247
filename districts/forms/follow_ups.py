"""Charging somebody with something, and giving more time for it."""

from typing import Any

from django import forms

from districts.forms.records import OwnerField, RecordForm
from districts.models import FollowUpKind, Village
from wenming.dates import StrictDateField, cn_date
from wenming.text import CleanCharField


class FollowUpForm(RecordForm):
    """Also for areas that open follow-ups of their own: leave out `kind` by `del form.fields`."""

    kind = forms.ChoiceField(label="类别", choices=FollowUpKind.choices)
    text = CleanCharField(
        label="要做什么", max_length=300, single_line=False, help_text="写清楚做到什么程度算办结。"
    )
    owner = OwnerField(label="承办单位")
    village = forms.ModelChoiceField(
        Village.objects.none(), label="涉及的村", required=False, empty_label="不涉及"
    )
    due_on = StrictDateField(label="办结期限")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, OwnerField)
        owner.offer(self.standing, with_office=False)
        village: Any = self.fields["village"]
        rows = Village.objects.filter(is_active=True).select_related("township")
        village.queryset = rows.order_by("township__name", "name")
        village.label_from_instance = lambda one: f"{one.township.name}{one.name}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("due_on") and cleaned["due_on"] < self.today:
            self.add_error("due_on", f"办结期限不能早于今天（{cn_date(self.today)}）。")
        return cleaned


class DueDayForm(forms.Form):
    due_on = StrictDateField(label="新的办结期限")
    note = CleanCharField(label="调整的原因", max_length=200)


class StepNoteForm(forms.Form):
    """The note that goes with a step of any workflow."""

    note = CleanCharField(label="说明", max_length=500, single_line=False, required=False)


class AttachmentForm(forms.Form):
    """What the uploaded files are; the files themselves come beside it."""

    kind = forms.CharField(max_length=10)
    caption = CleanCharField(label="说明", max_length=100, required=False)
