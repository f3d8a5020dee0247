"""What goes with an import: the workbook to fill in, and the list of what is wrong."""

from collections.abc import Iterable, Sequence

from districts.exports.registers import as_column
from districts.imports import GUIDE, ROW_FORMS, headings
from districts.models import (
    Department,
    ImportKind,
    RegisterRow,
    Township,
    Unit,
    UnitAttribute,
    UnitType,
)
from wenming.xlsx import Column, Sheet, workbook

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
    ImportKind.ACCOUNTS: ("示例：县国土资源局", "王敏", "13800000000", "wangmin"),
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
ACCOUNT_RULES = (
    "带“示例”的一行不会导入，可以删除。",
    "一行建立一个填报账号；这位填报人已有该单位账号的，不再建立。",
    "用户名可以留空，由系统按单位名称的拼音首字母生成。",
    "初始密码由系统生成，导入后可以打印账号单，只显示一次。",
)


def template_xlsx(kind: str) -> bytes:
    """The workbook to fill in: heads, one example, and the names that may be used."""
    heads = list(headings(ROW_FORMS[kind]).values())
    label = ImportKind(kind).label
    return workbook(
        [
            Sheet(f"{label}导入", list(map(as_column, heads)), [EXAMPLES[kind]], tab=label),
            _guide(kind),
        ]
    )


def errors_xlsx(filename: str, errors: Iterable[Sequence[object]]) -> bytes:
    """Every fault of an upload, in the order of its rows."""
    columns = [
        Column("工作表", 14),
        Column("Excel 行号", 11, "integer"),
        Column("列", 14),
        Column("问题和改法", 60),
    ]
    return workbook([Sheet("导入问题清单", columns, errors, under=f"文件：{filename}")])


def _guide(kind: str) -> Sheet:
    """How to fill in the template, and which names there are."""
    rules = ACCOUNT_RULES if kind == ImportKind.ACCOUNTS else RULES
    names: dict[str, Iterable[str]] = {}
    if kind == ImportKind.UNITS:
        names["单位类型"] = UnitType.objects.values_list("name", flat=True)
        names["单位属性"] = UnitAttribute.objects.values_list("name", flat=True)
        names["主管部门"] = _active_names(Department)
    if kind in (ImportKind.UNITS, ImportKind.VILLAGES):
        names["乡镇"] = _active_names(Township)
    if kind == ImportKind.ACCOUNTS:
        names["单位名称"] = _active_names(Unit)
    rows = [("说明", rule) for rule in rules]
    rows += [(head, name) for head, known in names.items() for name in known]
    return Sheet(GUIDE, [Column("项目", 14, merges=True), Column("内容", 60)], rows)


def _active_names(model: type[RegisterRow]) -> Iterable[str]:
    active = model._default_manager.filter(is_active=True)
    return active.order_by("name").values_list("name", flat=True)
