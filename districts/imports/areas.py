"""Districts from Excel: proposals, to be reviewed and planned."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from districts.actions.areas.proposals import propose
from districts.forms.areas import MOST_IN_TEAM
from districts.imports.places import known_villages
from districts.imports.rows import (
    NEW,
    ImportRow,
    Known,
    KnownField,
    KnownListField,
    Planned,
    WordField,
)
from districts.imports.specs import ENTRY_RULES, Asker, ImportSpec, RowPlanner, entry_planner
from districts.models import District, Leader, Township, Village
from districts.policies.areas import can_propose
from districts.roles import Standing
from districts.workflow.areas import AreaStatus, Tier
from wenming.accounts.models import User
from wenming.numbers import StrictIntegerField
from wenming.text import CleanCharField, name_key


class AreaRow(ImportRow):
    required = ("title", "township", "year", "core_village")
    keyed_by = ("title", "township")
    name = None  # type: ignore[assignment]
    township = KnownField("乡镇", label="乡镇")
    title = CleanCharField(label="片区名称", max_length=60)
    year = StrictIntegerField(label="规划年度", minimum=2000, maximum=2100)
    planned_tier = WordField(Tier, label="规划梯级", required=False)
    core_village = KnownField("村", label="核心村")
    villages = KnownListField("村", label="成员村", required=False)
    speciality = CleanCharField(label="特色经济", max_length=60, required=False)
    leader = KnownField("联系领导", label="联系领导", required=False)
    team_size = StrictIntegerField(
        label="管护队人数", minimum=0, maximum=MOST_IN_TEAM, required=False
    )
    team_leader = CleanCharField(label="管护队负责人", max_length=30, required=False)
    summary = CleanCharField(label="简介", max_length=1000, single_line=False, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        township, core = cleaned.get("township"), cleaned.get("core_village")
        if township and core:
            if core.township_id != township.pk:
                self.add_error("core_village", f"“{core}”不在{township}。")
            elif not core.is_core:
                self.add_error("core_village", f"“{core}”还没有在村登记册中标为核心村。")
            elif core.pk in self.taken and self.taken[core.pk] != self.key:
                self.add_error("core_village", f"“{core}”已是其他片区的核心村。")
        foreign = [
            str(each)
            for each in cleaned.get("villages") or ()
            if township and each.township_id != township.pk
        ]
        if foreign:
            self.add_error("villages", f"不在{township}：{'、'.join(foreign)}。")
        return cleaned

    @property
    def taken(self) -> Mapping[int, str]:
        """Core villages that lead a district → that district's key."""
        field = self.fields["core_village"]
        assert isinstance(field, KnownField)
        return field.known.taken if isinstance(field.known, CoreVillages) else {}

    @property
    def key(self) -> str:
        return key_of(self.cleaned_data["township"].pk, self.cleaned_data["title"])


class CoreVillages(dict[str, Any]):
    """Villages by name, and which of them lead a district already: id → the district's key."""

    taken: Mapping[int, str]


def key_of(township: int, name: str) -> str:
    return f"{township}:{name_key(name)}"


def _known(asker: Asker) -> Mapping[str, Known]:
    own = asker.standing
    townships = Township.objects.all()
    if not own.is_office:
        townships = townships.filter(pk__in=own.township_ids)
    villages = known_villages()
    cores = CoreVillages(villages)
    rows = _stored().values_list("core_village_id", "township_id", "name")
    cores.taken = {core: key_of(township, name) for core, township, name in rows}
    return {
        "township": {row.name_key: row for row in townships},
        "core_village": cores,
        "villages": villages,
        "leader": {name_key(row.name): row for row in Leader.objects.all()},
    }


def _stored() -> Any:
    return District.objects.exclude(status=AreaStatus.WITHDRAWN)


def _planner(asker: Asker) -> RowPlanner:
    stored = _stored().values_list("township_id", "name")
    return entry_planner(
        (key_of(*row) for row in stored), AreaRow, lambda row: str(row.cleaned_data["title"])
    )


def _write(rows: Sequence[Planned], *, standing: Standing, by: User, at: datetime) -> None:
    """Each new district through the same action as the page's."""
    for row in rows:
        if row["state"] == NEW:
            given: dict[str, Any] = dict(row["values"])
            township = Township.objects.get(pk=given.pop("township"))
            name = given.pop("title")
            values = {
                **given,
                "name": name,
                "planned_tier": given.get("planned_tier", Tier.HIGH),
                "core_village": Village.objects.get(pk=given["core_village"]),
                "villages": Village.objects.filter(pk__in=given.get("villages", [])),
                "leader": Leader.objects.filter(pk=given.get("leader", 0)).first(),
            }
            propose(values, township=township, by=by, at=at)


SPEC = ImportSpec(
    code="areas",
    label="文明片区",
    form=AreaRow,
    example=(
        "伏山镇", "示例：张堂文明片区", 2026, "高标准", "张堂村", "白马村、北伏村",
        "蔬菜制种", "", 30, "张某某", "村庄基础好，群众积极性高。",
    ),
    rules=(
        *ENTRY_RULES,
        "乡镇只能导入本乡镇的片区；核心村须先由县文明办在村登记册中标为核心村。",
        "导入的是提报，由县文明办审核后列入年度计划。",
    ),
    list_view="districts:area-list",
    may=can_propose,
    known=_known,
    planner=_planner,
    write=_write,
)  # fmt: skip
