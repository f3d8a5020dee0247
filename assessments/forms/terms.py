"""A term as the office types it: which years, how they count, for which types."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField

from assessments.actions.terms import FEWEST_YEARS, MOST_YEARS, YearOf
from assessments.models import Term
from assessments.scoring import TermMode
from districts.models import UnitType
from wenming.numbers import StrictDecimalField, StrictIntegerField
from wenming.text import CleanCharField

FIRST_YEAR, LAST_YEAR = 2000, 2100
FIELDS = ("year", "share", "points")


class TermForm(forms.Form):
    """Name, mode, types, and up to MOST_YEARS lines, one for each year."""

    name = CleanCharField(label="名称", max_length=60, help_text="如 2023—2025年届期。")
    mode = forms.ChoiceField(
        label="合成方式",
        choices=[(mode.value, mode.word) for mode in TermMode],
        help_text="相加：各年得分（可折合为规定分值）相加；加权：按权重；平均：各年同等。",
    )
    unit_types = forms.ModelMultipleChoiceField(
        UnitType.objects.all(), label="适用类型", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(MOST_YEARS):
            is_needed = number < FEWEST_YEARS
            self.fields[f"year{number}"] = StrictIntegerField(
                label="年度", minimum=FIRST_YEAR, maximum=LAST_YEAR,
                required=is_needed,
            )  # fmt: skip
            self.fields[f"share{number}"] = StrictDecimalField(
                label="权重（%）", places=2, minimum=0, maximum=100,
                required=False,
            )  # fmt: skip
            self.fields[f"points{number}"] = StrictDecimalField(
                label="折合分值", places=2, minimum=0, maximum=1000,
                required=False,
            )  # fmt: skip

    @property
    def plain_fields(self) -> list[BoundField]:
        return [self[name] for name in ("name", "mode", "unit_types")]

    @property
    def lines(self) -> Iterator[tuple[int, list[BoundField]]]:
        """The lines of the table of years."""
        for number in range(MOST_YEARS):
            yield number + 1, [self[f"{field}{number}"] for field in FIELDS]

    def clean(self) -> dict[str, Any]:
        """Figures on a line without its year are not dropped in silence."""
        cleaned = super().clean() or {}
        for number in range(MOST_YEARS):
            figures = [cleaned.get(f"{field}{number}") for field in FIELDS]
            if figures[0] is None and any(figure is not None for figure in figures[1:]):
                self.add_error(f"year{number}", "填了权重或分值，请填年度。")
            for field in FIELDS[1:]:
                if cleaned.get(f"{field}{number}") == 0:
                    self.add_error(f"{field}{number}", "须大于 0，没有就不填。")
        return cleaned

    @property
    def definition(self) -> dict[str, Any]:
        """The cleaned values as arguments of `save_term`."""
        data = self.cleaned_data
        lines = [[data[f"{field}{number}"] for field in FIELDS] for number in range(MOST_YEARS)]
        return {
            "name": data["name"],
            "mode": TermMode(data["mode"]),
            "unit_types": list(data["unit_types"]),
            "years": [YearOf(*line) for line in lines if line[0] is not None],
        }


def term_initial(term: Term) -> dict[str, Any]:
    """The stored definition, for the form."""
    initial: dict[str, Any] = {
        "name": term.name,
        "mode": term.mode,
        "unit_types": list(term.unit_types.all()),
    }
    for number, each in enumerate(term.years.all()):
        initial |= {f"{field}{number}": getattr(each, field) for field in FIELDS}
    return initial
