"""A rubric's own fields, copying it, issuing it."""

from typing import Any

from django import forms

from assessments.actions.branches import MAX_POINTS
from assessments.models import Rubric
from assessments.scoring import NotApplicable, SpecError, format_bases, parse_bases
from districts.models import UnitType
from wenming.numbers import StrictDecimalField, StrictIntegerField
from wenming.text import CleanCharField

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_ON_TOTAL = 9999
INSIDE = (("", "总分外：加在总分上"), ("inside", "总分内：总分最多到满分"))


class RubricForm(forms.Form):
    """What a rubric is called, for which year and types, and out of how many points."""

    name = CleanCharField(label="名称", max_length=80)
    year = StrictIntegerField(label="年度", minimum=FIRST_YEAR, maximum=LAST_YEAR)
    unit_types = forms.ModelMultipleChoiceField(
        UnitType.objects.all(),
        label="适用类型",
        widget=forms.CheckboxSelectMultiple,
        help_text="一个类型一年只有一套已发布的细则。",
    )
    full_points = StrictDecimalField(
        label="满分", places=2, minimum=1, maximum=MAX_POINTS, initial="100"
    )
    not_applicable = forms.ChoiceField(
        label="不适用的项目",
        choices=[(each.value, each.word) for each in NotApplicable],
        help_text="满分：按满分计；计零：按零分计；折算：同一大项的其他项目按比例放大。",
    )
    base_by_status = CleanCharField(
        label="身份基数",
        max_length=200,
        required=False,
        help_text="如 新申报=100;复评=105：按身份从不同的基数起算。",
    )
    bonus_cap = StrictDecimalField(
        label="加分封顶", places=2, minimum=0, maximum=MOST_ON_TOTAL, required=False
    )
    bonus_inside = forms.ChoiceField(label="加分位置", choices=INSIDE, required=False)
    self_gate = StrictDecimalField(
        label="自评门槛",
        places=2,
        minimum=0,
        maximum=MOST_ON_TOTAL,
        required=False,
        help_text="自评达到多少分才能申报。",
    )
    pass_line = StrictDecimalField(
        label="合格线", places=2, minimum=0, maximum=MOST_ON_TOTAL, required=False
    )

    def clean_base_by_status(self) -> str:
        try:
            return format_bases(parse_bases(self.cleaned_data["base_by_status"]))
        except SpecError as error:
            raise forms.ValidationError(f"{error}。") from error

    def clean_bonus_inside(self) -> bool:
        return bool(self.cleaned_data["bonus_inside"])

    def clean(self) -> dict[str, Any]:
        """A field that did not arrive is left out: what is stored stays."""
        cleaned = super().clean() or {}
        return {name: value for name, value in cleaned.items() if self._arrived(name)}

    def _arrived(self, name: str) -> bool:
        return name in self.data or self.fields[name].required


def rubric_initial(rubric: Rubric) -> dict[str, Any]:
    return {
        "name": rubric.name,
        "year": rubric.year,
        "unit_types": list(rubric.unit_types.all()),
        "full_points": rubric.full_points,
        "not_applicable": rubric.not_applicable,
        "base_by_status": rubric.base_by_status,
        "bonus_cap": rubric.bonus_cap,
        "bonus_inside": "inside" if rubric.bonus_inside else "",
        "self_gate": rubric.self_gate,
        "pass_line": rubric.pass_line,
    }


class CopyForm(forms.Form):
    """For which year the copy is: the same year makes the next version."""

    year = StrictIntegerField(
        label="用于哪一年度",
        minimum=FIRST_YEAR,
        maximum=LAST_YEAR,
        help_text="与原细则同一年度时，成为它的下一版。",
    )


class PublishForm(forms.Form):
    """Why a rubric with doubts is issued all the same."""

    reason = CleanCharField(label="发布说明", max_length=300, single_line=False, required=False)

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason
        self.fields["reason"].error_messages["required"] = "有需要说明的问题，请写明为何仍然发布。"
