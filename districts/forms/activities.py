"""One activity, as it is entered, edited and corrected."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from districts.forms.records import OwnerField, RecordForm
from districts.models import Activity, ActivityKind, CountedBy, EventSeries, Village
from wenming.dates import StrictDateField, cn_date
from wenming.numbers import StrictIntegerField
from wenming.text import CleanCharField

MOST_PEOPLE, MOST_SESSIONS = 10_000_000, 1000


class ActivityForm(RecordForm):
    title = CleanCharField(label="活动名称", max_length=100)
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *ActivityKind.choices])
    owner = OwnerField(label="主办单位")
    held_on = StrictDateField(label="日期")
    until = StrictDateField(
        label="结束日期", required=False, help_text="当天结束的不填；连续多天的填最后一天。"
    )
    place = CleanCharField(label="地点", max_length=60)
    village = forms.ModelChoiceField(
        Village.objects.none(), label="所在村", required=False, empty_label="不在村里"
    )
    series = forms.ModelChoiceField(
        EventSeries.objects.order_by("-year", "name"),
        label="所属系列",
        required=False,
        empty_label="不属于系列活动",
    )
    sessions = StrictIntegerField(label="场次", minimum=1, maximum=MOST_SESSIONS, initial=1)
    attendance = StrictIntegerField(
        label="参加人次",
        minimum=0,
        maximum=MOST_PEOPLE,
        required=False,
        help_text="没有统计的空着，不要填 0。",
    )
    counted_by = forms.ChoiceField(
        label="人次怎么得来", choices=[("", "未统计"), *CountedBy.choices], required=False
    )
    summary = CleanCharField(label="内容和效果", max_length=1000, single_line=False, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.row if isinstance(self.row, Activity) else None
        owner = self.fields["owner"]
        assert isinstance(owner, OwnerField)
        owner.offer(self.standing, with_office=True, chosen=row.owner if row else None)
        villages = Village.objects.select_related("township").filter(is_active=True)
        chosen = Village.objects.filter(pk=row.village_id or 0) if row else Village.objects.none()
        village: Any = self.fields["village"]
        village.queryset = (villages | chosen.select_related("township")).order_by(
            "township__name", "name"
        )
        village.label_from_instance = lambda one: f"{one.township.name}{one.name}"
        series: Any = self.fields["series"]
        series.label_from_instance = lambda one: f"{one.year}年 {one.name}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        check_activity(self, cleaned, self.today)
        self._keep_to_series(cleaned)
        return cleaned

    def _keep_to_series(self, cleaned: Mapping[str, Any]) -> None:
        """A series holds activities of its own year; what is not sent stays as it is."""
        row = self.row if isinstance(self.row, Activity) else None
        stays = row is not None and not self._was_sent("series")
        series = row.series if row and stays else cleaned.get("series")
        held_on = cleaned.get("held_on")
        if series and held_on and held_on.year != series.year:
            at = "held_on" if stays else "series"
            self.add_error(at, f"“{series}”是 {series.year} 年的系列活动，与活动日期不在同一年。")


def check_activity(form: forms.Form, cleaned: Mapping[str, Any], today: date) -> None:
    """The rules that look at two fields or at the calendar; for the page and for Excel alike."""
    held_on, until = cleaned.get("held_on"), cleaned.get("until")
    if held_on and held_on > today:
        form.add_error("held_on", f"今天是 {cn_date(today)}，活动办完以后再登记。")
    if held_on and until:
        if until < held_on:
            form.add_error("until", "结束日期不能早于开始日期。")
        elif until > today:
            form.add_error("until", f"今天是 {cn_date(today)}，活动还没有结束。")
        elif until.year != held_on.year:
            form.add_error("until", "跨年的活动请按年度分成两条登记。")
    if not (form.errors.keys() & {"attendance", "counted_by"}):
        has_people, counted = cleaned.get("attendance") is not None, cleaned.get("counted_by")
        if has_people and not counted:
            form.add_error("counted_by", "填写了参加人次，请说明人次怎么得来。")
        if counted and not has_people:
            form.add_error("attendance", "选择了人次怎么得来，请填写参加人次。")
