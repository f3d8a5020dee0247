"""荣誉称号 from Excel."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from districts.imports.rows import NEW, ImportRow, Known, KnownField, Planned, WordField
from districts.imports.specs import ENTRY_RULES, Asker, ImportSpec, RowPlanner, entry_planner
from districts.models import Honour, HonourLevel, Unit
from districts.policies import can_edit_registers
from districts.roles import Standing
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.dates import StrictDateField
from wenming.text import CleanCharField


class HonourImportRow(ImportRow):
    required = ("unit", "title", "level", "awarded_on")
    keyed_by = ("unit", "title", "awarded_on")
    name = None  # type: ignore[assignment]
    unit = KnownField("单位", label="单位")
    title = CleanCharField(label="称号", max_length=60)
    level = WordField(HonourLevel, label="级别")
    awarded_on = StrictDateField(label="授予日期")
    valid_until = StrictDateField(label="有效期至", required=False)
    document_number = CleanCharField(label="文号", max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        awarded, until = cleaned.get("awarded_on"), cleaned.get("valid_until")
        if awarded and until and until < awarded:
            self.add_error("valid_until", "有效期不能早于授予日期。")
        return cleaned

    @property
    def key(self) -> str:
        given = self.cleaned_data
        return key_of(given["unit"].pk, given["title"], given["awarded_on"])


def key_of(unit: int, title: str, awarded_on: date) -> str:
    return f"{unit}|{title}|{awarded_on}"


def _known(asker: Asker) -> Mapping[str, Known]:
    units = Unit.objects.visible_to(asker.user, asker.standing)
    return {"unit": {row.name_key: row for row in units}}


def _planner(asker: Asker) -> RowPlanner:
    stored = Honour.objects.values_list("unit", "title", "awarded_on")
    return entry_planner((key_of(*row) for row in stored), HonourImportRow, _named)


def _named(row: ImportRow) -> str:
    return f"{row.cleaned_data['unit']} {row.cleaned_data['title']}"


def _write(rows: Sequence[Planned], *, standing: Standing, by: User, at: datetime) -> None:
    """New titles in one statement, with one entry in the trail."""
    new = [row for row in rows if row["state"] == NEW]
    Honour.objects.bulk_create(
        Honour(recorded_by=by, updated_at=at, **_columns(row["values"])) for row in new
    )
    names = [row["name"] for row in new]
    record("honour.import", on=None, by=by, at=at, after={"新增": len(new), "称号": names})


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """A planned row's JSON as columns."""
    columns = {name: value for name, value in values.items() if name != "unit"}
    for name in ("awarded_on", "valid_until"):
        if name in columns:
            columns[name] = date.fromisoformat(columns[name])
    return columns | {"unit_id": values["unit"]}


SPEC = ImportSpec(
    code="honours",
    label="荣誉称号",
    form=HonourImportRow,
    example=("示例：县水泥厂", "县级文明单位", "县", "2026-03-12", "2029-03-11", "〔2026〕3 号"),
    rules=ENTRY_RULES,
    list_view="districts:honour-list",
    may=can_edit_registers,
    known=_known,
    planner=_planner,
    write=_write,
)
