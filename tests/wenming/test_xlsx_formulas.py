"""Formulas beside values: only what was meant as one, over exactly the rows above."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from wenming.xlsx import Check, Column, Cover, Formula, Sheet, quoted, workbook
from wenming.xlsx.formulas import cells_of, resolved, spans_of

COLUMNS = (
    Column("序号", 6, "integer"), Column("种类", 12), Column("数量", 14, "points2"),
    Column("备注", 20), Column("状态", 10),
)  # fmt: skip
TOTAL = Check("水泥（吨）", Decimal("3.50"), Formula("=SUM({数量})"), 2)
ROWS = [(1, "水泥", Decimal("1.25"), "=1+1", ""), (2, "水泥", Decimal("2.25"), "@x", "")]


def read(*sheets: Sheet, cover: Cover | None = None) -> Any:
    return load_workbook(BytesIO(workbook(sheets, cover)))


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("=SUM({数量})", "=SUM($C$4:$C$9)"),
        ('=SUMPRODUCT(({种类}="水泥")*1,{数量})', '=SUMPRODUCT(($B$4:$B$9="水泥")*1,$C$4:$C$9)'),
        ("={种类}=" + quoted("a{数量}"), '=$B$4:$B$9="a{数量}"'),
        ("={种类}=" + quoted('x")+CMD("{数量}'), '=$B$4:$B$9="x"")+CMD(""{数量}"'),
    ],
)
def test_heads_become_cells_and_quoted_text_stays_text(text: str, cells: str) -> None:
    places = cells_of([column.head for column in COLUMNS], 4, 9)

    assert resolved(Formula(text), places) == cells


def test_a_row_names_its_own_cells_and_an_unknown_head_is_an_error() -> None:
    assert resolved(Formula("={数量}-{序号}"), cells_of(["序号", "数量"], 5, 5)) == "=B5-A5"
    with pytest.raises(KeyError):
        resolved(Formula("={没有}"), {})


def test_the_four_parts_of_a_sum_fill_the_table_whatever_its_width() -> None:
    for widths in ([6, 20, 20, 11, 11, 14], [8, 38, 14, 12], [30] * 9, [5, 5, 5, 5]):
        spans = list(spans_of(widths))
        assert len(spans) == 4
        assert [spans[0][0], spans[-1][1]] == [1, len(widths)]
        assert [end + 1 for _, end in spans[:-1]] == [start for start, _ in spans[1:]]


def test_a_sum_stands_beside_a_formula_over_the_rows_and_text_is_never_one() -> None:
    sheet = read(Sheet("表", COLUMNS, ROWS, checks=[TOTAL]))["表"]

    cells = [cell for row in sheet for cell in row]
    formulas = {cell.coordinate: cell.value for cell in cells if cell.data_type == "f"}
    assert formulas == {"D6": "=SUM($C$3:$C$4)", "E6": '=IF(ROUND(C6-D6,2)=0,"一致","不一致")'}
    assert (sheet["A6"].value, sheet["C6"].value) == ("水泥（吨）", 3.5)
    assert [sheet[f"D{row}"].value for row in (3, 4)] == ["=1+1", "@x"]
    assert [sheet[f"D{row}"].data_type for row in (3, 4)] == ["s", "s"]


def test_what_is_unknown_says_so_and_an_empty_table_is_one_line() -> None:
    unknown = Check("=水泥", "【待补充：水泥】", Formula("=SUM({数量})"), 2)
    sheet = read(Sheet("表", COLUMNS, [], checks=[unknown], none="本年度没有记录"))["表"]

    assert sheet["A3"].value == "本年度没有记录"
    assert [sheet[f"{letter}5"].value for letter in "ACDE"] == [
        "=水泥", "【待补充：水泥】", "=SUM(C3)", "没有记录",
    ]  # fmt: skip
    assert [sheet["A5"].data_type, sheet["D5"].data_type] == ["s", "f"]


def test_behind_the_cover_the_contents_lead_to_every_sheet() -> None:
    cover = Cover("报表", "某县", ("某县文明办", "2020年12月31日"))
    first, second = Sheet("甲表", COLUMNS, ROWS, tab="甲's"), Sheet("乙表", COLUMNS, [], tab="目录")
    book = read(first, second, cover=cover)

    assert book.sheetnames == ["封面", "目录", "甲's", "目录(2)"]
    assert [row[0].value for row in book["封面"] if row[0].value] == [
        "某县", "报表", "某县文明办", "2020年12月31日",
    ]  # fmt: skip
    contents = book["目录"]
    found = [cell.hyperlink for row in contents for cell in row if cell.hyperlink]
    links = {each.ref: each.location for each in found}
    assert links == {"B3": "'甲''s'!A1", "B4": "'目录(2)'!A1"}
    assert [cell.value for cell in contents[3]] == [1, "甲's", "甲表", 2, None]
    assert book["甲's"].page_setup.paperSize == contents.page_setup.paperSize == 9
