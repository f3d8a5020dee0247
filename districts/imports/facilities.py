"""Community culture centres and publicity boards from Excel."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from districts.actions.entries import new_entry_fields
from districts.forms.facilities import (
    FIRST_YEAR,
    LARGEST_AREA,
    MOST_BOARDS,
    check_board,
    check_centre,
)
from districts.imports.places import known_owners, owner_ids
from districts.imports.rows import (
    NEW,
    ImportRow,
    Known,
    KnownField,
    KnownListField,
    Planned,
    WordField,
    YesNoField,
)
from districts.imports.specs import ENTRY_RULES, Asker, ImportSpec, RowPlanner, entry_planner
from districts.models import (
    BoardKind,
    CentreFacility,
    CommunityCentre,
    FacilityKind,
    PublicityBoard,
    Township,
)
from districts.policies.culture import can_enter_boards, can_keep_centre
from districts.roles import Standing
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.dates import StrictDateField
from wenming.numbers import StrictDecimalField, StrictIntegerField
from wenming.text import CleanCharField, name_key


class CentreRow(ImportRow):
    required = ("township", "community", "place", "built_year")
    keyed_by = ("township", "community")
    name = None  # type: ignore[assignment]
    township = KnownField("乡镇", label="乡镇")
    community = CleanCharField(label="社区", max_length=60)
    place = CleanCharField(label="地点", max_length=60)
    built_year = StrictIntegerField(label="建成年度", minimum=FIRST_YEAR, maximum=2100)
    opened_on = StrictDateField(label="启用日期", required=False)
    area = StrictDecimalField(
        label="面积（平方米）", places=2, minimum=1, maximum=LARGEST_AREA, required=False
    )
    keeper = CleanCharField(label="管理人", max_length=30, required=False)
    kinds = KnownListField("文化设施", label="已有的设施", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        check_centre(self, cleaned, timezone.localdate())
        return cleaned

    @property
    def key(self) -> str:
        given = self.cleaned_data
        return f"{given['township'].pk}|{name_key(given['community'])}"


def _known_for_centres(asker: Asker) -> Mapping[str, Known]:
    townships = Township.objects.all()
    if not asker.standing.is_office:
        townships = townships.filter(pk__in=asker.standing.township_ids)
    return {
        "township": {row.name_key: row for row in townships},
        "kinds": {name_key(row.name): row for row in FacilityKind.objects.all()},
    }


def _centre_planner(asker: Asker) -> RowPlanner:
    stored = CommunityCentre.objects.values_list("township", "community")
    keys = (f"{township}|{name_key(community)}" for township, community in stored)
    plan = entry_planner(keys, CentreRow, lambda row: str(row.cleaned_data["community"]))

    def with_kinds(row: ImportRow) -> Planned:
        planned = plan(row)
        planned["values"]["kinds"] = [kind.pk for kind in row.cleaned_data["kinds"] or ()]
        return planned

    return with_kinds


def _write_centres(rows: Sequence[Planned], *, standing: Standing, by: User, at: datetime) -> None:
    """New centres and what they have, with one entry in the trail."""
    new = [row["values"] for row in rows if row["state"] == NEW]
    centres = [CommunityCentre(**_centre_columns(values)) for values in new]
    CommunityCentre.objects.bulk_create(centres)
    CentreFacility.objects.bulk_create(
        CentreFacility(centre=centre, kind_id=kind)
        for centre, values in zip(centres, new, strict=True)
        for kind in values["kinds"]
    )
    after = {"新增": len(centres), "中心": [str(centre) for centre in centres]}
    record("communitycentre.import", on=None, by=by, at=at, after=after)


def _centre_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    columns = {name: value for name, value in values.items() if name not in ("township", "kinds")}
    if "opened_on" in columns:
        columns["opened_on"] = date.fromisoformat(columns["opened_on"])
    if "area" in columns:
        columns["area"] = Decimal(columns["area"])
    return columns | {"township_id": values["township"]}


class BoardRow(ImportRow):
    required = ("owner", "kind", "place", "installed_on", "count")
    keyed_by = ("kind", "place", "installed_on")
    name = None  # type: ignore[assignment]
    owner = KnownField("设置单位", label="设置单位")
    kind = WordField(BoardKind, label="类别")
    place = CleanCharField(label="地点", max_length=60)
    installed_on = StrictDateField(label="安装日期")
    count = StrictIntegerField(label="数量（块）", minimum=1, maximum=MOST_BOARDS)
    money = CleanCharField(label="投入资金（元）", max_length=20, required=False)
    keeper = CleanCharField(label="管护人", max_length=30, required=False)
    summary = CleanCharField(label="内容", max_length=200, required=False)
    is_sure = YesNoField(label="核对无误", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        said = check_board(self, cleaned, timezone.localdate())
        if said:
            asked = said.partition("核对无误")[0]
            self.add_error("money", f"{asked}核对无误的，在最后一列填“是”。")
        return cleaned

    @property
    def key(self) -> str:
        given = self.cleaned_data
        return _board_key(given["kind"], given["place"], given["installed_on"])


def _board_key(kind: str, place: str, installed_on: date) -> str:
    return f"{kind}|{name_key(place)}|{installed_on}"


def _board_planner(asker: Asker) -> RowPlanner:
    stored = PublicityBoard.objects.values_list("kind", "place", "installed_on")
    plan = entry_planner(
        (_board_key(*row) for row in stored), BoardRow, lambda row: str(row.cleaned_data["place"])
    )

    def with_owner(row: ImportRow) -> Planned:
        planned = plan(row)
        planned["values"] |= owner_ids(row.cleaned_data["owner"])
        return planned

    return with_owner


def _write_boards(rows: Sequence[Planned], *, standing: Standing, by: User, at: datetime) -> None:
    """New boards in one statement, with one entry in the trail."""
    marks = new_entry_fields(is_office=standing.is_office, by=by, at=at)
    values = [row["values"] for row in rows if row["state"] == NEW]
    new = [PublicityBoard(**_board_columns(one), **marks) for one in values]
    PublicityBoard.objects.bulk_create(new)
    after = {"新增": len(new), "地点": [row.place for row in new]}
    record("publicityboard.import", on=None, by=by, at=at, after=after)


def _board_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    columns = {name: value for name, value in values.items() if name not in ("owner", "is_sure")}
    day = date.fromisoformat(columns["installed_on"])
    if "money" in columns:
        columns["money"] = Decimal(columns["money"])
    return columns | {"installed_on": day, "year": day.year}


SPECS = (
    ImportSpec(
        code="centres",
        label="文化活动中心",
        form=CentreRow,
        example=(
            "示例：宁阳镇", "城东社区", "城东路 1 号", 2020, "2020-05-01", "320", "张明",
            "图书阅览室、棋牌室",
        ),
        rules=ENTRY_RULES,
        list_view="districts:centre-list",
        may=can_keep_centre,
        known=_known_for_centres,
        planner=_centre_planner,
        write=_write_centres,
    ),
    ImportSpec(
        code="boards",
        label="宣传牌匾",
        form=BoardRow,
        example=(
            "示例：伏山镇", "宣传栏", "镇政府门前", "2026-03-12", 4, "6000", "张明", "", "",
        ),
        rules=ENTRY_RULES,
        list_view="districts:board-list",
        may=can_enter_boards,
        known=lambda asker: {"owner": known_owners(asker)},
        planner=_board_planner,
        write=_write_boards,
    ),
)  # fmt: skip
