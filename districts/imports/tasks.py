"""The year's list of public-service tasks from Excel: new drafts, to be checked and issued."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from districts.actions.tasks import TaskValues, create_task
from districts.forms.tasks import check_days
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
from districts.models import Department, Leader, ServiceTask, Township
from districts.policies.tasks import can_create_task
from districts.roles import Standing
from districts.workflow.tasks import TaskLevel
from wenming.accounts.models import User
from wenming.dates import StrictDateField
from wenming.numbers import StrictIntegerField
from wenming.text import CleanCharField, name_key


class TaskImportRow(ImportRow):
    required = ("level", "number", "title", "target", "starts_on", "due_on")
    keyed_by = ("level", "number", "starts_on")
    name = None  # type: ignore[assignment]
    level = WordField(TaskLevel, label="级别")
    township = KnownField("乡镇", label="乡镇", required=False)
    batch = StrictIntegerField(label="批次", minimum=1, maximum=99, required=False)
    number = StrictIntegerField(label="件号", minimum=1, maximum=999)
    title = CleanCharField(label="实事名称", max_length=80)
    target = CleanCharField(label="目标任务", max_length=1000, single_line=False)
    leader = KnownField("联系领导", label="责任领导", required=False)
    lead_department = KnownField("部门", label="牵头单位", required=False)
    helpers = KnownListField("部门", label="协办部门", required=False)
    starts_on = StrictDateField(label="启动日期")
    due_on = StrictDateField(label="完成时限")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        level, township = cleaned.get("level"), cleaned.get("township")
        if level == TaskLevel.TOWNSHIP and not township and "township" not in self.errors:
            self.add_error("township", "乡镇实事须填写乡镇。")
        if level == TaskLevel.COUNTY:
            if township:
                self.add_error("township", "县级实事不填乡镇。")
            if not cleaned.get("lead_department") and "lead_department" not in self.errors:
                self.add_error("lead_department", "县级实事须填写牵头单位。")
        check_days(self, cleaned)
        return cleaned

    @property
    def key(self) -> str:
        given = self.cleaned_data
        township = given.get("township")
        return key_of(
            given["starts_on"].year,
            given["level"],
            township.pk if township else None,
            given.get("batch") or 1,
            given["number"],
        )


def key_of(year: int, level: str, township: int | None, batch: int, number: int) -> str:
    """What the database holds to be one place on one list."""
    return f"{year}:{level}:{township or ''}:{batch}:{number}"


def may_import(standing: Standing) -> bool:
    return any(can_create_task(standing, level) for level in TaskLevel.values)


def _known(asker: Asker) -> Mapping[str, Known]:
    standing = asker.standing
    townships = Township.objects.filter(pk__in=standing.township_ids)
    departments = {row.name_key: row for row in Department.objects.all()}
    return {
        "township": {row.name_key: row for row in townships},
        "leader": {name_key(row.name): row for row in Leader.objects.all()},
        "lead_department": departments,
        "helpers": departments,
    }


def _planner(asker: Asker) -> RowPlanner:
    stored = ServiceTask.objects.values_list("year", "level", "township", "batch", "number")
    return entry_planner(
        (key_of(*row) for row in stored),
        TaskImportRow,
        lambda row: str(row.cleaned_data["title"]),
    )


def _write(rows: Sequence[Planned], *, standing: Standing, by: User, at: datetime) -> None:
    """Each new task through the same action as the page's."""
    for row in rows:
        if row["state"] == NEW:
            given: dict[str, Any] = row["values"]
            starts_on = date.fromisoformat(given["starts_on"])
            create_task(
                _values(given, starts_on),
                year=starts_on.year,
                level=given["level"],
                township=_row(Township, given.get("township")),
                by=by,
                at=at,
            )


def _values(given: Mapping[str, Any], starts_on: date) -> TaskValues:
    return TaskValues(
        title=given["title"],
        target=given["target"],
        batch=given.get("batch", 1),
        number=given["number"],
        starts_on=starts_on,
        due_on=date.fromisoformat(given["due_on"]),
        leader=_row(Leader, given.get("leader")),
        lead_department=_row(Department, given.get("lead_department")),
        helpers=list(Department.objects.filter(pk__in=given.get("helpers", []))),
    )


def _row(model: Any, pk: int | None) -> Any:
    return model._default_manager.get(pk=pk) if pk else None


SPEC = ImportSpec(
    code="tasks",
    label="实事",
    form=TaskImportRow,
    example=(
        "县级实事", "", 1, 1, "示例：县城增设路灯", "新装路灯300盏，年底前亮灯。", "",
        "县住建局", "县公安局、县财政局", "2026-03-01", "2026-12-20",
    ),
    rules=(
        *ENTRY_RULES,
        "县级实事由县文明办导入，乡镇实事由本乡镇导入。",
        "导入的是草稿，核对后再下达。",
    ),
    list_view="districts:task-list",
    may=may_import,
    known=_known,
    planner=_planner,
    write=_write,
)  # fmt: skip
