"""The year's pairings, and the ledger of contributions, from Excel."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from districts.actions.entries import new_entry_fields
from districts.actions.pairings import create_pairing, refuse_pair
from districts.forms.pairings import check_day
from districts.imports.places import known_villages
from districts.imports.quantities import read_quantity
from districts.imports.rows import NEW, ImportRow, Known, KnownField, Planned, WordField, YesNoField
from districts.imports.specs import ENTRY_RULES, Asker, ImportSpec, RowPlanner, entry_planner
from districts.models import Contribution, Leader, Pairing, QuantityKind, Unit, Village
from districts.policies.pairings import can_keep_pairings
from districts.roles import Role, Standing
from districts.workflow.pairings import MoneySource, PairingStatus
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.dates import StrictDateField
from wenming.text import CleanCharField, name_key


class PairingImportRow(ImportRow):
    required = ("unit", "village", "started_on")
    keyed_by = ("unit", "started_on")
    name = None  # type: ignore[assignment]
    unit = KnownField("单位", label="帮扶单位")
    village = KnownField("村", label="核心村")
    leader = KnownField("联系领导", label="联系领导", required=False)
    started_on = StrictDateField(label="结对日期")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        unit, village = cleaned.get("unit"), cleaned.get("village")
        if unit and village and (refusal := refuse_pair(unit, village)):
            self.add_error("village", refusal)
        return cleaned

    @property
    def key(self) -> str:
        return f"{self.cleaned_data['started_on'].year}:{self.cleaned_data['unit'].pk}"


def _known_pairs(asker: Asker) -> Mapping[str, Known]:
    leaders = Leader.objects.all()
    return {
        "unit": {row.name_key: row for row in Unit.objects.all()},
        "village": known_villages(),
        "leader": {name_key(row.name): row for row in leaders},
    }


def _pair_planner(asker: Asker) -> RowPlanner:
    stored = {
        f"{year}:{unit}": village
        for year, unit, village in Pairing.objects.values_list("year", "unit", "village")
    }
    plan = entry_planner(stored, PairingImportRow, _pair_title)

    def with_conflict(row: ImportRow) -> Planned:
        planned = plan(row)
        village = stored.get(row.key)
        if village is not None and village != row.cleaned_data["village"].pk:
            planned["problem"] = ("unit", "这个单位当年已与别的村结对，请先核对。")
        return planned

    return with_conflict


def _pair_title(row: ImportRow) -> str:
    return f"{row.cleaned_data['unit'].name}—{row.cleaned_data['village'].name}"


def _write_pairs(rows: Sequence[Planned], *, standing: Standing, by: User, at: datetime) -> None:
    """Each new pairing through the same action as the page's."""
    given = [row["values"] for row in rows if row["state"] == NEW]
    units = Unit.objects.in_bulk([values["unit"] for values in given])
    villages = Village.objects.in_bulk([values["village"] for values in given])
    leaders = Leader.objects.in_bulk([values.get("leader") for values in given])
    for values in given:
        started_on = date.fromisoformat(values["started_on"])
        create_pairing(
            year=started_on.year,
            unit=units[values["unit"]],
            village=villages[values["village"]],
            leader=leaders.get(values.get("leader")),
            started_on=started_on,
            by=by,
            at=at,
        )


class ContributionRow(ImportRow):
    """A blank unit is refused: a quantity without one says nothing."""

    required = ("unit", "kind", "amount", "measure", "given_on", "purpose")
    keyed_by = ("unit", "kind", "amount", "given_on", "purpose")
    name = None  # type: ignore[assignment]
    unit = KnownField("单位", label="帮扶单位")
    kind = KnownField("种类", label="种类")
    amount = CleanCharField(label="数量", max_length=20)
    measure = CleanCharField(label="计量单位", max_length=10)
    source = WordField(MoneySource, label="来源", required=False)
    given_on = StrictDateField(label="日期")
    purpose = CleanCharField(label="用途", max_length=100)
    is_sure: forms.Field = YesNoField(label="数量特别大时填“是”", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        read_quantity(self, cleaned)
        check_day(self, cleaned, "given_on", timezone.localdate())
        return cleaned

    @property
    def key(self) -> str:
        given = self.cleaned_data
        return key_of(
            given["unit"].pk,
            given["kind"].pk,
            str(given["amount"]),
            given["given_on"],
            given["purpose"],
        )


def key_of(unit: int, kind: int, amount: str, given_on: date, purpose: str) -> str:
    return f"{unit}:{kind}:{amount}:{given_on}:{name_key(purpose)}"


def may_import_contributions(standing: Standing) -> bool:
    return bool({Role.OFFICE, Role.UNIT} & standing.roles)


def _known_given(asker: Asker) -> Mapping[str, Known]:
    units = Unit.objects.all()
    if not asker.standing.is_office:
        units = units.filter(pk__in=asker.standing.unit_ids)
    return {
        "unit": {row.name_key: row for row in units},
        "kind": {name_key(row.name): row for row in QuantityKind.objects.filter(is_active=True)},
    }


def _given_planner(asker: Asker) -> RowPlanner:
    stored = Contribution.objects.values_list(
        "pairing__unit", "kind", "amount", "given_on", "purpose"
    )
    keys = {key_of(unit, kind, str(amount), on, why) for unit, kind, amount, on, why in stored}
    pairings = {
        (year, unit): (pk, status)
        for pk, year, unit, status in Pairing.objects.values_list("pk", "year", "unit", "status")
    }
    plan = entry_planner(keys, ContributionRow, _given_title)

    def with_pairing(row: ImportRow) -> Planned:
        planned, given = plan(row), row.cleaned_data
        year = given["given_on"].year
        pk, status = pairings.get((year, given["unit"].pk), (None, ""))
        if pk is None:
            planned["problem"] = ("unit", f"{given['unit'].name} {year} 年没有结对，请核对日期。")
        elif status != PairingStatus.ACTIVE:
            planned["problem"] = ("unit", f"{given['unit'].name} {year} 年的结对已经结束。")
        planned["values"]["pairing"] = pk
        return planned

    return with_pairing


def _given_title(row: ImportRow) -> str:
    return f"{row.cleaned_data['unit'].name} {row.cleaned_data['kind'].name}"


def _write_given(rows: Sequence[Planned], *, standing: Standing, by: User, at: datetime) -> None:
    """New entries in one statement, with one entry in the trail."""
    marks = new_entry_fields(is_office=standing.is_office, by=by, at=at)
    new = [Contribution(**_columns(row["values"]), **marks) for row in rows if row["state"] == NEW]
    Contribution.objects.bulk_create(new)
    names = [row["name"] for row in rows if row["state"] == NEW]
    record("contribution.import", on=None, by=by, at=at, after={"新增": len(new), "投入": names})


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """A planned row's JSON as columns."""
    given_on = date.fromisoformat(values["given_on"])
    return {
        "pairing_id": values["pairing"],
        "year": given_on.year,
        "kind_id": values["kind"],
        "amount": Decimal(values["amount"]),
        "source": values.get("source", MoneySource.OWN),
        "given_on": given_on,
        "purpose": values["purpose"],
    }


SPECS = (
    ImportSpec(
        code="pairings",
        label="结对",
        form=PairingImportRow,
        example=("示例：县国土资源局", "磁窑镇中李村", "", "2026-01-10"),
        rules=(*ENTRY_RULES, "一个单位一年只能与一个核心村结对，年度按结对日期算。"),
        list_view="districts:pairing-list",
        may=can_keep_pairings,
        known=_known_pairs,
        planner=_pair_planner,
        write=_write_pairs,
    ),
    ImportSpec(
        code="contributions",
        label="帮扶投入",
        form=ContributionRow,
        example=(
            "示例：县国土资源局", "水泥", 400, "吨", "本单位投入", "2026-04-12", "硬化村内道路", "",
        ),
        rules=(
            *ENTRY_RULES,
            "计量单位须与种类一致：水泥用吨，道路用米；资金可用元或万元。",
            "来源不填的按本单位投入；对上争取的另外合计。",
            "单位导入的是草稿，核对后逐条报送；县文明办导入的直接算已确认。",
        ),
        list_view="districts:contribution-list",
        may=may_import_contributions,
        known=_known_given,
        planner=_given_planner,
        write=_write_given,
    ),
)  # fmt: skip
