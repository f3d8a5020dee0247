"""A rubric out of its workbook: every problem of every sheet at once, or rows that can be stored.

Touches no table and needs no database, so the trial-score command reads with it too. Cells become
text here; what the text means only `assessments.scoring` knows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

from assessments.scoring import (
    BONUS_COLUMNS,
    BONUS_SHEET,
    DEDUCTION_COLUMNS,
    DEDUCTION_SHEET,
    GRADE_COLUMNS,
    GRADE_SHEET,
    ITEM_COLUMNS,
    ITEM_SHEET,
    SETTINGS,
    SETTINGS_SHEET,
    VETO_COLUMNS,
    VETO_SHEET,
    BonusRow,
    DeductionRow,
    GradeRow,
    ItemRow,
    Problem,
    RubricRows,
    RubricSpec,
    VetoRow,
    build_spec,
)
from wenming.errors import DomainError, ImportRejected, RowError
from wenming.numbers import plain
from wenming.text import clean_text
from wenming.xlsx import Book, Row, Table, Wanted, read_book

MAX_ROWS = 2_000
NAME, CONTENT = "项目", "内容"
CODE = "编号"
# Excel keeps 0.3 as 0.30000000000000004; no figure of a rubric has this many places.
NOISE_PLACES = Decimal("1e-9")


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet of rows: its columns by field, the fields it cannot do without, its row type."""

    sheet: str
    columns: Mapping[str, str]
    required: tuple[str, ...]
    row: type[Any]

    @property
    def wanted(self) -> Wanted:
        required = [self.columns[field] for field in self.required]
        optional = [head for head in self.columns.values() if head not in required]
        return Wanted(self.sheet, required, optional)


ITEMS = Part(ITEM_SHEET, ITEM_COLUMNS, ("code", "title", "points", "rule", "parameters"), ItemRow)
BONUSES = Part(BONUS_SHEET, BONUS_COLUMNS, ("code", "title", "points", "rule"), BonusRow)
DEDUCTIONS = Part(DEDUCTION_SHEET, DEDUCTION_COLUMNS, ("code", "title", "each"), DeductionRow)
VETOES = Part(VETO_SHEET, VETO_COLUMNS, ("code", "title"), VetoRow)
GRADES = Part(GRADE_SHEET, GRADE_COLUMNS, ("name",), GradeRow)
PARTS = (ITEMS, BONUSES, DEDUCTIONS, VETOES, GRADES)
SETTINGS_WANTED = Wanted(SETTINGS_SHEET, [NAME, CONTENT])
SHEETS = (SETTINGS_SHEET, *(part.sheet for part in PARTS))
NEEDED = (SETTINGS_SHEET, ITEM_SHEET)
# Cells of one line. In the others a line break separates, or belongs to the text.
SINGLE_LINE = {"名称", "情形", "等次", "同类组", "确认部门", "后果", NAME}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a workbook says. `spec` is None where there is any error; warnings never stop it."""

    rows: RubricRows
    spec: RubricSpec | None
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def read_rubric(file: IO[bytes]) -> Reading:
    """The rubric of a workbook with everything that is wrong with it. Never raises for its
    contents: a file that is no workbook is an error like any other.
    """
    try:
        book = read_book(
            file, [SETTINGS_WANTED, *(part.wanted for part in PARTS)], max_rows=MAX_ROWS
        )
    except ImportRejected as refusal:
        errors = tuple(Problem(one.column, one.message) for one in refusal.errors)
        return Reading(RubricRows(settings={}), None, errors, ())
    reader = _BookReader(book)
    rows = reader.read()
    built = build_spec(rows)
    found = [problem for each in built.errors if (problem := reader.placed(each)) is not None]
    errors = _in_order([*reader.errors, *found])
    warnings = [problem for each in built.warnings if (problem := reader.placed(each)) is not None]
    return Reading(
        rows,
        None if errors else built.spec,
        errors,
        (*_sheet_warnings(book), *_in_order(warnings)),
    )


def place_and_message(problem: Problem) -> str:
    """A problem as one line: “细则”第 7 行“参数”列：…"""
    row = problem.row if isinstance(problem.row, int) else 0
    return str(RowError(problem.sheet, row, problem.column, problem.message))


class _BookReader:
    """Turns cells into rows of text and notes what no text can be made of."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.errors: list[Problem] = []
        self.unusable = {
            (sheet, row, column)
            for sheet, table in book.tables.items()
            for row, column in table.unusable
        }
        self.headless: set[str] = set()

    def read(self) -> RubricRows:
        self._check_sheets()
        settings, places = self._settings()
        parts = {part.sheet: tuple(self._rows(part)) for part in PARTS}
        return RubricRows(
            settings=settings,
            setting_rows=places,
            items=parts[ITEM_SHEET],
            bonuses=parts[BONUS_SHEET],
            deductions=parts[DEDUCTION_SHEET],
            vetoes=parts[VETO_SHEET],
            grades=parts[GRADE_SHEET],
        )

    def placed(self, problem: Problem) -> Problem | None:
        """The engine's finding where Excel shows it, or None where enough is said already."""
        sheet, row, column = problem.sheet, problem.row, problem.column
        if sheet in self.headless or (sheet, row, column) in self.unusable:
            return None
        message = problem.message
        if sheet == SETTINGS_SHEET and column in SETTINGS:
            message = message if column in message else f"{column}：{message}"
            column = NAME if row is None else CONTENT
        return Problem(column, message, sheet, row or 1, problem.code)

    def _check_sheets(self) -> None:
        """A sheet we need that is missing; one that is there but not shown."""
        for name in SHEETS:
            if name in {title.strip() for title in self.book.hidden}:
                message = f"工作表“{name}”是隐藏的，请取消隐藏后再导入，以免漏看。"
            elif name in NEEDED and name not in self.book.tables:
                message = f"缺少工作表“{name}”。工作表应为：{'、'.join(SHEETS)}。"
            else:
                continue
            self.headless.add(name)
            self.errors.append(Problem("", message, name, 1))
        for name, table in self.book.tables.items():
            self.errors += (
                Problem(one.column, f"{one.message}。", name, one.row) for one in table.errors
            )
            if table.errors and not table.header:
                self.headless.add(name)

    def _settings(self) -> tuple[dict[str, str], dict[str, int]]:
        settings: dict[str, str] = {}
        places: dict[str, int] = {}
        for row in self._table(SETTINGS_SHEET).rows:
            name = self._text(SETTINGS_SHEET, row, NAME).replace(" ", "")
            content = self._text(SETTINGS_SHEET, row, CONTENT)
            if not name:
                if (SETTINGS_SHEET, row.number, NAME) not in self.unusable:
                    self._refuse(SETTINGS_SHEET, row, NAME, "有内容却没有写项目，请补上项目名称。")
            elif name in settings:
                message = f"“{name}”写了两次（与第 {places[name]} 行），请只留一行。"
                self._refuse(SETTINGS_SHEET, row, NAME, message)
            else:
                settings[name], places[name] = content, row.number
        return settings, places

    def _rows(self, part: Part) -> Iterator[Any]:
        table = self._table(part.sheet)
        heads = [head for head in part.columns.values() if head in table.header]
        texts = [
            (row, {head: self._text(part.sheet, row, head) for head in heads}) for row in table.rows
        ]
        taken = {cells.get(CODE) for row, cells in texts if not self._is_mangled(row)}
        for row, cells in texts:
            if self._is_mangled(row) and cells[CODE] in taken:
                cells[CODE] = ""  # it may have been 1.10: no reason to call the true 1.1 a double
            taken.add(cells.get(CODE))
            values = {field: cells.get(head, "") for field, head in part.columns.items()}
            yield part.row(**values, row=row.number)

    def _is_mangled(self, row: Row) -> bool:
        return isinstance(row.values.get(CODE), float)

    def _table(self, sheet: str) -> Table:
        return self.book.tables.get(sheet) or Table(sheet, [], [])

    def _text(self, sheet: str, row: Row, head: str) -> str:
        """A cell as the text that a person would have typed."""
        value = row.values.get(head)
        if isinstance(value, str):
            return self._typed(sheet, row, head, value)
        if isinstance(value, bool):
            self._refuse(sheet, row, head, "单元格里是 TRUE 或 FALSE，请改填文字。")
        elif isinstance(value, datetime):
            self._refuse(sheet, row, head, _DATE.format(day=value.strftime("%Y-%m-%d")))
        elif isinstance(value, int):
            return str(value)
        elif value is not None:
            text = plain(Decimal(repr(value)).quantize(NOISE_PLACES))
            if head == CODE:
                self._refuse(sheet, row, head, _NUMERIC_CODE.format(code=text))
            return text
        return ""

    def _typed(self, sheet: str, row: Row, head: str, text: str) -> str:
        try:
            return clean_text(text, single_line=head in SINGLE_LINE)
        except DomainError as refusal:
            self._refuse(sheet, row, head, refusal.message)
            return ""

    def _refuse(self, sheet: str, row: Row, head: str, message: str) -> None:
        self.errors.append(Problem(head, message, sheet, row.number))
        self.unusable.add((sheet, row.number, head))


_DATE = (
    "Excel 把内容当成了日期（{day}），请把单元格设为文本格式后重新填写，"
    "如编号 1.1、填报窗口 3-12月。"
)
_NUMERIC_CODE = (
    "编号是数字 {code}，Excel 会把 1.10 变成 1.1，无法分辨；请把“编号”列设为文本格式后重新填写。"
)


def _sheet_warnings(book: Book) -> Iterator[Problem]:
    """What was left out of the workbook without harm."""
    for name, table in book.tables.items():
        yield from (Problem("", message, name, 1) for message in table.warnings)
        wanted = next((part.wanted for part in PARTS if part.sheet == name), SETTINGS_WANTED)
        for head in wanted.optional if table.header else ():
            if head not in table.header:
                yield Problem(head, "没有这一列，按空白处理。", name, 1)
    others = [title for title in book.hidden if title.strip() not in SHEETS]
    for title in [*book.others, *others]:
        yield Problem("", f"工作表“{title}”不是细则的内容，没有读取。")


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """Sheet by sheet from top to bottom, as a person mends them."""
    places = {sheet: at for at, sheet in enumerate(SHEETS)}
    return tuple(
        replace(each, message=each.message if each.message.endswith("。") else f"{each.message}。")
        for each in sorted(
            problems, key=lambda each: (places.get(each.sheet, -1), _row_of(each.row))
        )
    )


def _row_of(row: int | str | None) -> int:
    return row if isinstance(row, int) else 0
