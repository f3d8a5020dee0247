"""Turn what was typed about campaigns into typed values; nothing is written here."""

import re
from typing import Any

from django import forms

from districts.actions.campaigns import LevelLine, level_lines
from districts.forms.records import OwnerField, RecordForm, require_in_year
from districts.models import (
    OFFICE_NAME,
    Activity,
    Campaign,
    CampaignLevel,
    Department,
    MoralCouncil,
    Nomination,
    Unit,
    Village,
)
from districts.policies.campaigns import keeps
from districts.workflow.campaigns import CampaignStatus, ReviewedBy, SubjectKind
from wenming.dates import StrictDateField, cn_date
from wenming.numbers import StrictIntegerField
from wenming.text import CleanCharField

MOST_LEVELS, MOST_MEMBERS = 20, 200
# What may still change once nominations come in.
LATER = ("version", "closes_on", "notice_days", "terms")
# How the subject is called on the form.
SUBJECTS = {
    SubjectKind.HOUSEHOLD: "户主姓名",
    SubjectKind.PERSON: "姓名",
    SubjectKind.COMMUNITY: "社区名称",
    SubjectKind.SHOP: "商户名称",
    SubjectKind.PLACE: "场所名称",
}


class LevelsField(CleanCharField):
    """One level a line, the highest first; a number at the end is its quota."""

    def clean(self, value: Any) -> Any:
        lines = [_level(line) for line in super().clean(value).splitlines() if line.strip()]
        names = [line.name for line in lines]
        if len(names) > MOST_LEVELS:
            raise forms.ValidationError(f"等次最多 {MOST_LEVELS} 个。")
        if len(set(names)) < len(names):
            raise forms.ValidationError("等次的名称不能重复。")
        long = next((name for name in names if len(name) > 30), "")
        if long:
            raise forms.ValidationError(f"等次名称不能超过 30 个字：“{long[:12]}…”。")
        return lines


def _level(line: str) -> LevelLine:
    found = re.fullmatch(r"(.*\S)\s+(\d{1,5})\s*个?", line.strip(), re.ASCII)
    if found is None:
        return LevelLine(line.strip())
    return LevelLine(found.group(1), int(found.group(2)))


class CampaignForm(RecordForm):
    """A campaign as data: whom it honours, in which levels, who reviews, until when."""

    besides = RecordForm.besides | {"levels"}
    name = CleanCharField(label="名称", max_length=60, help_text="如“十星级文明户”。")
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label="主办单位",
        required=False,
        empty_label=OFFICE_NAME,
        help_text="不选部门的，由县文明办主办。",
    )
    subject_kind = forms.ChoiceField(label="评选对象", choices=SubjectKind.choices)
    levels = LevelsField(
        label="等次",
        max_length=1000,
        single_line=False,
        help_text="一行一个，高的在前；有名额的写在后面，隔一个空格，如“十星级 20”。",
    )
    reviewed_by = forms.ChoiceField(
        label="谁来评议",
        choices=ReviewedBy.choices,
        help_text="村道德评议会评议的，由乡镇填写表决结果，过全体成员半数才通过。",
    )
    opens_on = StrictDateField(label="申报开始")
    closes_on = StrictDateField(label="申报截止")
    notice_days = StrictIntegerField(label="公示天数", minimum=1, maximum=60, initial=5)
    valid_years = StrictIntegerField(
        label="有效期（年）",
        minimum=1,
        maximum=20,
        required=False,
        help_text="空着表示长期有效。",
    )
    terms = CleanCharField(
        label="评选条件和办法", max_length=2000, single_line=False, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments: Any = self.fields["department"]
        departments.queryset = Department.objects.active().order_by("name")
        if not self.standing.is_office:
            own = Department.objects.filter(pk__in=self.standing.department_ids)
            departments.queryset, departments.required = own, True
            departments.empty_label, departments.help_text = None, ""
        if isinstance(self.row, Campaign) and self.row.status != CampaignStatus.PREPARING:
            for name in [name for name in self.fields if name not in LATER]:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        row = self.row if isinstance(self.row, Campaign) else None
        opens_on = cleaned.get("opens_on") or (row.opens_on if row else None)
        closes_on = cleaned.get("closes_on")
        if opens_on and closes_on and closes_on < opens_on:
            self.add_error("closes_on", f"申报截止不能早于申报开始 {cn_date(opens_on)}。")
        elif opens_on:
            require_in_year(self, cleaned, "closes_on", opens_on.year)
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """With the year, which follows the first day."""
        values = super().values
        if "opens_on" in values:
            values["year"] = values["opens_on"].year
        return values

    @property
    def lines(self) -> list[LevelLine] | None:
        """The levels, where they may be changed."""
        found: list[LevelLine] | None = self.cleaned_data.get("levels")
        return found


def levels_in_text(row: Campaign) -> str:
    """As the form shows them again."""
    lines = (f"{line.name} {line.quota}" if line.quota else line.name for line in level_lines(row))
    return "\n".join(lines)


class NominationForm(RecordForm):
    """One subject of a campaign; which fields there are follows the campaign's kind."""

    owner = OwnerField(label="申报单位")
    subject = CleanCharField(label="名称", max_length=60)
    subject_unit = forms.ModelChoiceField(
        Unit.objects.none(), label="参评单位", empty_label="请选择"
    )
    village = forms.ModelChoiceField(Village.objects.none(), label="所在村", empty_label="请选择")
    level = forms.ModelChoiceField(CampaignLevel.objects.none(), label="申报等次", empty_label=None)
    reasons = CleanCharField(
        label="主要事迹",
        max_length=2000,
        single_line=False,
        help_text="对照条件写具体事例。不要填写身份证号码。",
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        row = self.row if isinstance(self.row, Nomination) else None
        owner = self.fields["owner"]
        assert isinstance(owner, OwnerField)
        owner.offer(
            self.standing,
            with_office=keeps(self.standing, campaign),
            chosen=row.owner if row else None,
        )
        level: Any = self.fields["level"]
        level.queryset = campaign.levels.all()
        self._offer_units()
        self._offer_villages()
        if campaign.subject_kind in SUBJECTS:
            self.fields["subject"].label = SUBJECTS[SubjectKind(campaign.subject_kind)]
        else:
            del self.fields["subject"]

    def _offer_units(self) -> None:
        if self.campaign.subject_kind != SubjectKind.UNIT:
            del self.fields["subject_unit"]
            return
        field: Any = self.fields["subject_unit"]
        rows = Unit.objects.active()
        if not keeps(self.standing, self.campaign):
            own = Unit.objects.filter(pk__in=self.standing.unit_ids)
            near = Unit.objects.filter(township__in=self.standing.township_ids)
            led = Unit.objects.filter(department__in=self.standing.department_ids)
            rows = rows & (own | near | led)
        field.queryset = rows.order_by("name")

    def _offer_villages(self) -> None:
        places = self.standing.township_ids
        is_keeper = keeps(self.standing, self.campaign)
        if not self.campaign.needs_village and not (places or is_keeper):
            del self.fields["village"]
            return
        field: Any = self.fields["village"]
        rows = Village.objects.active().select_related("township")
        rows = rows if is_keeper else rows.filter(township__in=places)
        field.queryset = rows.order_by("township__name", "name")
        field.label_from_instance = lambda one: f"{one.township.name}{one.name}"
        if not self.campaign.needs_village:
            field.required, field.empty_label = False, "不在村里"
        if self.campaign.subject_kind == SubjectKind.VILLAGE:
            field.label = "参评的村"


class VoteForm(forms.Form):
    """How the village's moral council voted."""

    on = StrictDateField(label="评议日期")
    members = StrictIntegerField(
        label="评议会全体成员", minimum=1, maximum=MOST_MEMBERS, help_text="包括没有到会的成员。"
    )
    votes_for = StrictIntegerField(label="同意", minimum=0, maximum=MOST_MEMBERS)
    votes_against = StrictIntegerField(label="不同意", minimum=0, maximum=MOST_MEMBERS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            members, cast = cleaned["members"], cleaned["votes_for"] + cleaned["votes_against"]
            if cast > members:
                said = f"共 {cast} 票，多于评议会人数 {members}，请核对。"
                self.add_error("votes_for", said)
        return cleaned


class JudgeNominationForm(forms.Form):
    """The organiser's opinion."""

    on = StrictDateField(label="评审日期")
    passes = forms.TypedChoiceField(
        label="评审结论",
        choices=[("yes", "通过"), ("no", "不通过")],
        coerce=lambda value: value == "yes",
        initial="yes",
    )
    opinion = CleanCharField(label="评审意见", max_length=500, single_line=False)


class NoticeForm(forms.Form):
    starts_on = StrictDateField(label="公示开始日期")


class PublishForm(forms.Form):
    awarded_on = StrictDateField(label="公布日期")
    document_number = CleanCharField(
        label="决定文号", max_length=60, required=False, help_text="如“宁文明办〔2026〕8号”。"
    )


class ActivityLinkForm(forms.Form):
    """An activity that the campaign counts as its own."""

    activity = forms.ModelChoiceField(
        Activity.objects.none(), label="活动", empty_label="请选择已确认的活动"
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["activity"]
        used = Activity.objects.used_by(campaign).values("pk")
        rows = Activity.objects.confirmed().filter(year=campaign.year).exclude(pk__in=used)
        field.queryset = rows.order_by("-held_on", "-pk")
        field.label_from_instance = lambda one: f"{cn_date(one.held_on)} {one.title}"


class CouncilForm(RecordForm):
    """A village's moral council."""

    village = forms.ModelChoiceField(Village.objects.none(), label="村", empty_label="请选择")
    founded_on = StrictDateField(label="成立日期")
    chair = CleanCharField(label="会长", max_length=30)
    members = StrictIntegerField(label="成员人数", minimum=1, maximum=MOST_MEMBERS)
    meetings = StrictIntegerField(label="每年评议次数", minimum=0, maximum=365, required=False)
    rules = CleanCharField(label="章程和做法", max_length=1000, single_line=False, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.row is not None:
            del self.fields["village"]
            return
        field: Any = self.fields["village"]
        rows = Village.objects.active().filter(council=None).select_related("township")
        if not self.standing.is_office:
            rows = rows.filter(township__in=self.standing.township_ids)
        field.queryset = rows.order_by("township__name", "name")
        field.label_from_instance = lambda one: f"{one.township.name}{one.name}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        require_past(self, cleaned, "founded_on")
        return cleaned


def require_past(form: Any, cleaned: dict[str, Any], name: str) -> None:
    """An error at the field when the day has not come yet."""
    if cleaned.get(name) and cleaned[name] > form.today:
        form.add_error(name, f"日期不能晚于今天（{cn_date(form.today)}）。")


def first_votes(row: Nomination) -> dict[str, Any]:
    """What the vote's form shows first: the council's own number of members."""
    council = MoralCouncil.objects.filter(village=row.village_id).first()
    return {"members": council.members} if council else {}
