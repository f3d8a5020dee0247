"""Rubric workbooks for tests, made cell by cell with openpyxl and never by the code under test."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

HEADS = {
    "说明": "项目 内容",
    "细则": "编号 名称 标准 分值 给分方式 参数 权重 考核方式 评分主体 适用条件 免评条件"
    " 佐证要求 填报窗口",
    "加分": "编号 名称 分值 给分方式 参数 同类组",
    "扣分": "编号 名称 每次 计次 瞒报加倍 汇总",
    "否决": "编号 情形 追溯月数 人数门槛 确认部门 后果",
    "等次": "等次 下限 名额比例",
}
Cells = Sequence[object]


def make_book(
    items: Iterable[Cells],
    settings: Iterable[Cells] = (("名称", "试用细则"),),
    **sheets: Iterable[Cells],
) -> Workbook:
    """A workbook with the heads of the specification and these rows; sheets by their name."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in {"说明": settings, "细则": items, **sheets}.items():
        sheet = book.create_sheet(name)
        sheet.append(HEADS[name].split())
        for row in rows:
            sheet.append(list(row))
    return book


def item(code: str, points: object, rule: str = "", parameters: str = "", **more: Any) -> Cells:
    """A row of 细则; other columns by their head."""
    cells = {"编号": code, "名称": f"项目{code}", "分值": points} | more
    cells |= {"给分方式": rule or None, "参数": parameters or None}
    return [cells.get(head) for head in HEADS["细则"].split()]


def file_of(book: Workbook) -> BytesIO:
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def cells_of(content: bytes) -> dict[str, list[list[object]]]:
    """Every cell of every sheet."""
    book = load_workbook(BytesIO(content))
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book
    }
