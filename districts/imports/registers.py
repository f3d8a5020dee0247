"""The registers from Excel, as import specs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from districts.imports.register_rows import plan_row, stored_rows, write_rows
from districts.imports.rows import ROW_FORMS, Known, headings, known_rows
from districts.imports.specs import Asker, ImportSpec, RowPlanner
from districts.models import ImportKind
from districts.policies import can_edit_registers
from districts.roles import Standing
from wenming.accounts.models import User

EXAMPLES: dict[str, Sequence[object]] = {
    ImportKind.UNITS: (
        "示例：县国土资源局",
        "文明机关",
        "县国土资源局",
        "",
        "有窗口、有庭院",
        86,
        "金阳路 1 号",
        "王敏",
        "办公室主任",
        "0538-5621234",
    ),
    ImportKind.VILLAGES: ("示例：张堂村", "伏山镇", "是", 320, 1180),
    ImportKind.TOWNSHIPS: ("示例：伏山镇",),
    ImportKind.DEPARTMENTS: ("示例：县教育局",),
    ImportKind.LEADERS: ("示例：刘建国", "县委副书记"),
}
RULES = (
    "带“示例”的一行不会导入，可以删除。",
    "名称已登记的行按新内容修改；未登记的行新增。",
    "留空的格子表示不改，不会清除已有内容。",
    "单位类型、乡镇、部门、属性只能填已登记的名称，见下表。",
    "多个属性之间用顿号“、”分开。",
    "电话一列请先把单元格格式设为“文本”，以免 Excel 改动数字。",
    "有一行不对，全部都不导入；系统会一次列出所有问题。",
)
LISTS = {
    ImportKind.UNITS: "districts:unit-list",
    ImportKind.VILLAGES: "districts:village-list",
    ImportKind.TOWNSHIPS: "districts:township-list",
    ImportKind.DEPARTMENTS: "districts:department-list",
    ImportKind.LEADERS: "districts:leader-list",
}


def _spec(kind: ImportKind) -> ImportSpec:
    return ImportSpec(
        code=kind.value,
        label=str(kind.label),
        form=ROW_FORMS[kind],
        example=EXAMPLES[kind],
        rules=RULES,
        list_view=LISTS[kind],
        may=can_edit_registers,
        known=partial(_known, kind),
        planner=partial(_planner, kind),
        write=partial(_write, kind),
    )


def _known(kind: ImportKind, asker: Asker) -> Mapping[str, Known]:
    return known_rows(ROW_FORMS[kind])


def _planner(kind: ImportKind, asker: Asker) -> RowPlanner:
    """What a row is compared with is loaded here, once."""
    stored, heads = stored_rows(kind), headings(ROW_FORMS[kind])
    return lambda row: plan_row(row, stored, heads)


def _write(kind: ImportKind, rows: Any, *, standing: Standing, by: User, at: datetime) -> None:
    write_rows(kind, rows, by=by, at=at)


SPECS = tuple(_spec(kind) for kind in LISTS)
