"""The ledger of public-service tasks, laid out as the office keeps it."""

from collections.abc import Iterable, Sequence

from districts.exports.rows import numbered
from districts.results.tasks.lists import TaskRow
from wenming.xlsx import Column, Sheet, workbook

COLUMNS = (
    Column("序号", 6, "center"),
    Column("级别", 10),
    Column("乡镇", 12),
    Column("批次", 6, "center"),
    Column("件号", 6, "center"),
    Column("实事名称", 26),
    Column("目标任务", 40),
    Column("责任领导", 14),
    Column("牵头单位", 16),
    Column("协办部门", 20),
    Column("启动日期", 15, "date"),
    Column("完成时限", 15, "date"),
    Column("进度（%）", 9, "integer"),
    Column("状态", 10, "center"),
    Column("进展情况", 10, "center"),
    Column("说明", 18),
    Column("通过验收", 15, "date"),
)


def task_ledger(year: int, rows: Iterable[TaskRow]) -> bytes:
    """The year's tasks, one line each, with a line to sign under it."""
    sheet = Sheet(
        f"{year}年为民办实事台账",
        list(COLUMNS),
        numbered(task_cells(row) for row in rows),
        under="单位：县文明办",
        signatures=["填表人：　　　　　审核人：　　　　　日期：　　　　　"],
        landscape=True,
        tab="实事台账",
    )
    return workbook([sheet])


def task_cells(row: TaskRow) -> Sequence[object]:
    task = row.task
    return (
        task.get_level_display(),
        task.township.name if task.township else "",
        task.batch,
        task.number,
        task.title,
        task.target,
        task.leader.with_post if task.leader else "",
        task.in_charge,
        "、".join(each.name for each in task.helpers.all()),
        task.starts_on,
        task.due_on,
        task.percent,
        task.get_status_display(),
        row.light.word,
        row.why,
        task.accepted_on,
    )
