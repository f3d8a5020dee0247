"""Nominations and moral councils from Excel."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from districts.actions.culture import create_record
from districts.actions.nominations import create_nomination
from districts.forms.campaigns import MOST_MEMBERS
from districts.imports.places import known_owners, known_villages, owner_ids
from districts.imports.rows import NEW, ImportRow, Known, KnownField, Planned
from districts.imports.specs import ENTRY_RULES, Asker, ImportSpec, RowPlanner, entry_planner
from districts.models import Campaign, MoralCouncil, Nomination, Township, Unit, Village
from districts.policies.campaigns import can_keep_councils, can_nominate
from districts.policies.fieldwork import can_enter
from districts.roles import Standing
from districts.workflow.campaigns import NOMINABLE, NominationStatus, SubjectKind
from wenming.accounts.models import User
from wenming.dates import StrictDateField
from wenming.numbers import StrictIntegerField
from wenming.text import CleanCharField, name_key


class NominationRow(ImportRow):
    """The columns of all campaigns; a campaign of units or villages needs no 对象."""

    required = ("campaign", "owner", "level", "reasons")
    keyed_by = ("campaign", "subject")
    name = None  # type: ignore[assignment]
    campaign = KnownField("创建评选", label="评选名称")
    owner = KnownField("申报单位", label="申报单位")
    subject = CleanCharField(label="对象", max_length=60)
    village = KnownField("村", label="所在村", required=False)
    level = CleanCharField(label="申报等次", max_length=30)
    reasons = CleanCharField(label="主要事迹", max_length=2000, single_line=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        campaign = cleaned.get("campaign")
        if campaign is None:
            return cleaned
        self._find_level(campaign, cleaned)
        village = cleaned.get("village")
        if campaign.needs_village and not village and "village" not in self.errors:
            self.add_error("village", f"“{campaign}”的申报要写明所在的村。")
        owner = cleaned.get("owner")
        if village and isinstance(owner, Township) and village.township_id != owner.pk:
            self.add_error("village", f"“{village}”不在{owner}。")
        if campaign.subject_kind == SubjectKind.UNIT and cleaned.get("subject"):
            self._find_unit(cleaned["subject"])
        return cleaned

    def _find_level(self, campaign: Campaign, cleaned: dict[str, Any]) -> None:
        named = {level.name: level for level in campaign.levels.all()}
        typed = cleaned.get("level")
        if typed and typed not in named:
            said = f"“{campaign}”没有等次“{typed}”，请填：{'、'.join(named)}。"
            self.add_error("level", ValidationError(said))

    def _find_unit(self, typed: str) -> None:
        field = self.fields["campaign"]
        assert isinstance(field, KnownField)
        units = field.known.units if isinstance(field.known, OpenCampaigns) else {}
        if name_key(typed) not in units:
            self.add_error("subject", f"没有登记单位“{typed}”。")

    @property
    def key(self) -> str:
        given = self.cleaned_data
        village = given.get("village")
        return key_of(given["campaign"].pk, village.pk if village else None, given["subject"])


class OpenCampaigns(dict[str, Any]):
    """Campaigns by name that may be nominated for, and the units that are registered."""

    units: Mapping[str, int]


def key_of(campaign: int, village: int | None, subject: str) -> str:
    return f"{campaign}:{village or ''}:{name_key(subject)}"


def _known(asker: Asker) -> Mapping[str, Known]:
    rows = Campaign.objects.visible_to(asker.user, asker.standing).filter(status__in=NOMINABLE)
    today = timezone.localdate()
    campaigns = OpenCampaigns(
        {
            name_key(row.name): row
            for row in rows.prefetch_related("levels").order_by("year")
            if can_nominate(asker.standing, row, today)
        }
    )
    campaigns.units = dict(Unit.objects.active().values_list("name_key", "pk"))
    return {
        "campaign": campaigns,
        "owner": known_owners(asker),
        "village": known_villages(),
    }


def _planner(asker: Asker) -> RowPlanner:
    rows = Nomination.objects.filter(campaign__status__in=NOMINABLE)
    rows = rows.exclude(status=NominationStatus.REJECTED)
    stored = rows.values_list("campaign_id", "village_id", "subject")
    plan = entry_planner(
        (key_of(*row) for row in stored),
        NominationRow,
        lambda row: str(row.cleaned_data["subject"]),
    )

    def with_owner(row: ImportRow) -> Planned:
        planned = plan(row)
        planned["values"] |= owner_ids(row.cleaned_data["owner"])
        return planned

    return with_owner


def _write(rows: Sequence[Planned], *, standing: Standing, by: User, at: datetime) -> None:
    """Each new nomination through the same action as the page's."""
    campaigns = Campaign.objects.in_bulk({row["values"]["campaign"] for row in rows})
    for row in rows:
        if row["state"] == NEW:
            given: dict[str, Any] = dict(row["values"])
            campaign = campaigns[given.pop("campaign")]
            create_nomination(campaign, _columns(campaign, given), by=by, at=at)


def _columns(campaign: Campaign, given: dict[str, Any]) -> dict[str, Any]:
    """A planned row's JSON as columns."""
    owners = {name: given[name] for name in ("township_id", "department_id", "unit_id")}
    columns = {
        **owners,
        "subject": given["subject"],
        "reasons": given["reasons"],
        "level": campaign.levels.get(name=given["level"]),
        "village": Village.objects.filter(pk=given.get("village", 0)).first(),
    }
    if campaign.subject_kind == SubjectKind.UNIT:
        columns["subject_unit"] = Unit.objects.get(name_key=name_key(given["subject"]))
    return columns


class CouncilRow(ImportRow):
    required = ("village", "founded_on", "chair", "members")
    keyed_by = ("village",)
    name = None  # type: ignore[assignment]
    village = KnownField("村", label="村")
    founded_on = StrictDateField(label="成立日期")
    chair = CleanCharField(label="会长", max_length=30)
    members = StrictIntegerField(label="成员人数", minimum=1, maximum=MOST_MEMBERS)
    meetings = StrictIntegerField(label="每年评议次数", minimum=0, maximum=365, required=False)
    rules = CleanCharField(label="章程和做法", max_length=1000, single_line=False, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("founded_on") and cleaned["founded_on"] > timezone.localdate():
            self.add_error("founded_on", "成立日期不能晚于今天。")
        return cleaned

    @property
    def key(self) -> str:
        return str(self.cleaned_data["village"].pk)


def _known_villages(asker: Asker) -> Mapping[str, Known]:
    """The villages that this person keeps."""
    own = asker.standing
    rows = {
        name: row
        for name, row in known_villages().items()
        if own.is_office or row.township_id in own.township_ids
    }
    return {"village": rows}


def _council_planner(asker: Asker) -> RowPlanner:
    stored = MoralCouncil.objects.values_list("village_id", flat=True)
    return entry_planner(
        map(str, stored), CouncilRow, lambda row: f"{row.cleaned_data['village']}道德评议会"
    )


def _write_councils(rows: Sequence[Planned], *, standing: Standing, by: User, at: datetime) -> None:
    villages = Village.objects.in_bulk([row["values"]["village"] for row in rows])
    for row in rows:
        if row["state"] == NEW:
            given: dict[str, Any] = dict(row["values"])
            given["village"] = villages[given["village"]]
            given["founded_on"] = date.fromisoformat(given["founded_on"])
            create_record(MoralCouncil, given, may=can_keep_councils, by=by, at=at)


NOMINATIONS = ImportSpec(
    code="nominations",
    label="创建评选申报",
    form=NominationRow,
    example=(
        "十星级文明户", "伏山镇", "示例：张某某", "张堂村", "十星级",
        "孝老爱亲，庭院整洁，带动邻里。",
    ),
    rules=(
        *ENTRY_RULES,
        "评选名称、申报等次照创建评选页面上的写；评选单位的，对象填已登记的单位名称。",
        "导入的是草稿，核对后逐项申报；主办单位导入的直接进入评议。不要填写身份证号码。",
    ),
    list_view="districts:campaign-list",
    may=can_enter,
    known=_known,
    planner=_planner,
    write=_write,
)  # fmt: skip
COUNCILS = ImportSpec(
    code="councils",
    label="道德评议会",
    form=CouncilRow,
    example=("示例：伏山镇张堂村", "2020-04-12", "张某某", 11, 12, "每月评议一次，结果张榜公布。"),
    rules=ENTRY_RULES,
    list_view="districts:council-list",
    may=can_keep_councils,
    known=_known_villages,
    planner=_council_planner,
    write=_write_councils,
)
SPECS = (NOMINATIONS, COUNCILS)
