"""What the office types about an exemplar."""

from typing import Any

from django import forms

from districts.forms.records import RecordForm
from districts.models import District, ExemplarKind, Unit, Village
from districts.workflow.areas import AreaStatus
from wenming.numbers import StrictIntegerField
from wenming.text import CleanCharField

ORIGINS = ("unit", "village", "district", "source")


class ExemplarForm(RecordForm):
    """An exemplar with where it comes from: exactly one of four."""

    name = CleanCharField(label="名称", max_length=60, help_text="如“张堂文明片区”。")
    year = StrictIntegerField(label="年度", minimum=2000, maximum=2100)
    kind = forms.ChoiceField(label="类别", choices=ExemplarKind.choices)
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label="来源单位",
        required=False,
        empty_label="不是单位",
        help_text="单位、村、片区、其他来源填一项。",
    )
    village = forms.ModelChoiceField(
        Village.objects.none(), label="来源村", required=False, empty_label="不是村"
    )
    district = forms.ModelChoiceField(
        District.objects.none(), label="来源片区", required=False, empty_label="不是片区"
    )
    source = CleanCharField(label="其他来源", max_length=60, required=False)
    deeds = CleanCharField(label="主要事迹", max_length=4000, single_line=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, Any] = {
            "unit": Unit.objects.active().order_by("name"),
            "village": Village.objects.active().select_related("township").order_by("name"),
            "district": District.objects.filter(status=AreaStatus.PLANNED).order_by("name"),
        }
        for name, rows in offered.items():
            field: Any = self.fields[name]
            field.queryset = rows
        villages: Any = self.fields["village"]
        villages.label_from_instance = lambda one: f"{one.township.name}{one.name}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = [name for name in ORIGINS if cleaned.get(name)]
        if not given and not set(ORIGINS) & self.errors.keys():
            self.add_error("unit", "请填写来源：单位、村、片区、其他来源填一项。")
        for name in given[1:]:
            self.add_error(name, f"已填写“{self.fields[given[0]].label}”，来源只填一项。")
        if cleaned.get("year") and cleaned["year"] > self.today.year:
            self.add_error("year", f"年度不能晚于 {self.today.year} 年。")
        return cleaned
