"""Turn what was typed about districts into typed values; nothing is written here."""

from typing import Any

from django import forms

from districts.forms.records import RecordForm
from districts.models import District, Leader, Township, Village
from districts.workflow.areas import AreaStatus, Tier
from wenming.dates import StrictDateField
from wenming.numbers import StrictIntegerField
from wenming.text import CleanCharField

NO_CORE = (
    "请选择核心村，没有核心村不能提报片区。名单里没有的村，请县文明办先在村登记册中标为核心村。"
)
MOST_IN_TEAM = 5000


class AreaForm(RecordForm):
    """A district of one township, whose villages are offered."""

    name = CleanCharField(label="片区名称", max_length=60, help_text="如“张堂文明片区”。")
    year = StrictIntegerField(label="规划年度", minimum=2000, maximum=2100)
    planned_tier = forms.ChoiceField(label="规划梯级", choices=Tier.choices, initial=Tier.HIGH)
    core_village = forms.ModelChoiceField(
        Village.objects.none(),
        label="核心村",
        empty_label="请选择",
        error_messages={"required": NO_CORE},
    )
    villages = forms.ModelMultipleChoiceField(
        Village.objects.none(),
        label="成员村",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="核心村带动的村；核心村本身不用勾选。",
    )
    speciality = CleanCharField(
        label="特色经济", max_length=60, required=False, help_text="如“蔬菜制种”。"
    )
    leader = forms.ModelChoiceField(
        Leader.objects.none(), label="联系领导", required=False, empty_label="未指定"
    )
    team_size = StrictIntegerField(
        label="管护队人数", minimum=0, maximum=MOST_IN_TEAM, required=False
    )
    team_leader = CleanCharField(label="管护队负责人", max_length=30, required=False)
    summary = CleanCharField(
        label="简介",
        max_length=1000,
        single_line=False,
        required=False,
        help_text="基础条件、创建打算、主要做法。",
    )

    def __init__(self, *args: Any, township: Township, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.row if isinstance(self.row, District) else None
        self.township = township
        villages = Village.objects.filter(township=township)
        in_use = villages.filter(is_active=True)
        core: Any = self.fields["core_village"]
        core.queryset = (
            in_use.filter(is_core=True) | villages.filter(pk=row.core_village_id if row else 0)
        ).order_by("name")
        members: Any = self.fields["villages"]
        members.queryset = in_use.order_by("name")
        leaders: Any = self.fields["leader"]
        leaders.queryset = Leader.objects.active().order_by("name")
        if row is not None and row.status == AreaStatus.PLANNED:
            del self.fields["year"], self.fields["planned_tier"]


class TierForm(forms.Form):
    """From which day a district stands on another tier."""

    tier = forms.ChoiceField(label="调整为", choices=Tier.choices)
    on = StrictDateField(label="日期")
    reason = CleanCharField(label="评定依据", max_length=200)
