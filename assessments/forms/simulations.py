"""What to simulate."""

from typing import Any

from django import forms

from assessments.actions.simulations import spec_for
from assessments.models import Cycle, Rubric
from assessments.roles import Filling
from districts.models import UnitType
from wenming.errors import DomainError


class SimulationForm(forms.Form):
    """A year's type, a rubric for it, and what an item without a usable answer counts."""

    cycle = forms.ModelChoiceField(Cycle.objects.all(), label="考核年度")
    type = forms.ModelChoiceField(UnitType.objects.all(), label="单位类型")
    rubric = forms.ModelChoiceField(
        Rubric.objects.all(),
        label="换成哪份细则",
        error_messages={"required": "请选择一份细则。", "invalid_choice": "没有这份细则。"},
    )
    filling = forms.ChoiceField(
        label="没有可用评分的项目计为", choices=Filling.choices, initial=Filling.SHARE
    )

    def clean_rubric(self) -> Rubric:
        """A draft that cannot be read yet is refused here, with what is wrong with it."""
        rubric: Rubric = self.cleaned_data["rubric"]
        try:
            spec_for(rubric)
        except DomainError as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        return rubric

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        rubric, unit_type = cleaned.get("rubric"), cleaned.get("type")
        if rubric and unit_type and unit_type not in rubric.unit_types.all():
            self.add_error("rubric", f"{rubric}不适用于{unit_type.name}，请另选一份。")
        return cleaned
