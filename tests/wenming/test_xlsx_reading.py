"""Workbooks from outside: read by their heads, or refused before they can do harm."""

import struct
import time
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import numbers

from wenming.dates import date_from_cell
from wenming.errors import DomainError, ImportRejected
from wenming.numbers import from_cell
from wenming.xlsx import Column, Sheet, Wanted, read_book, read_table, workbook
from wenming.xlsx.archive import MAX_ENTRIES

HEAD = ["单位名称", "得分"]
END = struct.Struct("<4s4H2LH")


def saved(book: Workbook) -> BytesIO:
    file = BytesIO()
    book.save(file)
    return file


def book_of(*rows: Sequence[object]) -> BytesIO:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def rebuilt(source: BytesIO, changes: dict[str, bytes]) -> BytesIO:
    """The same workbook with some parts replaced or added."""
    target = BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            new.writestr(name, content)
    return target


def sheet_xml(cells: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode()


def refusal_of(file: BytesIO, required: list[str] = HEAD, **options: Any) -> str:
    with pytest.raises(ImportRejected) as caught:
        read_table(file, required=required, **options)
    return "；".join(str(error) for error in caught.value.errors)


def table_of(*rows: Sequence[object], required: list[str] = HEAD, optional: tuple[str, ...] = ()):
    return read_table(book_of(*rows), required=required, optional=optional)


class TestHostileFiles:
    """Each is refused before anything is parsed, or by the limits of the child process."""

    def test_xls_001_a_sheet_that_inflates_to_300_mb(self):
        source = book_of(HEAD)
        bomb = rebuilt(source, {"xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 300_000_000})

        started = time.monotonic()
        assert "太大" in refusal_of(bomb)
        assert time.monotonic() - started < 1

    def test_xls_002_one_cell_in_the_last_corner(self):
        corner = sheet_xml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')

        started = time.monotonic()
        assert "没有数据" in refusal_of(rebuilt(book_of(), {"xl/worksheets/sheet1.xml": corner}))
        assert time.monotonic() - started < 2

    def test_a_row_far_below_the_limit_is_not_lost_silently(self):
        far = sheet_xml('<row r="900000"><c r="A900000"><v>1</v></c></row>')

        assert "超过" in refusal_of(rebuilt(book_of(), {"xl/worksheets/sheet1.xml": far}))

    def test_xls_004_a_hundred_thousand_entries(self):
        many = BytesIO()
        with zipfile.ZipFile(many, "w") as archive:
            for number in range(MAX_ENTRIES + 1):
                archive.writestr(f"xl/{number}", b"")

        assert "内部结构异常" in refusal_of(many)

    def test_an_end_record_that_lies_about_the_number_of_entries(self):
        many = BytesIO()
        with zipfile.ZipFile(many, "w") as archive:
            for number in range(6000):
                archive.writestr(f"xl/{number}", b"")
        data = bytearray(many.getvalue())
        at = data.rfind(b"PK\x05\x06")
        data[at + 8 : at + 12] = struct.pack("<2H", 10, 10)

        assert "内部结构异常" in refusal_of(BytesIO(bytes(data)))

    def test_xls_005_a_size_that_lies(self):
        content = sheet_xml("<row>" + "<c><v>1</v></c>" * 500_000 + "</row>")
        data = rebuilt(book_of(), {"xl/worksheets/sheet1.xml": content}).getvalue()
        lying = data.replace(struct.pack("<L", len(content)), struct.pack("<L", 10))

        assert "无法读取" in refusal_of(BytesIO(lying))

    def test_memory_that_runs_out_is_the_files_fault(self):
        cells = "<c><v>1</v></c>" * 600_000
        wide = rebuilt(book_of(), {"xl/worksheets/sheet1.xml": sheet_xml(f"<row>{cells}</row>")})

        assert "太大" in refusal_of(wide)

    def test_xls_009_links_to_other_files(self):
        linked = rebuilt(book_of(HEAD), {"xl/externalLinks/externalLink1.xml": b"<x/>"})

        assert "链接" in refusal_of(linked)

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_xls_018_two_parts_of_one_name(self):
        source = book_of(HEAD, ["甲", 1])
        with zipfile.ZipFile(source, "a") as archive:
            archive.writestr("xl/worksheets/sheet1.xml", sheet_xml(""))

        assert "内部结构异常" in refusal_of(source)

    @pytest.mark.parametrize("prefix", [b"<html></html>", b"PK\x03\x04" + bytes(40)])
    def test_xls_019_bytes_before_the_zip(self, prefix):
        assert refusal_of(BytesIO(prefix + book_of(HEAD, ["甲", 1]).getvalue()))

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "不是 .xlsx"),
            (b"a,b\n1,2\n", "不是 .xlsx"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 .xls"),
            (book_of(HEAD).getvalue()[:900], "不是 .xlsx"),
        ],
        ids=["empty", "csv", "xls-or-encrypted", "cut"],
    )
    def test_what_is_no_workbook(self, content, sentence):
        assert sentence in refusal_of(BytesIO(content))

    def test_a_workbook_with_macros(self):
        assert "宏" in refusal_of(rebuilt(book_of(HEAD), {"xl/vbaProject.bin": b"x"}))

    def test_entities_are_not_expanded(self):
        laughs = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet_xml("<row><c><v>&a;</v></c></row>")

        assert "无法读取" in refusal_of(rebuilt(book_of(), {"xl/worksheets/sheet1.xml": laughs}))

    def test_broken_xml(self):
        broken = {"xl/worksheets/sheet1.xml": b"<worksheet><row>"}

        assert "已损坏" in refusal_of(rebuilt(book_of(HEAD), broken))


class TestHeads:
    def test_columns_are_found_by_name_in_any_order(self):
        table = table_of(["得分", "备注", "单位名称"], [95, "x", "县国税局"])

        assert table.rows[0].values == {"单位名称": "县国税局", "得分": 95}
        assert table.warnings == ["“备注”列不需要，没有读取。"]

    @pytest.mark.parametrize("head", ["单位\n名称", "单位名称 ", "　单位名称", "单位名称*"])
    def test_xls_023_heads_match_after_normalisation(self, head):
        assert table_of([head, "得分"], ["甲", 1]).rows[0].values["单位名称"] == "甲"

    def test_full_width_brackets_match(self):
        table = table_of(["投入（元）"], [5], required=["投入(元)"])

        assert table.rows[0].values == {"投入(元)": 5}

    def test_a_title_may_stand_above(self):
        table = table_of(["2026年得分表"], [], HEAD, ["甲", 1])

        assert [(row.number, row.values["单位名称"]) for row in table.rows] == [(4, "甲")]

    def test_every_missing_column_is_named(self):
        message = refusal_of(book_of(["名称"], ["甲"]))

        assert "“单位名称”列" in message
        assert "“得分”列" in message

    def test_xls_021_heads_over_two_rows_are_not_pieced_together(self):
        book = Workbook()
        book.active.append(["单位名称", "评分", None])
        book.active.append([None, "阵地", "活动"])
        book.active.append(["甲", 1, 2])
        book.active.merge_cells("A1:A2")
        book.active.merge_cells("B1:C1")

        message = refusal_of(saved(book), ["单位名称", "阵地", "活动"])

        assert "表头只占一行" in message

    def test_two_columns_of_one_name_are_refused(self):
        assert "两列同名" in refusal_of(book_of(["单位名称", "得分", "得 分"], ["甲", 1, 2]))

    def test_an_optional_column_that_is_absent_has_no_value(self):
        table = table_of(["单位名称"], ["甲"], required=["单位名称"], optional=("电话",))

        assert table.rows[0].values == {"单位名称": "甲"}

    def test_heads_without_data(self):
        assert "没有数据" in refusal_of(book_of(HEAD))


class TestSheets:
    def test_the_first_visible_sheet_with_data_is_read_and_named(self):
        book = Workbook()
        book.active.title = "空表"
        hidden = book.create_sheet("旧数据")
        hidden.append(HEAD)
        hidden.append(["乙", 2])
        hidden.sheet_state = "hidden"
        shown = book.create_sheet("本年")
        shown.append(HEAD)
        shown.append(["甲", 1])

        table = read_table(saved(book), required=HEAD)

        assert table.sheet == "本年"
        assert [row.values["单位名称"] for row in table.rows] == ["甲"]
        assert "旧数据" in table.warnings[1]

    def test_a_sheet_that_is_not_there(self):
        assert "没有工作表“明细”" in refusal_of(book_of(HEAD), sheet="明细")


class TestCells:
    @pytest.mark.parametrize(
        ("value", "points"),
        [
            (95, "95.00"),
            (0.1 + 0.2, "0.30"),
            ("95", "95.00"),
            ("９５", "95.00"),
            ("95 分", None),
            (95.125, None),
            (True, None),
            ("=cmd", None),
            (101, None),
            (date(2026, 3, 1), None),
        ],
        ids=str,
    )
    def test_a_score_gets_the_verdict_of_the_form(self, value, points):
        book = Workbook()
        book.active.append(HEAD)
        book.active.append(["甲", None])
        book.active["B2"].value = value
        if isinstance(value, str):
            book.active["B2"].data_type = "s"

        cell = read_table(saved(book), required=HEAD).rows[0].values["得分"]

        if points is None:
            with pytest.raises(DomainError):
                from_cell(cell, places=2, minimum=0, maximum=100)
        else:
            assert str(from_cell(cell, places=2, minimum=0, maximum=100)) == points

    @pytest.mark.parametrize(
        ("value", "sentence"),
        [
            ("=1+1", "公式"),
            ("#REF!", "错误值 #REF!"),
            ("#N/A", "错误值 #N/A"),
            (1.1e17, "数字过长"),
        ],
    )
    def test_a_cell_nobody_can_use_is_an_error_with_its_place(self, value, sentence):
        table = table_of(HEAD, ["甲", 1], ["乙", value])

        assert [row.values["得分"] for row in table.rows] == [1, None]
        assert str(table.errors[0]).startswith("“Sheet”第 3 行“得分”列：")
        assert sentence in table.errors[0].message

    def test_xls_032_a_percentage_is_never_points(self):
        book = Workbook()
        book.active.append(HEAD)
        book.active.append(["甲", 0.95])
        book.active["B2"].number_format = numbers.FORMAT_PERCENTAGE

        cell = read_table(saved(book), required=HEAD).rows[0].values["得分"]

        assert cell == "95%"
        with pytest.raises(DomainError):
            from_cell(cell, places=2)

    @pytest.mark.parametrize("serial", [-1, 60, 2958466, 1e20])
    def test_xls_033_an_impossible_date_is_refused(self, serial):
        book = Workbook()
        book.active.append(["单位名称", "日期"])
        book.active.append(["甲", serial])
        book.active["B2"].number_format = "yyyy-mm-dd"
        table = read_table(saved(book), required=["单位名称", "日期"])

        cell = table.rows[0].values["日期"]
        if table.errors:
            assert cell is None
        else:
            with pytest.raises(DomainError):
                date_from_cell(cell)

    def test_a_date_is_a_date(self):
        table = table_of(["日期"], [date(2026, 3, 1)], required=["日期"])

        assert table.rows[0].values["日期"] == datetime(2026, 3, 1)  # noqa: DTZ001
        assert date_from_cell(table.rows[0].values["日期"]) == date(2026, 3, 1)

    def test_blank_rows_are_skipped_and_numbers_stay_those_of_excel(self):
        table = table_of(HEAD, ["甲", 1], [], ["　", None], ["乙", 2])

        assert [row.number for row in table.rows] == [2, 5]

    def test_too_many_rows(self):
        rows = [["甲", number] for number in range(30)]

        assert "超过" in refusal_of(book_of(HEAD, *rows), max_rows=10)

    @pytest.mark.parametrize(
        "text",
        [
            "=cmd|' /C calc'!A0",
            "+1+1",
            "-2+3",
            "@SUM(1+1)",
            "\t=1+1",
            '"=1+1',
            "\n=1+1",
            "𠮷㐀龘",
            "😀",
        ],
    )
    def test_export_then_import_gives_the_text_back(self, text):
        file = workbook([Sheet("表", [Column("说明")], [[text]])])

        table = read_table(BytesIO(file), required=["说明"])

        assert table.rows[0].values["说明"] == text
        assert not table.errors


class TestBooksOfSeveralSheets:
    WANTED = [Wanted("一", ["单位名称"], ["得分"]), Wanted("二", ["村"])]

    def book(self) -> Workbook:
        book = Workbook()
        book.active.title = "一"
        book.active.append(HEAD)
        book.active.append(["甲", 1])
        book.create_sheet("二").append(["村"])
        book.create_sheet("三").append(["别的"])
        return book

    def test_each_sheet_is_a_table_and_the_others_are_named(self):
        found = read_book(saved(self.book()), self.WANTED)

        assert found.tables["一"].rows[0].values == {"单位名称": "甲", "得分": 1}
        assert found.tables["二"].rows == []
        assert (found.others, found.hidden) == (["三"], [])

    def test_hidden_and_missing_sheets_are_not_among_the_tables(self):
        book = self.book()
        book["二"].sheet_state = "hidden"
        book.remove(book["一"])

        found = read_book(saved(book), self.WANTED)

        assert found.tables == {}
        assert found.hidden == ["二"]

    def test_two_sheets_that_differ_in_a_blank_only_are_refused(self):
        book = self.book()
        book.create_sheet("一 ").append(HEAD)

        with pytest.raises(ImportRejected, match="只差空格"):
            read_book(saved(book), self.WANTED)

    def test_a_missing_head_is_an_error_of_its_table(self):
        book = self.book()
        book["一"]["A1"] = "名"

        table = read_book(saved(book), self.WANTED).tables["一"]

        assert [(error.row, error.column) for error in table.errors] == [(1, "单位名称")]
        assert table.rows == []

    @pytest.mark.parametrize(
        ("corners", "place", "cells"),
        [
            (
                "A2:B3",
                (2, "单位名称"),
                {(2, "单位名称"), (2, "得分"), (3, "单位名称"), (3, "得分")},
            ),
            ("B2:B9", (2, "得分"), {(row, "得分") for row in range(2, 10)}),
            ("B1:B2", (2, "得分"), {(2, "得分")}),
            ("A1:B1", None, set()),
            ("C2:D9", None, set()),
        ],
    )
    def test_merged_cells_below_the_heads_are_errors(self, corners, place, cells):
        book = self.book()
        book["一"].merge_cells(corners)

        table = read_book(saved(book), [Wanted("一", ["单位名称"], ["得分"])]).tables["一"]

        if corners == "A1:B1":
            assert table.header == ["单位名称"]
        assert [(error.row, error.column) for error in table.errors] == ([place] if place else [])
        assert table.unusable == cells

    def test_a_million_merged_ranges_are_not_all_remembered(self):
        ranges = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(2, 300_000))
        xml = sheet_xml('<row r="1"><c t="inlineStr"><is><t>单位名称</t></is></c></row>').replace(
            b"</worksheet>", f"<mergeCells>{ranges}</mergeCells></worksheet>".encode()
        )
        changed = rebuilt(saved(self.book()), {"xl/worksheets/sheet1.xml": xml})

        table = read_book(changed, self.WANTED).tables["一"]

        assert len(table.errors) == 1000
