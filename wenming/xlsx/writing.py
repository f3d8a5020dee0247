"""Workbooks as the office prints them: title, heads, borders, A4, head repeated, signatures.

Rows stream through openpyxl's write-only mode, so memory does not grow with them. Text can never
become a formula.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from math import ceil
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from wenming.text import REMOVED, SURROGATES

A4 = 9
MAX_TEXT = 32_000  # Excel itself stops at 32,767
# A first character that Excel, or a program reading a later CSV, takes for a formula.
FORMULA_STARTS = tuple("=+-@\t\r\n\"'")
LINE_HEIGHT, TALLEST = 16, 409  # points; Excel allows no more
ROW_HEIGHT = 18  # of a row of one line; what LibreOffice takes by itself cuts Chinese signs
LATIN = 0x2E7F  # what comes after is as wide as high
FORBIDDEN_IN_TAB = re.compile(r"[\[\]:*?/\\]")
LINE = Side(style="thin")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
TITLE_FONT = Font(name="宋体", size=18, bold=True)
HEAD_FONT = Font(name="宋体", size=11, bold=True)
BODY_FONT = Font(name="仿宋", size=11)
STRONG_FONT = Font(name="仿宋", size=11, bold=True)

# kind of a column: horizontal alignment, number format
KINDS = {
    "text": ("left", "General"),
    "center": ("center", "General"),
    "code": ("center", "@"),  # what is typed into it later stays text: 1.10 must not become 1.1
    "points": ("right", "General"),
    "points2": ("right", "0.00"),
    "integer": ("right", "0"),
    "money": ("right", "#,##0.00"),
    "date": ("center", 'yyyy"年"m"月"d"日"'),
    "datetime": ("center", 'yyyy"年"m"月"d"日" hh:mm'),
}


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in characters; `kind` is one of KINDS; with `merges`, equal neighbours become one."""

    head: str
    width: float = 12
    kind: str = "text"
    merges: bool = False


@dataclass(frozen=True, slots=True)
class HeadCell:
    """One cell of a head of several rows: `span` columns wide, `depth` rows high."""

    text: str
    span: int = 1
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A row that stands out: sums and sections in bold."""

    values: Sequence[object]
    strong: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """One printed table. `heads` default to the columns' own; `under` stands below the title,
    each of `signatures` below the table on a line of its own. With `title_in_margin` the head is
    the first row, as a file to be read back has it, and the title stands above it on paper only.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object] | Line]
    tab: str = ""
    heads: Sequence[Sequence[HeadCell]] = ()
    under: str = ""
    signatures: Sequence[str] = ()
    landscape: bool = False
    title_in_margin: bool = False

    @property
    def head_rows(self) -> Sequence[Sequence[HeadCell]]:
        return self.heads or [[HeadCell(column.head) for column in self.columns]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The finished file; rows are taken from each sheet's iterable one at a time."""
    book = Workbook(write_only=True)
    taken: set[str] = set()
    for sheet in sheets:
        _Writer(book.create_sheet(_tab(sheet.tab or sheet.title, taken)), sheet).write()
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@dataclass
class _Writer:
    """Writes one sheet from top to bottom; `row` is the last row written."""

    target: Any
    sheet: Sheet
    row: int = 0
    cells: dict[tuple[int, bool, bool], Any] = field(default_factory=dict)
    runs: dict[int, tuple[object, int]] = field(default_factory=dict)

    @property
    def width(self) -> int:
        return len(self.sheet.columns)

    def write(self) -> None:
        self._set_up_page()
        if not self.sheet.title_in_margin:
            self._write_across(self.sheet.title, TITLE_FONT, "center", height=36)
        if self.sheet.under:
            lines = self.sheet.under.count("\n") + 1
            self._write_across(self.sheet.under, BODY_FONT, "right", height=20 * lines)
        self._write_heads()
        for line in self.sheet.rows:
            self._write_line(line if isinstance(line, Line) else Line(line, strong=False))
        self._end_runs()
        for signature in self.sheet.signatures:
            self._write_across(signature, BODY_FONT, "left", height=32)

    def _set_up_page(self) -> None:
        """All that write-only mode wants to know before the first row."""
        target = self.target
        first = 1 + (not self.sheet.title_in_margin) + bool(self.sheet.under)
        target._values_to_row = _ready_cells
        last = first + len(self.sheet.head_rows) - 1
        target.page_setup.paperSize = A4
        target.page_setup.orientation = "landscape" if self.sheet.landscape else "portrait"
        target.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        target.page_setup.fitToWidth, target.page_setup.fitToHeight = 1, 0
        target.page_margins.left = target.page_margins.right = 0.6
        target.page_margins.top = target.page_margins.bottom = 0.75
        target.print_options.horizontalCentered = True
        target.sheet_format.defaultRowHeight = ROW_HEIGHT
        target.sheet_format.customHeight = True
        target.print_title_rows = f"{first}:{last}"
        target.oddFooter.center.text = "第 &P 页，共 &N 页"
        if self.sheet.title_in_margin:
            target.oddHeader.center.text = self.sheet.title.replace("&", "&&")
        target.freeze_panes = f"A{last + 1}"
        for at, column in enumerate(self.sheet.columns, start=1):
            dimension = target.column_dimensions[get_column_letter(at)]
            dimension.width = column.width
            if column.kind == "code":
                dimension.number_format = KINDS["code"][1]

    def _write_across(self, text: str, font: Font, horizontal: str, *, height: int) -> None:
        """One line over the whole width of the table."""
        cell = self._text_cell(text)
        cell.font = font
        cell.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True)
        self._append([cell], height)
        self._merge(self.row, 1, self.row, self.width)

    def _write_heads(self) -> None:
        first, rows = self.row + 1, self.sheet.head_rows
        grid: list[list[str | None]] = [[None] * self.width for _ in rows]
        for down, cells in enumerate(rows):
            across = 0
            for cell in cells:
                while grid[down][across] is not None:
                    across += 1
                for y in range(down, down + cell.depth):
                    grid[y][across : across + cell.span] = [""] * cell.span
                grid[down][across] = cell.text
                if cell.span > 1 or cell.depth > 1:
                    bottom, right = first + down + cell.depth - 1, across + cell.span
                    self._merge(first + down, across + 1, bottom, right)
        for line in grid:
            height = self._height(line)
            self._append([self._head_cell(text or "") for text in line], height)

    def _head_cell(self, text: str) -> Any:
        cell = self._text_cell(text)
        cell.font, cell.border = HEAD_FONT, BOX
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        return cell

    def _text_cell(self, text: str) -> Any:
        cell = WriteOnlyCell(self.target, _printable(text))
        cell.data_type = "s"
        return cell

    def _write_line(self, line: Line) -> None:
        cells = []
        for at, given in enumerate(line.values):
            value = _printable(given)
            is_risky = isinstance(value, str) and value.startswith(FORMULA_STARTS)
            cell = self._cell(at, line.strong, is_risky)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        self._append(cells, self._height(line.values))
        for at, column in enumerate(self.sheet.columns):
            if column.merges:
                self._continue_run(at, line.values[at])

    def _cell(self, at: int, strong: bool, is_risky: bool) -> Any:
        """One cell object per column and look, filled anew for each row: a row is written out
        before the next one comes, and styling every cell would take most of the time."""
        key = (at, strong, is_risky)
        if key not in self.cells:
            horizontal, number_format = KINDS[self.sheet.columns[at].kind]
            cell = WriteOnlyCell(self.target)
            cell.font, cell.border = STRONG_FONT if strong else BODY_FONT, BOX
            cell.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True)
            cell.number_format = number_format
            cell.quotePrefix = is_risky
            self.cells[key] = cell
        return self.cells[key]

    def _height(self, values: Sequence[object]) -> int | None:
        """Room for the text that wraps; None where one line will do. Not every program that opens
        the file measures rows by itself."""
        lines = 1
        for column, value in zip(self.sheet.columns, values, strict=False):
            if isinstance(value, str) and ("\n" in value or len(value) * 2 > column.width):
                lines = max(lines, _wrapped(value, column.width))
        return min(lines * LINE_HEIGHT, TALLEST) if lines > 1 else None

    def _append(self, cells: list[Any], height: int | None) -> None:
        self.row += 1
        if height:
            self.target.row_dimensions[self.row].height = height
        self.target.append(cells)

    def _continue_run(self, at: int, value: object) -> None:
        """Equal values below each other become one merged cell."""
        before, start = self.runs.get(at, (None, self.row))
        if value is None or value == "" or value != before:
            self._merge(start, at + 1, self.row - 1, at + 1)
            self.runs[at] = (value, self.row)

    def _end_runs(self) -> None:
        for at, (_, start) in self.runs.items():
            self._merge(start, at + 1, self.row, at + 1)

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (bottom, right) > (top, left) and bottom >= top:
            corners = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
            self.target.merged_cells.add(corners)


def _wrapped(text: str, width: float) -> int:
    """How many lines a text takes in a column that is `width` Latin characters wide."""
    room = max(width - 1, 2)
    widths = (sum(2 if ord(char) > LATIN else 1 for char in line) for line in text.splitlines())
    return sum(max(1, ceil(each / room)) for each in widths)


def _printable(value: object) -> object:
    """What Excel can hold: numbers and days as they are, everything else as harmless text."""
    if value is None or type(value) in (int, float, Decimal, date):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / value.denominator
    if isinstance(value, datetime):
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    text = SURROGATES.sub("", REMOVED.sub("", str(value)))
    return text.replace("\x0b", "\n").replace("\x0c", "\n")[:MAX_TEXT]


def _ready_cells(cells: list[Any], row: int) -> Iterable[Any]:
    """Takes the place of the sheet's own method, which would try each cell as a value first, catch
    the exception and make another cell: twice the time of everything else."""
    for column, cell in enumerate(cells, start=1):
        cell.row, cell.column = row, column
        yield cell


def _tab(name: str, taken: set[str]) -> str:
    """A sheet name that Excel accepts and that no other sheet of the book has."""
    base = FORBIDDEN_IN_TAB.sub(" ", SURROGATES.sub("", REMOVED.sub("", name)))
    base = " ".join(base.split()).strip("'") or "表"
    tab, number = base[:31], 1
    while tab.casefold() in taken:
        number += 1
        tab = f"{base[:27]}({number})"
    taken.add(tab.casefold())
    return tab
