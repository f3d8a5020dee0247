"""What the office, a unit and a department type about a unit's total, as typed values."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict

from assessments.forms.answers import read_answer, read_save, read_text
from assessments.roles import ClaimStatus
from assessments.scoring import Deduction, Veto
from assessments.workflow import Step
from wenming.dates import StrictDateField
from wenming.numbers import StrictIntegerField
from wenming.text import CleanCharField

LONGEST_STATEMENT = 2000
LONGEST_REASON = 500
LONGEST_HAPPENED = 1000
LONGEST_NUMBER = 60
MOST_HEADS = 1_000_000
SEPARATORS = re.compile(r"[、，,；;\s]+")
VERDICTS = [(status.value, status.label) for status in ClaimStatus if status != ClaimStatus.PENDING]


def read_claim(data: QueryDict) -> dict[str, Any]:
    """What a save of one claim carries, as arguments of `save_claim`."""
    version, save_key = read_save(data)
    return {
        "answer": read_answer(data),
        "statement": read_text(data, "statement", label="说明", limit=LONGEST_STATEMENT),
        "version": version,
        "save_key": save_key,
    }


class ReasonField(CleanCharField):
    """A few sentences."""

    def __init__(self, *, rows: int = 2, limit: int = LONGEST_REASON, **kwargs: Any) -> None:
        super().__init__(max_length=limit, single_line=False, **kwargs)
        self.widget.attrs["rows"] = rows


class VersionedForm(forms.Form):
    """Made on a version of what is stored."""

    version = StrictIntegerField(minimum=0, widget=forms.HiddenInput)


class DecisionForm(VersionedForm):
    """The office's word on a claim; the answer that counts is read beside it."""

    verdict = forms.ChoiceField(label="认定", choices=VERDICTS)
    reason = ReasonField(
        label="理由", required=False, help_text="部分认可、不认可或改变认定时必填，单位会看到。"
    )


class OwnClaimForm(VersionedForm):
    """A bonus that the office enters itself."""

    statement = ReasonField(label="依据", help_text="文件、表彰决定等，单位会看到。")


class KeyedForm(forms.Form):
    """Sent twice it is one act: the key says so."""

    save_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["save_key"].initial = uuid4


class DocumentForm(KeyedForm):
    """What it rests on."""

    document_number = CleanCharField(label="文号", max_length=LONGEST_NUMBER, required=False)
    document_date = StrictDateField(label="文件日期", required=False)


class DeductionForm(DocumentForm):
    """One event of one deduction; which figures it asks for follows from the rubric."""

    reason = ReasonField(label="事由", help_text="什么事、谁通报，单位会看到。")
    field_order = ("count", "values", "concealed", "reason", "document_number", "document_date")

    def __init__(self, *args: Any, deduction: Deduction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if deduction.each is None:
            self.fields["values"] = CleanCharField(
                label="扣分", max_length=200, help_text="多次的逐次填写，用顿号隔开，例如 3、2。"
            )
        else:
            self.fields["count"] = StrictIntegerField(label="次数", minimum=1, maximum=1000)
        if deduction.is_doubled:
            self.fields["concealed"] = forms.BooleanField(label="瞒报，加倍扣分", required=False)
        self.order_fields(self.field_order)

    @property
    def answer(self) -> dict[str, Any]:
        """As the engine takes it."""
        data = self.cleaned_data
        concealed = {"concealed": True} if data.get("concealed") else {}
        if "count" in data:
            return {"count": data["count"], **concealed}
        return {"values": [one for one in SEPARATORS.split(data["values"]) if one], **concealed}

    @property
    def document(self) -> dict[str, Any]:
        names = ("document_number", "document_date", "reason", "save_key")
        return {name: self.cleaned_data[name] for name in names}


class CorrectionForm(DeductionForm):
    """The same event as it should have been recorded."""

    why = ReasonField(label="更正的原因")
    version = StrictIntegerField(minimum=0, widget=forms.HiddenInput)


class WithdrawalForm(VersionedForm):
    why = ReasonField(label="撤销的原因")


class VetoForm(DocumentForm):
    """What happened, for one of the rubric's vetoes."""

    code = forms.ChoiceField(label="情形")
    happened = ReasonField(label="经过", limit=LONGEST_HAPPENED, rows=3)
    occurred_on = StrictDateField(label="发生日期")
    heads = StrictIntegerField(
        label="人数",
        minimum=0,
        maximum=MOST_HEADS,
        required=False,
        help_text="细则有人数门槛的必填。",
    )
    field_order = ("code", "happened", "occurred_on", "heads", "document_number", "document_date")

    def __init__(self, *args: Any, vetoes: Sequence[Veto], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code: Any = self.fields["code"]
        code.choices = [(veto.code, f"{veto.code} {veto.title}") for veto in vetoes]
        self.fields["document_number"].label = "来源文号"
        for name in ("document_number", "document_date"):
            self.fields[name].required = True


class VetoStepForm(forms.Form):
    """What is said to a step; the office names the paper of the department it speaks for."""

    note = ReasonField(label="意见", required=False)
    number = CleanCharField(label="文号", max_length=LONGEST_NUMBER, required=False)
    day = StrictDateField(label="文件日期", required=False)

    def __init__(self, *args: Any, step: Step | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if step is not None and step.needs_note:
            self.fields["note"].required = True


class ApplicantForm(VersionedForm):
    """What a unit counts as: its titles, and its 申报身份 where the rubric tells them apart."""

    exemptions = forms.MultipleChoiceField(
        label="有效称号",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="称号决定哪些项目免评。",
    )
    status = forms.ChoiceField(label="申报身份")
    reason = ReasonField(label="更正的原因")

    def __init__(
        self,
        *args: Any,
        titles: Mapping[str, str],
        statuses: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        exemptions: Any = self.fields["exemptions"]
        exemptions.choices = list(titles.items())
        status: Any = self.fields["status"]
        status.choices = [(each, each) for each in statuses]
        if not statuses:
            del self.fields["status"]
        if not titles:
            del self.fields["exemptions"]
