"""What the office types about 定等: rules, settings, and one unit's outcome."""

from collections.abc import Mapping
from typing import Any

from django import forms

from assessments.forms.extras import ReasonField, VersionedForm
from assessments.models import OutcomeList, OutcomeRule
from assessments.roles import Outcome, OutcomeKind
from districts.models import HonourLevel
from wenming.dates import StrictDateField
from wenming.numbers import StrictDecimalField, StrictIntegerField
from wenming.text import CleanCharField

NEEDS_FIGURE = {
    OutcomeKind.BELOW: "请填写分数。",
    OutcomeKind.AT_LEAST: "请填写分数。",
    OutcomeKind.BEST: "请填写名次。",
    OutcomeKind.BEST_SHARE: "请填写百分比。",
    OutcomeKind.REPEATED: "请填写年数（2 或 3）。",
}
OF_YEARS_PAST = frozenset({OutcomeKind.REPEATED, OutcomeKind.UNMET})
NOTHING = [("", "——")]
LONGEST_RUN = 3
BLANK_LINES = 2
BY_LABEL = {each.label: each.value for each in Outcome}


class OutcomeRuleForm(forms.Form):
    """One line. Without a condition it is no rule; its place orders the lines."""

    position = StrictIntegerField(label="顺序", minimum=1, maximum=999, required=False)
    kind = forms.ChoiceField(label="条件", choices=NOTHING + OutcomeKind.choices, required=False)
    figure = StrictDecimalField(label="数值", places=2, minimum=0, maximum=1000, required=False)
    about = CleanCharField(label="等次或往年结果", max_length=50, required=False)
    outcome = forms.ChoiceField(label="结果", choices=NOTHING + Outcome.choices, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, figure, about = data.get("kind"), data.get("figure"), data.get("about", "")
        if not kind:
            return data
        if not data.get("outcome"):
            self.add_error("outcome", "请选择结果。")
        if kind in NEEDS_FIGURE and figure is None and "figure" not in self.errors:
            self.add_error("figure", NEEDS_FIGURE[OutcomeKind(kind)])
        if kind == OutcomeKind.REPEATED and figure is not None and figure not in (2, LONGEST_RUN):
            self.add_error("figure", NEEDS_FIGURE[OutcomeKind.REPEATED])
        if kind == OutcomeKind.BEST_SHARE and figure is not None and figure > 100:
            self.add_error("figure", "百分比不能超过 100。")
        if kind == OutcomeKind.GRADE and not about:
            self.add_error("about", "请填写等次，与细则一致。")
        if kind in OF_YEARS_PAST and about not in BY_LABEL:
            self.add_error("about", f"请填写往年结果：{'、'.join(BY_LABEL)}。")
        return data

    @property
    def is_rule(self) -> bool:
        return bool(self.cleaned_data.get("kind"))

    @property
    def values(self) -> dict[str, Any]:
        """Columns of the rule; what its kind does not ask is left out."""
        data = self.cleaned_data
        kind = OutcomeKind(data["kind"])
        about = data["about"] if kind == OutcomeKind.GRADE else BY_LABEL.get(data["about"], "")
        return {
            "kind": kind,
            "figure": data["figure"] if kind in NEEDS_FIGURE else None,
            "about": about if kind in OF_YEARS_PAST | {OutcomeKind.GRADE} else "",
            "outcome": data["outcome"],
        }


OutcomeRules = forms.formset_factory(OutcomeRuleForm, extra=BLANK_LINES, max_num=30)


def initial_of_rule(rule: OutcomeRule) -> Mapping[str, Any]:
    about = Outcome(rule.about).label if rule.kind in OF_YEARS_PAST else rule.about
    return {
        "position": rule.position,
        "kind": rule.kind,
        "figure": rule.figure,
        "about": about,
        "outcome": rule.outcome,
    }


class OutcomeSettingsForm(VersionedForm):
    """On which title the list acts, and with which document it is published."""

    title = CleanCharField(
        label="称号", max_length=60, help_text="结果为“撤销”的单位，公布时撤销这个称号。"
    )
    level = forms.ChoiceField(label="级别", choices=HonourLevel.choices)
    document_number = CleanCharField(
        label="公布文号", max_length=60, required=False, help_text="送批准前必填。"
    )
    document_date = StrictDateField(label="文件日期", required=False)
    without_result = ReasonField(
        label="没有得分单位的说明", required=False, help_text="有单位没有得分时，送批准前必填。"
    )


class OutcomeRowForm(VersionedForm):
    """What the office decides on one unit; a correction of what was made known always says why."""

    outcome = forms.ChoiceField(label="结果", choices=Outcome.choices)
    reason = ReasonField(label="理由", required=False, help_text="与建议不同时必填，单位会看到。")

    def __init__(self, *args: Any, is_correction: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_correction:
            self.fields["reason"].required = True
            self.fields["reason"].help_text = "写明更正的原因，单位会看到。"


def settings_of(found: OutcomeList) -> dict[str, Any]:
    return {name: getattr(found, name) for name in OutcomeSettingsForm.base_fields}
