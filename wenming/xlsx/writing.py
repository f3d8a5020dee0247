"""Workbooks as the office prints them: title, heads, borders, A4, head repeated, signatures.

Rows stream through openpyxl's write-only mode, so memory does not grow with them. Text can never
become a formula: only what is given as a `Formula` does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from wenming.xlsx.cover import CONTENTS, COVER, Cover, Listed, write_cover
from wenming.xlsx.formulas import (
    CHECK_HEADS,
    Check,
    Formula,
    Link,
    cells_of,
    resolved,
    spans_of,
)
from wenming.xlsx.values import printable, tab_of, wrapped

A4 = 9
# A first character that Excel, or a program reading a later CSV, takes for a formula.
FORMULA_STARTS = tuple("=+-@\t\r\n\"'")
LINE_HEIGHT, TALLEST = 16, 409  # points; Excel allows no more
# Below a longer table more than two sums have a page of their own, so that they stay together.
SUMS_APART, FEW_SUMS = 24, 2
ROW_HEIGHT = 18  # of a row of one line; what LibreOffice takes by itself cuts Chinese signs
LINE = Side(style="thin")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
TITLE_FONT = Font(name="宋体", size=18, bold=True)
HEAD_FONT = Font(name="宋体", size=11, bold=True)
BODY_FONT = Font(name="仿宋", size=11)
STRONG_FONT = Font(name="仿宋", size=11, bold=True)
LINK_FONT = Font(name="仿宋", size=11, underline="single", color="0563C1")

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
    `checks` are sums below the rows, and `none` stands where there are no rows.
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
    checks: Sequence[Check] = ()
    none: str = ""

    @property
    def head_rows(self) -> Sequence[Sequence[HeadCell]]:
        return self.heads or [[HeadCell(column.head) for column in self.columns]]


CONTENTS_COLUMNS = (
    Column("序号", 7, "center"),
    Column("表页", 22),
    Column("表名", 46),
    Column("行数", 10, "integer"),
    Column("复核数据", 11, "integer"),
)


def workbook(sheets: Sequence[Sheet], cover: Cover | None = None) -> bytes:
    """The finished file; rows are taken from each sheet's iterable one at a time.

    Behind a cover come contents that lead to every sheet; both are written last.
    """
    book = Workbook(write_only=True)
    taken: set[str] = set()
    front = [book.create_sheet(tab_of(name, taken)) for name in (COVER, CONTENTS) if cover]
    listed = []
    for sheet in sheets:
        writer = _Writer(book.create_sheet(tab_of(sheet.tab or sheet.title, taken)), sheet)
        writer.write()
        listed.append(Listed(writer.target.title, sheet.title, writer.count, len(sheet.checks)))
    if cover:
        _set_up_paper(front[0])
        write_cover(front[0], cover)
        rows = [each.cells(number) for number, each in enumerate(listed, start=1)]
        _Writer(front[1], Sheet("目　录", CONTENTS_COLUMNS, rows)).write()
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@dataclass
class _Writer:
    """Writes one sheet from top to bottom; `row` is the last row written, `count` of the table."""

    target: Any
    sheet: Sheet
    row: int = 0
    count: int = 0
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
        first = self.row + 1
        for line in self.sheet.rows:
            self._write_line(line if isinstance(line, Line) else Line(line, strong=False))
            self.count += 1
        self._end_runs()
        if self.sheet.none and not self.count:
            self._write_across(self.sheet.none, BODY_FONT, "center", height=28)
        self._write_checks(first, max(first, self.row))
        for signature in self.sheet.signatures:
            self._write_across(signature, BODY_FONT, "left", height=32)

    def _set_up_page(self) -> None:
        """All that write-only mode wants to know before the first row."""
        target = self.target
        first = 1 + (not self.sheet.title_in_margin) + bool(self.sheet.under)
        target._values_to_row = _ready_cells
        last = first + len(self.sheet.head_rows) - 1
        _set_up_paper(target, landscape=self.sheet.landscape)
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
        cell = WriteOnlyCell(self.target, printable(text))
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(FORMULA_STARTS)
        return cell

    def _write_line(self, line: Line) -> None:
        cells = []
        for at, given in enumerate(line.values):
            if isinstance(given, Formula | Link):
                cells.append(self._live_cell(at, given))
                continue
            value = printable(given)
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

    def _live_cell(self, at: int, given: Formula | Link) -> Any:
        """A formula over cells of this row, or a link to another sheet."""
        cell = self._cell(at, strong=False, is_risky=False)
        if isinstance(given, Formula):
            cell.value = resolved(given, self._places(self.row + 1, self.row + 1))
            return cell
        cell = self._text_cell(given.text)
        cell.font, cell.border = LINK_FONT, BOX
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        cell.hyperlink = Hyperlink(ref="", location=given.location)
        cell.hyperlink.ref = f"{get_column_letter(at + 1)}{self.row + 1}"
        return cell

    def _places(self, first: int, last: int) -> dict[str, str]:
        return cells_of([column.head for column in self.sheet.columns], first, last)

    def _write_checks(self, first: int, last: int) -> None:
        """Sums as values, each beside a formula over the rows from first to last."""
        if not self.sheet.checks:
            return
        if self.count > SUMS_APART and len(self.sheet.checks) > FEW_SUMS:
            self.target.row_breaks.append(Break(id=self.row))
        places = self._places(first, last)
        self._write_spanned([self._head_cell(head) for head in CHECK_HEADS])
        for check in self.sheet.checks:
            values, formulas = (
                f"{get_column_letter(start)}{self.row + 1}"
                for start, _ in list(spans_of(self._widths()))[1:3]
            )
            verdict = check.verdict(values, formulas)
            cells = [self._check_cell(check.label, "left"), self._check_cell(check.value, "right")]
            for formula in (check.formula, verdict):
                value = resolved(formula, places) if isinstance(formula, Formula) else formula
                cell = self._check_cell(value, "right" if formula is check.formula else "center")
                cell.data_type = "f" if isinstance(formula, Formula) else "s"
                cells.append(cell)
            for cell in cells[1:3]:
                cell.number_format = check.number_format
            self._write_spanned(cells)

    def _widths(self) -> list[float]:
        return [column.width for column in self.sheet.columns]

    def _check_cell(self, value: object, horizontal: str) -> Any:
        is_text = isinstance(value, str)
        cell = self._text_cell(str(value)) if is_text else WriteOnlyCell(self.target, value)
        cell.font, cell.border = STRONG_FONT, BOX
        cell.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True)
        return cell

    def _write_spanned(self, given: Sequence[Any]) -> None:
        """Four cells over the whole width of the table, each over several columns."""
        cells = [self._head_cell("") for _ in self.sheet.columns]
        spans = list(spans_of(self._widths()))
        for (start, _), cell in zip(spans, given, strict=True):
            cells[start - 1] = cell
        self._append(cells, LINE_HEIGHT + 6)
        for start, end in spans:
            self._merge(self.row, start, self.row, end)

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
                lines = max(lines, wrapped(value, column.width))
        return min(lines * LINE_HEIGHT, TALLEST) if lines > 1 else None

    def _append(self, cells: list[Any], height: int | None) -> None:
        self.row += 1
        if height:
            self.target.row_dimensions[self.row].height = height
        self.target.append(cells)
        # It has been written; kept, the heights of a county's ledger would be what fills memory.
        self.target.row_dimensions.pop(self.row, None)

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


def _set_up_paper(target: Any, *, landscape: bool = False) -> None:
    """A4, as wide as the table and as many pages high as it takes."""
    target.page_setup.paperSize = A4
    target.page_setup.orientation = "landscape" if landscape else "portrait"
    target.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    target.page_setup.fitToWidth, target.page_setup.fitToHeight = 1, 0
    target.page_margins.left = target.page_margins.right = 0.6
    target.page_margins.top = target.page_margins.bottom = 0.75
    target.print_options.horizontalCentered = True


def _ready_cells(cells: list[Any], row: int) -> Iterable[Any]:
    """Takes the place of the sheet's own method, which would try each cell as a value first, catch
    the exception and make another cell: twice the time of everything else."""
    for column, cell in enumerate(cells, start=1):
        cell.row, cell.column = row, column
        yield cell
