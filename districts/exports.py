"""Workbooks of the registers, accounts and the trail: which columns, in which order."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from districts.imports import GUIDE, ROW_FORMS, headings
from districts.labels import in_words, target_labels, verb_labels
from districts.models import (
    Department,
    ImportKind,
    PasswordSlip,
    RegisterRow,
    Township,
    Unit,
    UnitAttribute,
    UnitType,
    Village,
)
from wenming.audit.models import AuditEntry
from wenming.dates import cn_date, cn_datetime
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
WIDTHS = {"单位名称": 26, "主管部门": 18, "单位属性": 24, "地址": 24, "联系电话": 16, "村名": 18}
Rows = Iterable[Sequence[object]]


def register_xlsx(kind: str, rows: Iterable[Any], today: date) -> bytes:
    """A register as a list to print; the same columns can be imported again."""
    heads = list(headings(ROW_FORMS[kind]).values())
    sheet = Sheet(
        f"{ImportKind(kind).label}名册",
        [Column("序号", 6, "center"), *map(_column, heads), Column("状态", 8, "center")],
        _numbered(_cells(row) for row in rows),
        under=f"导出日期：{cn_date(today)}",
        landscape=len(heads) > 5,
    )
    return workbook([sheet])


def template_xlsx(kind: str) -> bytes:
    """The workbook to fill in: heads, one example, and the names that may be used."""
    heads = list(headings(ROW_FORMS[kind]).values())
    label = ImportKind(kind).label
    return workbook(
        [
            Sheet(f"{label}导入", list(map(_column, heads)), [EXAMPLES[kind]], tab=label),
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


def slips_xlsx(slips: Iterable[PasswordSlip], address: str) -> bytes:
    """Initial passwords to hand out; nobody can make this list again."""
    columns = [
        Column("序号", 6, "center"),
        Column("角色", 34),
        Column("姓名", 12),
        Column("用户名", 18),
        Column("初始密码", 18),
    ]
    rows = _numbered(
        (
            "、".join(str(membership) for membership in slip.user.held),  # type: ignore[attr-defined]
            slip.user.name,
            slip.user.username,
            slip.password,
        )
        for slip in slips
    )
    return workbook([Sheet("账号清单", columns, rows, under=f"登录网址：{address}")])


def trail_xlsx(entries: Iterable[AuditEntry], *, is_cut: bool) -> bytes:
    """The trail as a list; says so where it holds only the newest entries."""
    columns = [
        Column("序号", 8, "integer"),
        Column("时间", 20, "center"),
        Column("操作人", 12),
        Column("操作", 18),
        Column("对象", 28),
        Column("对象类型", 12),
        Column("变更前", 30),
        Column("变更后", 30),
        Column("说明", 24),
    ]
    under = "只列出最近的 5000 条，请缩小日期范围后再导出其余部分" if is_cut else ""
    rows = (
        (
            entry.pk,
            cn_datetime(entry.at),
            entry.actor_name or "系统",
            verb_labels().get(entry.verb, entry.verb),
            entry.target_label,
            target_labels().get(entry.target_type, ""),
            in_words(entry.before),
            in_words(entry.after),
            entry.note,
        )
        for entry in entries
    )
    return workbook([Sheet("操作记录", columns, rows, under=under, landscape=True)])


def _cells(row: Any) -> Sequence[object]:
    """One row of a register's list, in the order of its import columns."""
    state = "在用" if row.is_active else "已停用"
    if isinstance(row, Unit):
        listed: Any = row
        contact = next(iter(listed.listed_contacts), None)
        return (
            row.name,
            row.type.name,
            row.department.name if row.department else "",
            row.township.name if row.township else "",
            "、".join(attribute.name for attribute in listed.listed_attributes),
            row.staff_count,
            row.address,
            contact.name if contact else "",
            contact.post if contact else "",
            contact.phone if contact else "",
            state,
        )
    if isinstance(row, Village):
        return (row.name, row.township.name, row.is_core, row.households, row.population, state)
    return (row.name, state)


def _numbered(rows: Rows) -> Iterator[Sequence[object]]:
    for number, row in enumerate(rows, start=1):
        yield (number, *row)


def _column(head: str) -> Column:
    kind = "integer" if head in ("职工人数", "户数", "人口") else "text"
    return Column(head, WIDTHS.get(head, 13), kind)


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
