"""Projects of the districts from Excel: a township's are drafts, the office's are confirmed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from districts.actions.areas.projects import create_project, day_fault
from districts.forms.records import MOST
from districts.imports.quantities import read_quantity
from districts.imports.rows import (
    NEW,
    ImportRow,
    Known,
    KnownField,
    Planned,
    WordField,
    YesNoField,
)
from districts.imports.specs import ENTRY_RULES, Asker, ImportSpec, RowPlanner, entry_planner
from districts.models import District, DistrictProject, QuantityKind
from districts.policies.areas import can_enter_projects
from districts.roles import Standing
from districts.workflow.areas import ProjectStage
from wenming.accounts.models import User
from wenming.dates import StrictDateField
from wenming.numbers import StrictDecimalField, StrictIntegerField
from wenming.text import CleanCharField, name_key


class ProjectRow(ImportRow):
    """Money is in 元 here; a quantity or money far too large needs a “是”."""

    required = ("district", "year", "title", "kind", "amount", "measure")
    keyed_by = ("district", "year", "title", "kind")
    name = None  # type: ignore[assignment]
    district = KnownField("片区", label="片区")
    year = StrictIntegerField(label="年度", minimum=2000, maximum=2100)
    title = CleanCharField(label="项目名称", max_length=60)
    kind = KnownField("种类", label="种类")
    amount = CleanCharField(label="数量", max_length=20)
    measure = CleanCharField(label="计量单位", max_length=10)
    own_money = StrictDecimalField(
        label="自筹资金（元）", places=2, minimum=0, maximum=MOST, required=False
    )
    won_money = StrictDecimalField(
        label="上级资金（元）", places=2, minimum=0, maximum=MOST, required=False
    )
    stage = WordField(ProjectStage, label="建设状态", required=False)
    started_on = StrictDateField(label="开工日期", required=False)
    finished_on = StrictDateField(label="完工日期", required=False)
    contractor = CleanCharField(label="施工单位", max_length=60, required=False)
    note = CleanCharField(label="备注", max_length=300, required=False)
    is_sure: forms.Field = YesNoField(label="数量特别大时填“是”", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        read_quantity(self, cleaned)
        district, year = cleaned.get("district"), cleaned.get("year")
        if district and year:
            if year < district.year:
                self.add_error("year", f"{district} {district.year} 年才列入计划。")
            days = (cleaned.get("started_on"), cleaned.get("finished_on"))
            stage = cleaned.get("stage") or ProjectStage.PLANNED
            fault = day_fault(stage, year, *days, timezone.localdate())
            if fault:
                self.add_error(*fault)
        return cleaned

    @property
    def key(self) -> str:
        given = self.cleaned_data
        return key_of(given["district"].pk, given["kind"].pk, given["year"], given["title"])


def key_of(district: int, kind: int, year: int, title: str) -> str:
    return f"{district}:{kind}:{year}:{name_key(title)}"


def _known(asker: Asker) -> Mapping[str, Known]:
    """Districts by name; where two share one, with the township's name before it."""
    areas = District.objects.visible_to(asker.user, asker.standing).planned()
    if not asker.standing.is_office:
        areas = areas.filter(township_id__in=asker.standing.township_ids)
    named: dict[str, Any] = {}
    shared: set[str] = set()
    for area in areas.select_related("township"):
        key = name_key(area.name)
        shared |= {key} & named.keys()
        named |= {key: area, name_key(f"{area.township.name}{area.name}"): area}
    kinds = QuantityKind.objects.filter(is_active=True, is_money=False)
    return {
        "district": {key: area for key, area in named.items() if key not in shared},
        "kind": {name_key(row.name): row for row in kinds},
    }


def _planner(asker: Asker) -> RowPlanner:
    stored = DistrictProject.objects.values_list("district", "kind", "year", "title")
    keys = {key_of(*row) for row in stored}
    return entry_planner(keys, ProjectRow, lambda row: str(row.cleaned_data["title"]))


def _write(rows: Sequence[Planned], *, standing: Standing, by: User, at: datetime) -> None:
    """Each new project through the same action as the page's."""
    new = [row["values"] for row in rows if row["state"] == NEW]
    areas = District.objects.in_bulk({values["district"] for values in new})
    kinds = QuantityKind.objects.in_bulk({values["kind"] for values in new})
    for values in new:
        create_project(areas[values["district"]], _columns(values, kinds), by=by, at=at)


def _columns(values: Mapping[str, Any], kinds: Mapping[int, QuantityKind]) -> dict[str, Any]:
    """A planned row's JSON as columns."""
    columns: dict[str, Any] = {
        name: values[name] for name in ("title", "contractor", "note") if name in values
    }
    for name in ("own_money", "won_money"):
        if name in values:
            columns[name] = Decimal(values[name])
    for name in ("started_on", "finished_on"):
        columns[name] = date.fromisoformat(values[name]) if name in values else None
    return columns | {
        "year": values["year"],
        "kind": kinds[values["kind"]],
        "amount": Decimal(values["amount"]),
        "stage": values.get("stage", ProjectStage.PLANNED),
    }


SPEC = ImportSpec(
    code="projects",
    label="片区建设项目",
    form=ProjectRow,
    example=(
        "张堂文明片区", 2026, "示例：硬化村内主街", "硬化道路", 1200, "米", 80000, 120000,
        "完工", "2026-03-10", "2026-06-20", "县路桥公司", "", "",
    ),
    rules=(
        *ENTRY_RULES,
        "片区须已列入年度计划；两个乡镇有同名片区的，片区名称前写上乡镇。",
        "计量单位须与种类一致：硬化道路用米，机井用眼；资金一律用元，没有的空着。",
        "建设状态填计划、在建或完工，不填的按计划；在建的填开工日期，完工的还要填完工日期。",
        "乡镇导入的是草稿，核对后逐条报送；县文明办导入的直接算已确认。",
    ),
    list_view="districts:project-list",
    may=can_enter_projects,
    known=_known,
    planner=_planner,
    write=_write,
)  # fmt: skip
