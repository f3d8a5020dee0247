"""The rubric workbook: every mistake at its cell, and there and back without a difference."""

import zipfile
from datetime import date
from io import BytesIO
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import numbers

from assessments.exports_rubric import rubric_xlsx
from assessments.imports.rubric_workbook import Reading, place_and_message, read_rubric
from assessments.scoring import (
    BuiltSpec,
    ItemRow,
    RubricRows,
    RubricSpec,
    build_spec,
    plain,
    to_document,
    to_rows,
)
from tests.assessments.scoring.random_rubrics import furnished, random_rows
from tests.assessments.workbooks import HEADS, cells_of, file_of, item, make_book
from wenming.text import clean_text, is_blank

TITLES = st.text(min_size=1, max_size=40).filter(lambda text: not is_blank(clean_text(text)))


def make_good_book() -> Workbook:
    """Nothing is wrong with it, not even a sum. Rows 2 to 19 of 细则 are in use."""
    return make_book(
        [
            item("1", 40, 权重=60),
            item("1.1", 5, "达标"),
            item("1.2", 5, "次扣", "每次=0.5;封顶=2"),
            item("1.3", 6, "等级", "A=100%;B=66%;C=33%;D=0"),
            item("1.4", 4, "裁量", "步长=0.5", 考核方式="听汇报、查资料"),
            item("1.5", 5, "区间扣", "最低=0.1;最高=0.5"),
            item("1.6", 5, "计数", "每次=0.5", 评分主体="公安局（牵头）、司法局"),
            item("1.7", 5, "抽样", "不合格=0"),
            item("1.8", 5, "票决", "优=5;良=3;差=0;空白扣=0.2"),
            item("2", 190, 权重="40%"),
            item("2.1", 30, "分段", ">=90:30;>=80:20;其余:0", 适用条件="非有窗口"),
            item("2.2", 60, "线性", "目标=80;每低=1;扣=1", 免评条件="法治校园"),
            item("2.3", 40, "比例", "满值=100", 佐证要求="图片>=2;正式文件>=1;字数<=500"),
            item("2.4", 60),
            item("2.4.1", 20, "达标", 填报窗口="3-12月"),
            item("2.4.2", 20, "达标", 填报窗口="2026-03-01~2026-03-31"),
            item("2.4.3", 10, "达标"),
            item("2.4.4", 10, "达标"),
        ],
        [
            ("名称", "试用细则"),
            ("年度", 2026),
            ("适用类型", "文明机关、文明村"),
            ("满分", 100),
            ("身份基数", "新申报=100;复评=105"),
            ("加分封顶", 10),
            ("加分位置", "总分内"),
            ("不适用处理", "折算"),
            ("自评门槛", 90),
            ("合格线", 85),
        ],
        加分=[
            ("J1", "荣誉", 3, "等级", "省级=3;市级=2", "荣誉"),
            ("J2", "信息", 2, "计数", "每次=0.5", None),
        ],
        扣分=[
            ("K1", "通报批评", 0.5, "按次", "是", "相加"),
            ("K2", "警告", None, "一次", "否", "平均"),
        ],
        否决=[
            ("F1", "安全事故", 24, 3, "应急局", "取消资格"),
            ("F2", "贪污", 12, None, None, None),
        ],
        等次=[("优秀", 90, "20%"), ("合格", 60, None)],
    )


# sheet, cell, what is typed there → the column that must be named, a word of the reason
MISTAKES = [
    ("说明", "B3", "去年", "内容", "年度"),
    ("说明", "A4", "使用类型", "项目", "适用类型"),
    ("说明", "B5", -100, "内容", "满分"),
    ("说明", "B6", "新申报100", "内容", "新申报=100"),
    ("说明", "B8", "总分上", "内容", "总分外"),
    ("说明", "B9", "免除", "内容", "折算"),
    ("细则", "G2", 160, "权重", "100%"),
    ("细则", "A3", 1.1, "编号", "1.10"),
    ("细则", "F4", "每次=半分", "参数", "每次=0.5"),
    ("细则", "E5", "登记", "给分方式", "等级"),
    ("细则", "D6", "四", "分值", "3.5"),
    ("细则", "F7", "最低=0.9;最高=0.5", "参数", "最低=0.1"),
    ("细则", "A8", "1.2", "编号", "重复"),
    ("细则", "D9", "=2+3", "分值", "公式"),
    ("细则", "B10", None, "名称", "填写"),
    ("细则", "E11", "达标", "给分方式", "分组"),
    ("细则", "H12", "打电话", "考核方式", "听汇报"),
    ("细则", "L14", "照片>=2", "佐证要求", "图片>=2"),
    ("细则", "M16", "13月", "填报窗口", "3-12月"),
    ("细则", "D17", 0, "分值", "大于 0"),
    ("细则", "A19", "3.4.4", "编号", "3.4"),
    ("加分", "E2", "省级", "参数", "名称=数值"),
    ("扣分", "D3", "两次", "计次", "一次"),
    ("否决", "C2", "两年", "追溯月数", "数"),
    ("等次", "C2", "200%", "名额比例", "20%"),
]


def test_a_good_workbook_has_neither_errors_nor_warnings():
    reading = read_rubric(file_of(make_good_book()))

    assert reading.errors == ()
    assert [place_and_message(each) for each in reading.warnings] == []
    assert reading.spec is not None
    assert len(reading.spec.items) == 15
    assert reading.spec.items[5].scored_by == ("公安局", "司法局")


def test_twenty_five_mistakes_are_twenty_five_errors_at_the_right_cells():
    book = make_good_book()
    for sheet, cell, value, _, _ in MISTAKES:
        book[sheet][cell] = value

    reading = read_rubric(file_of(book))

    assert len(MISTAKES) == 25
    assert reading.spec is None
    assert [(one.sheet, one.row, one.column) for one in reading.errors] == [
        (sheet, int(cell[1:]), column) for sheet, cell, _, column, _ in MISTAKES
    ]
    for error, mistake in zip(reading.errors, MISTAKES, strict=True):
        assert mistake[-1] in error.message


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "column", "says"), MISTAKES, ids=[f"{m[0]}-{m[1]}" for m in MISTAKES]
)
def test_each_mistake_alone_is_one_error(sheet, cell, value, column, says):
    book = make_good_book()
    book[sheet][cell] = value

    errors = read_rubric(file_of(book)).errors

    assert [(one.sheet, one.row, one.column) for one in errors] == [(sheet, int(cell[1:]), column)]
    assert says in errors[0].message


class TestCells:
    def read_one(self, head: str, value: object, code: str = "1"):
        book = make_book([item(code, 10, "达标")])
        book["细则"].cell(2, HEADS["细则"].split().index(head) + 1).value = value
        return read_rubric(file_of(book))

    @pytest.mark.parametrize(
        ("value", "points"), [(0.1 + 0.2, "0.3"), (10, "10"), ("１０．５", "10.5"), (2.5, "2.5")]
    )
    def test_points_are_what_the_cell_shows(self, value, points):
        assert plain(self.read_one("分值", value).spec.items[0].points) == points

    @pytest.mark.parametrize("value", [1 / 3, True, date(2026, 1, 2), "#REF!", "=1", 1e17, "1E2"])
    def test_what_is_no_figure_is_refused_once(self, value):
        assert [(one.row, one.column) for one in self.read_one("分值", value).errors] == [
            (2, "分值")
        ]

    def test_a_whole_number_is_a_code_without_doubt(self):
        assert self.read_one("编号", 7).spec.items[0].code == "7"

    @pytest.mark.parametrize(
        ("value", "says"), [(1.1, "1.10"), (date(2026, 1, 2), "日期"), (True, "文字")]
    )
    def test_a_code_that_excel_has_changed_is_refused(self, value, says):
        assert says in self.read_one("编号", value).errors[0].message

    def test_a_mangled_code_is_not_blamed_on_the_true_one(self):
        """1.1 and 1.10 were typed; Excel kept the number 1.1 for the second."""
        book = make_book([item("1", 10), item("1.1", 5, "达标"), item("x", 5, "达标")])
        book["细则"]["A4"] = 1.1

        assert [one.row for one in read_rubric(file_of(book)).errors] == [4]

    def test_a_group_keeps_its_children_although_its_code_is_a_number(self):
        book = make_book([item("1", 10), item("x", 10), item("1.1.1", 10, "达标")])
        book["细则"]["A3"] = 1.1

        assert [(one.row, one.column) for one in read_rubric(file_of(book)).errors] == [(3, "编号")]

    def test_a_percent_cell_is_a_weight(self):
        book = make_book([item("1", 100), item("1.1", 100, "达标")])
        book["细则"]["G2"].value = 0.85
        book["细则"]["G2"].number_format = numbers.FORMAT_PERCENTAGE

        assert read_rubric(file_of(book)).rows.items[0].weight == "85%"

    def test_a_vertical_tab_from_word_is_a_line_break(self):
        book = make_book([item("1", 10, "达标", 标准="一\n二")])
        source = file_of(book)
        changed = BytesIO()
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(changed, "w") as new:
            for name in old.namelist():
                new.writestr(name, old.read(name).replace("一\n二".encode(), "一&#x85;二".encode()))

        assert read_rubric(changed).spec.items[0].standard == "一\n二"

    def test_full_width_is_read_like_half_width(self):
        narrow = make_book([item("1", 10), item("1.1", 10, "次扣", "每次=0.5;封顶=2")])
        wide = make_book(
            [item("１", "１０"), item("１．１", "１０", "次扣", "每次＝０．５；封顶＝２")]
        )
        for book in (narrow, wide):
            book["细则"]["B2"], book["细则"]["B3"] = "组", "项"

        first, second = (read_rubric(file_of(book)).spec for book in (narrow, wide))
        assert first == second

    def test_a_merged_cell_is_named_once_with_its_range(self):
        book = make_book([item("1", 10), item("1.1", 5, "达标"), item("1.2", 5, "达标")])
        book["细则"].merge_cells("B2:B4")

        errors = read_rubric(file_of(book)).errors

        assert [(one.row, one.column) for one in errors] == [(2, "名称")]
        assert "B2:B4" in errors[0].message

    def test_a_title_over_the_table_may_be_merged(self):
        book = make_book([item("1", 100, "达标")])
        book["细则"].insert_rows(1)
        book["细则"]["A1"] = "2026年细则"
        book["细则"].merge_cells("A1:M1")

        reading = read_rubric(file_of(book))

        assert reading.errors == ()
        assert reading.rows.items[0].row == 3


class TestSheets:
    def test_optional_sheets_may_be_missing(self):
        reading = read_rubric(file_of(make_book([item("1", 100, "达标")])))

        assert reading.errors == reading.warnings == ()

    def test_the_order_of_columns_and_sheets_does_not_matter(self):
        book = make_good_book()
        expected = read_rubric(file_of(book)).spec
        sheet = book["细则"]
        sheet.move_range("A1:A19", cols=20)
        book.move_sheet("等次", -5)

        assert read_rubric(file_of(book)).spec == expected

    def test_unknown_columns_and_sheets_are_named_and_left_out(self):
        book = make_book([item("1", 100, "达标")])
        book["细则"]["N1"] = "备注"
        book.create_sheet("草稿")["A1"] = "别的"
        book.create_sheet("旧数").sheet_state = "hidden"

        reading = read_rubric(file_of(book))

        assert reading.errors == ()
        lines = " ".join(map(place_and_message, reading.warnings))
        assert all(word in lines for word in ("备注", "草稿", "旧数"))

    def test_a_sheet_of_ours_that_is_hidden_is_refused(self):
        book = make_good_book()
        book["扣分"].sheet_state = "hidden"

        (error,) = read_rubric(file_of(book)).errors

        assert (error.sheet, error.row) == ("扣分", 1)
        assert "取消隐藏" in error.message

    @pytest.mark.parametrize("name", ["说明", "细则"])
    def test_a_sheet_we_need(self, name):
        book = make_good_book()
        book.remove(book[name])

        (error,) = read_rubric(file_of(book)).errors

        assert error.sheet == name
        assert "缺少工作表" in error.message

    def test_a_missing_column_is_named_and_nothing_follows_from_it(self):
        book = make_good_book()
        book["细则"]["D1"] = "得分"

        (error,) = read_rubric(file_of(book)).errors

        assert (error.sheet, error.row, error.column) == ("细则", 1, "分值")

    def test_a_column_that_may_be_missing_is_warned_about(self):
        book = make_book([item("1", 100, "达标")])
        book["细则"].delete_cols(13)

        assert [one.column for one in read_rubric(file_of(book)).warnings] == ["填报窗口"]

    def test_no_items_and_no_name(self):
        errors = read_rubric(file_of(make_book([], []))).errors

        assert [(one.sheet, one.column) for one in errors] == [("说明", "项目"), ("细则", "编号")]

    def test_a_setting_twice_and_one_without_a_name(self):
        rows = [("名称", "甲"), ("名称", "乙"), (None, "丙")]

        errors = read_rubric(file_of(make_book([item("1", 100, "达标")], rows))).errors

        assert [(one.row, one.column) for one in errors] == [(3, "项目"), (4, "项目")]

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"a,b\n",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            b"PK\x03\x04" + bytes(90),
        ],
        ids=["empty", "csv", "xls", "broken zip"],
    )
    def test_what_is_no_workbook_is_one_error(self, content):
        (error,) = read_rubric(BytesIO(content)).errors

        assert (error.sheet, error.row, error.column) == ("", None, "")

    def test_sums_that_differ_are_warnings_at_their_rows(self):
        book = make_book([item("1", 15), item("1.1", 16, "次扣", "每次=20")])

        reading = read_rubric(file_of(book))

        assert reading.errors == ()
        assert [(one.sheet, one.row, one.column) for one in reading.warnings] == [
            ("说明", 1, "项目"),
            ("细则", 2, "分值"),
            ("细则", 3, "参数"),
        ]


class TestThereAndBack:
    def test_export_import_export_is_equal_cell_by_cell(self):
        spec = spec_of(file_of(make_good_book()))
        first = rubric_xlsx(to_rows(spec))

        again = read_rubric(BytesIO(first))

        assert again.errors == again.warnings == ()
        assert to_document(spec_in(again)) == to_document(spec)
        assert cells_of(rubric_xlsx(to_rows(spec_in(again)))) == cells_of(first)

    def test_the_export_has_the_sheets_and_heads_of_the_specification(self):
        cells = cells_of(rubric_xlsx(to_rows(spec_of(file_of(make_good_book())))))

        assert {name: " ".join(map(str, rows[0])) for name, rows in cells.items()} == HEADS
        assert cells["细则"][2][:5] == ["1.1", "项目1.1", None, 5, "达标"]

    @settings(max_examples=25)
    @given(chance=st.builds(Random, st.integers(0, 10**9)))
    def test_random_rubrics(self, chance):
        """Their sums are often wrong: those are warnings and travel along."""
        built = build_spec(furnished(chance, random_rows(chance)))
        assert built.spec is not None, built.errors
        first = rubric_xlsx(to_rows(spec_in(built)))

        again = read_rubric(BytesIO(first))

        assert again.errors == ()
        assert to_document(spec_in(again)) == to_document(built.spec)
        assert cells_of(rubric_xlsx(to_rows(spec_in(again)))) == cells_of(first)

    @settings(max_examples=8)
    @given(texts=st.lists(st.tuples(TITLES, st.text(max_size=200)), min_size=1, max_size=30))
    def test_any_text_comes_back_as_it_was_cleaned(self, texts):
        """Formula starts, emoji, blanks and what XML forbids: the second export is the first."""
        built = read_rubric(file_of_texts(texts))
        assert built.errors == ()
        first = rubric_xlsx(to_rows(spec_in(built)))

        again = read_rubric(BytesIO(first))

        assert again.spec == built.spec
        assert cells_of(rubric_xlsx(to_rows(spec_in(again)))) == cells_of(first)

    def test_a_group_stands_out_and_codes_are_text_cells(self):
        content = rubric_xlsx(to_rows(spec_of(file_of(make_good_book()))))
        sheet = load_workbook(BytesIO(content))["细则"]

        assert [sheet[f"B{row}"].font.bold for row in (2, 3, 15)] == [True, False, True]
        assert sheet["A3"].data_type == "s"
        assert sheet["A3"].number_format == "@"
        assert sheet.column_dimensions["A"].number_format == "@"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.oddHeader.center.text == "试用细则　细则"


def spec_of(file: BytesIO) -> RubricSpec:
    return spec_in(read_rubric(file))


def spec_in(reading: Reading | BuiltSpec) -> RubricSpec:
    assert reading.spec is not None, reading.errors
    return reading.spec


def file_of_texts(texts: list[tuple[str, str]]) -> BytesIO:
    rows = tuple(
        ItemRow(code=str(place), title=title, standard=standard, points="1", rule="达标")
        for place, (title, standard) in enumerate(texts, 1)
    )
    settings = {"名称": "试用", "满分": str(len(rows))}
    return BytesIO(rubric_xlsx(RubricRows(settings=settings, items=rows)))
