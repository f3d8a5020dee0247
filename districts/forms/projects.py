"""Turn what was typed about projects and inspections into typed values."""

from collections.abc import Collection
from typing import Any

from django import forms

from districts.actions.areas.projects import DATED, day_fault
from districts.forms.follow_ups import FollowUpForm
from districts.forms.records import TEN_THOUSAND, QuantityForm, RecordForm, amount_of, asked_back
from districts.models import District, DistrictProject, QuantityKind, Village
from districts.workflow.areas import PROJECT_STEPS, ProjectStage, Tier
from wenming.dates import StrictDateField
from wenming.errors import DomainError
from wenming.numbers import StrictIntegerField
from wenming.text import CleanCharField

# What a township says of its work; 报完工 comes of a step.
TOLD = (ProjectStage.PLANNED, ProjectStage.BUILDING, ProjectStage.DONE)
MONEY = ("own_money", "won_money")


class ProjectForm(QuantityForm):
    """One thing built in a district."""

    year = StrictIntegerField(label="年度", minimum=2000, maximum=2100)
    title = CleanCharField(label="项目名称", max_length=60, help_text="如“硬化村内主街”。")
    own_money = CleanCharField(label="自筹资金", max_length=20, required=False)
    won_money = CleanCharField(
        label="上级资金",
        max_length=20,
        required=False,
        help_text="没有的、还不清楚的空着，不填 0。",
    )
    stage = forms.ChoiceField(label="建设状态")
    started_on = StrictDateField(label="开工日期", required=False)
    finished_on = StrictDateField(label="完工日期", required=False)
    contractor = CleanCharField(label="施工单位", max_length=60, required=False)
    note = CleanCharField(label="备注", max_length=300, required=False)
    field_order = (
        "title", "year", "kind", "amount", "own_money", "won_money", "money_unit", "is_sure",
        "stage", "started_on", "finished_on", "contractor", "note",
    )  # fmt: skip

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.row if isinstance(self.row, DistrictProject) else None
        kind: Any = self.fields["kind"]
        kind.queryset = QuantityKind.objects.filter(is_active=True, is_money=False)
        self.fields["amount"].help_text = "按种类的单位填写，单位在种类后面的括号里。"
        self.fields["money_unit"].help_text = "上面两栏资金的单位。"
        self.fields["is_sure"].label = "数量和资金核对过，确认无误"
        stages = [*TOLD, row.stage] if row else TOLD
        stage: Any = self.fields["stage"]
        stage.choices = [pair for pair in ProjectStage.choices if pair[0] in stages]
        year: Any = self.fields["year"]
        year.help_text = f"片区 {district.year} 年列入计划；跨年的项目填完工的年度。"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._read_money(cleaned)
        if cleaned.get("year") and cleaned.get("stage"):
            days = (cleaned.get("started_on"), cleaned.get("finished_on"))
            fault = day_fault(cleaned["stage"], cleaned["year"], *days, self.today)
            if fault and fault[0] not in self.errors:
                self.add_error(*fault)
        return cleaned

    def _read_money(self, cleaned: dict[str, Any]) -> None:
        """Money in 元; nothing where nothing was typed; asked back when it is far too much."""
        typed = [name for name in MONEY if cleaned.get(name)]
        money = QuantityKind.objects.filter(name=QuantityKind.MONEY).first() if typed else None
        in_ten_thousands = cleaned.get("money_unit") == TEN_THOUSAND
        for name in MONEY:
            text, cleaned[name] = cleaned.get(name), None
            if not text or money is None:
                continue
            try:
                cleaned[name] = amount_of(money, text, in_ten_thousands=in_ten_thousands)
                if money.is_implausible(cleaned[name]) and not cleaned.get("is_sure"):
                    self.fields["is_sure"].widget = forms.CheckboxInput()
                    raise DomainError(asked_back(money, cleaned[name]))
            except DomainError as refusal:
                self.add_error(name, refusal.message)


class StageForm(forms.Form):
    """What a step of the work asks for: its day where it has one, a reason where it needs one."""

    on = StrictDateField(label="日期")
    note = CleanCharField(label="退回原因", max_length=500, single_line=False)

    def __init__(self, *args: Any, verbs: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not DATED & set(verbs):
            del self.fields["on"]
        if not any(PROJECT_STEPS[verb].needs_note for verb in verbs):
            del self.fields["note"]


class InspectionForm(RecordForm):
    """What the office saw on a visit."""

    held_on = StrictDateField(label="检查日期")
    inspectors = CleanCharField(label="检查人员", max_length=100, help_text="几个人之间用顿号。")
    summary = CleanCharField(
        label="检查情况",
        max_length=2000,
        single_line=False,
        help_text="看了哪些地方、做得好的；发现的问题保存后逐条登记，交乡镇整改。",
    )
    opinion = forms.ChoiceField(
        label="梯级意见",
        choices=[("", "暂不评"), *Tier.choices],
        required=False,
        help_text="只是意见；梯级在片区页面上调整。",
    )


class FindingForm(FollowUpForm):
    """One thing found wrong; the district's township owns it."""

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["kind"], self.fields["owner"]
        self.fields["text"].label = "发现的问题和整改要求"
        self.fields["due_on"].label = "整改期限"
        village: Any = self.fields["village"]
        rows = Village.objects.filter(is_active=True, township_id=district.township_id)
        village.queryset = rows.order_by("name")
        village.label_from_instance = lambda one: one.name
