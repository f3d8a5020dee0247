"""Forms of the records of culture."""

from datetime import date
from typing import Any

from django import forms

from districts.forms.records import OwnerField, RecordForm, require_in_year
from districts.models import CultureProgramme, EventSeries, ProductKind
from wenming.dates import StrictDateField, cn_date
from wenming.files.types import LIMITS_TEXT
from wenming.numbers import StrictIntegerField
from wenming.text import CleanCharField

YES = "1"


class SeriesForm(RecordForm):
    name = CleanCharField(label="系列名称", max_length=60)
    owner = OwnerField(label="主办单位")
    starts_on = StrictDateField(label="开始日期")
    ends_on = StrictDateField(
        label="结束日期", required=False, help_text="还没有定下来的先空着。跨年的按年度分成两条。"
    )
    venue = CleanCharField(label="主会场", max_length=60)
    summary = CleanCharField(label="简介", max_length=2000, single_line=False, required=False)
    is_example = forms.ChoiceField(
        label="列为典型", choices=[("", "否"), (YES, "是")], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.row if isinstance(self.row, EventSeries) else None
        owner = self.fields["owner"]
        assert isinstance(owner, OwnerField)
        owner.offer(self.standing, with_office=True, chosen=row.owner if row else None)
        if "is_example" in self.initial:
            self.initial["is_example"] = YES if self.initial["is_example"] else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", f"结束日期不能早于开始日期 {cn_date(starts_on)}。")
        elif starts_on and ends_on and ends_on.year != starts_on.year:
            self.add_error("ends_on", "跨年的系列活动请按年度分成两条登记。")
        self._keep_year(cleaned)
        return cleaned

    def _keep_year(self, cleaned: dict[str, Any]) -> None:
        """A series with activities stays in the year of those."""
        row, starts_on = self.row, cleaned.get("starts_on")
        if not isinstance(row, EventSeries) or not starts_on or starts_on.year == row.year:
            return
        if row.activities.exists():
            said = f"系列里已有 {row.year} 年的活动，开始日期应在 {row.year} 年内。"
            self.add_error("starts_on", said)

    @property
    def values(self) -> dict[str, Any]:
        """With the year, which follows the first day."""
        values = super().values
        if "is_example" in values:
            values["is_example"] = values["is_example"] == YES
        if "starts_on" in values:
            values["year"] = values["starts_on"].year
        return values


class ProgrammeForm(RecordForm):
    year = StrictIntegerField(label="年度", minimum=2000, maximum=2100)
    owner = OwnerField(label="单位或部门")
    title = CleanCharField(label="名称", max_length=60, help_text="例如 企业文化建设年。")
    aim = CleanCharField(label="目标", max_length=1000, single_line=False, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.row if isinstance(self.row, CultureProgramme) else None
        owner = self.fields["owner"]
        assert isinstance(owner, OwnerField)
        owner.offer(self.standing, with_office=True, chosen=row.owner if row else None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        row, year = self.row, cleaned.get("year")
        moves = isinstance(row, CultureProgramme) and year and year != row.year
        if isinstance(row, CultureProgramme) and moves and row.products.exists():
            self.add_error("year", f"已登记 {row.year} 年的成果，年度不能再改。")
        return cleaned


class ProductForm(forms.Form):
    """One step of a programme, or what came of it."""

    kind = forms.ChoiceField(label="类别", choices=ProductKind.choices)
    held_on = StrictDateField(label="日期")
    text = CleanCharField(label="内容", max_length=200)
    file = forms.FileField(label="文件", required=False, help_text=LIMITS_TEXT)

    def __init__(self, *args: Any, programme: CultureProgramme, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme, self.today = programme, today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        require_in_year(self, cleaned, "held_on", self.programme.year)
        if (cleaned.get("held_on") or self.today) > self.today:
            self.add_error("held_on", f"今天是 {cn_date(self.today)}，完成以后再登记。")
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "held_on", "text")}
