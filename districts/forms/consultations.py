"""Turn what was typed about a consultation into typed values; nothing is written here."""

from typing import Any

from django import forms

from districts.forms.records import RecordForm
from districts.models import Consultation, Department, Opinion, Owner, Township
from districts.workflow.consultations import NEEDS_REASON, Adoption
from wenming.dates import StrictDateField, cn_date
from wenming.text import CleanCharField


class ConsultationForm(RecordForm):
    """The draft's title and day, and whom it is sent to."""

    besides = RecordForm.besides | {"departments", "townships"}
    title = CleanCharField(label="文稿名称", max_length=120)
    about = CleanCharField(
        label="征求意见说明",
        max_length=1000,
        single_line=False,
        help_text="文稿的来由，请各单位着重看什么。",
    )
    due_on = StrictDateField(label="反馈期限")
    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label="征求意见的部门",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    townships = forms.ModelMultipleChoiceField(
        Township.objects.none(),
        label="征求意见的乡镇",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments: Any = self.fields["departments"]
        departments.queryset = Department.objects.active().order_by("name")
        townships: Any = self.fields["townships"]
        townships.queryset = Township.objects.active().order_by("name")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("due_on") and cleaned["due_on"] < self.today:
            self.add_error("due_on", f"反馈期限不能早于今天（{cn_date(self.today)}）。")
        is_known = not (self.errors.keys() & {"departments", "townships"})
        if is_known and not (cleaned.get("departments") or cleaned.get("townships")):
            self.add_error("departments", "请至少选择一个征求意见的部门或乡镇。")
        return cleaned

    @property
    def recipients(self) -> list[Owner]:
        return [*self.cleaned_data["departments"], *self.cleaned_data["townships"]]


def consultation_initial(row: Consultation) -> dict[str, Any]:
    """The stored draft as the form shows it."""
    asked = list(row.opinions.all())
    return {
        "title": row.title,
        "about": row.about,
        "due_on": row.due_on,
        "version": row.version,
        "departments": [one.department_id for one in asked if one.department_id],
        "townships": [one.township_id for one in asked if one.township_id],
    }


class AnswerForm(forms.Form):
    """An opinion, or none."""

    text = CleanCharField(
        label="意见",
        max_length=2000,
        single_line=False,
        required=False,
        help_text="写明哪一条、怎么改、为什么。",
    )
    is_content = forms.BooleanField(label="无意见", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "text" in self.errors:
            return cleaned
        if cleaned.get("text") and cleaned.get("is_content"):
            self.add_error("text", "选择了“无意见”，就不再填写意见。")
        if not cleaned.get("text") and not cleaned.get("is_content"):
            self.add_error("text", "请填写意见，或者选择“无意见”。")
        return cleaned


class JudgeForm(forms.Form):
    """What became of one opinion. `prefix` keeps the forms of one page apart."""

    adoption = forms.ChoiceField(label="采纳情况", choices=[("", "请选择"), *Adoption.choices])
    reason = CleanCharField(label="理由", max_length=500, single_line=False, required=False)

    def __init__(self, *args: Any, opinion: Opinion, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"adoption": opinion.adoption, "reason": opinion.reason})
        kwargs["auto_id"] = f"id_{opinion.pk}_%s"
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        lacks_reason = not cleaned.get("reason") and "reason" not in self.errors
        if cleaned.get("adoption") in NEEDS_REASON and lacks_reason:
            self.add_error("reason", "部分采纳、不采纳须写明理由。")
        return cleaned


class FinalTextForm(forms.Form):
    text = CleanCharField(label="定稿", max_length=20_000, single_line=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
