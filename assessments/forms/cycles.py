"""A year's settings and dates, single extensions, and who is to take part."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from assessments.models import Cycle
from assessments.roles import OPTIONAL_PHASES, PhaseKind
from assessments.scoring import Combine
from districts.models import Unit, UnitType
from wenming.dates import StrictDateTimeField, cn_datetime
from wenming.numbers import StrictIntegerField
from wenming.text import CleanCharField

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_REASON = 300
Dates = tuple[datetime, datetime]


class SettingsForm(forms.Form):
    """How a year is called and scored."""

    name = CleanCharField(label="名称", max_length=60)
    combine = forms.ChoiceField(
        label="多人评分",
        choices=[(each.value, each.word) for each in Combine],
        help_text="同一项有几名考核员评分时怎样合成。去掉最高最低须有 5 人以上。",
    )
    spread_percent = StrictIntegerField(
        label="分差说明线（%）",
        minimum=1,
        maximum=100,
        help_text="同一项最高与最低相差超过分值的这一比例时，考核组须说明原因。",
    )
    refuse_same_township = forms.BooleanField(label="考核员回避本乡镇的单位", required=False)

    @property
    def settings(self) -> dict[str, Any]:
        """The cleaned values under the names of the model."""
        values = dict(self.cleaned_data)
        values["spread_share"] = Decimal(values.pop("spread_percent")) / 100
        return {name: values[name] for name in SETTING_NAMES}


SETTING_NAMES = ("name", "combine", "spread_share", "refuse_same_township")


def settings_initial(cycle: Cycle) -> dict[str, Any]:
    return {
        "name": cycle.name,
        "combine": cycle.combine,
        "spread_percent": int(cycle.spread_share * 100),
        "refuse_same_township": cycle.refuse_same_township,
    }


class CycleForm(SettingsForm):
    """A new year: its settings and, for each phase, from when to when."""

    year = StrictIntegerField(label="年度", minimum=FIRST_YEAR, maximum=LAST_YEAR)
    field_order = ("year", "name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in PhaseKind:
            needed = kind not in OPTIONAL_PHASES
            opens = StrictDateTimeField(label="开始时间", required=needed)
            closes = StrictDateTimeField(label="截止时间", required=needed)
            self.fields |= {f"{kind}-opens": opens, f"{kind}-closes": closes}

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if Cycle.objects.filter(year=year).exists():
            raise forms.ValidationError(f"{year} 年度的考核已经建立。")
        return year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for kind in PhaseKind:
            opens, closes = cleaned.get(f"{kind}-opens"), cleaned.get(f"{kind}-closes")
            require_order(self, opens, closes, f"{kind}-closes")
            if kind in OPTIONAL_PHASES and bool(opens) != bool(closes):
                late = "closes" if opens else "opens"
                self.add_error(f"{kind}-{late}", "开始和截止时间要么都填，要么都不填。")
        return cleaned

    @property
    def phases(self) -> dict[PhaseKind, Dates]:
        values = self.cleaned_data
        return {
            kind: (values[f"{kind}-opens"], values[f"{kind}-closes"])
            for kind in PhaseKind
            if values[f"{kind}-opens"]
        }

    @property
    def settings_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("year", *SettingsForm.base_fields)]

    @property
    def phase_fields(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """(label, from, to) of each phase, for the template."""
        return [(kind.label, self[f"{kind}-opens"], self[f"{kind}-closes"]) for kind in PhaseKind]


def cycle_initial(year: int, phases: Mapping[PhaseKind, Dates]) -> dict[str, Any]:
    dates: dict[str, datetime] = {}
    for kind, (opens, closes) in phases.items():
        dates |= {f"{kind}-opens": opens, f"{kind}-closes": closes}
    settings = settings_initial(Cycle(name=f"{year}年度文明单位考核"))
    return {"year": year, **settings, **dates}


class ReasonForm(forms.Form):
    """Why something is done out of the ordinary."""

    reason = CleanCharField(label="原因", max_length=LONGEST_REASON, single_line=False)


class PhaseForm(ReasonForm):
    """Other dates for one phase. `version` says what the user had on screen."""

    opens_at = StrictDateTimeField(label="开始时间")
    closes_at = StrictDateTimeField(
        label="截止时间", help_text="到这一时刻为止都算按时，以服务器时间为准。"
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("opens_at", "closes_at", "reason")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        require_order(self, cleaned.get("opens_at"), cleaned.get("closes_at"), "closes_at")
        return cleaned


class ExtensionForm(ReasonForm):
    """Until when one unit may still hand in its self-check."""

    until = StrictDateTimeField(label="延期至")
    field_order = ("until", "reason")

    def __init__(self, *args: Any, closes_at: datetime, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.closes_at, self.at = closes_at, at
        self.fields["until"].help_text = f"全县截止时间为 {cn_datetime(closes_at)}。"

    def clean_until(self) -> datetime:
        until: datetime = self.cleaned_data["until"]
        if until <= self.closes_at:
            raise forms.ValidationError(f"须晚于自查截止时间（{cn_datetime(self.closes_at)}）。")
        if until <= self.at:
            raise forms.ValidationError("须晚于现在。")
        return until


class StepForm(forms.Form):
    """The words that go with opening or archiving a year."""

    note = CleanCharField(
        label="说明", max_length=LONGEST_REASON, required=False, single_line=False
    )


class EnrolForm(forms.Form):
    """Chosen units, or every unit of a type that does not take part yet."""

    units = forms.ModelMultipleChoiceField(Unit.objects.active(), label="单位", required=False)
    type = forms.ModelChoiceField(UnitType.objects.all(), label="类型", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("units") and not cleaned.get("type"):
            raise forms.ValidationError("请先勾选单位。")
        return cleaned

    def chosen(self) -> list[Unit]:
        if each := self.cleaned_data["type"]:
            return list(Unit.objects.active().filter(type=each))
        return list(self.cleaned_data["units"])


def require_order(
    form: forms.Form, opens: datetime | None, closes: datetime | None, field: str
) -> None:
    if opens and closes and closes <= opens:
        form.add_error(field, "截止时间须晚于开始时间。")


def statuses_in(data: QueryDict) -> dict[int, str]:
    """The 申报身份 chosen for each unit, from fields named `status-<id>`."""
    found = {}
    for name in data:
        number = name.removeprefix("status-")
        if name != number and number.isdecimal() and len(number) < 19:
            found[int(number)] = str(data[name])[:20]
    return {unit: status for unit, status in found.items() if status}
