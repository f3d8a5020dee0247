"""Tables out of an uploaded workbook: found by heads, every fault with the place Excel shows.

The file is hostile until proven otherwise: `archive` looks at the zip directory, then `child`
parses it in a process with limits on memory and time.
"""

import json
import logging
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from wenming.errors import DomainError, ImportRejected, RowError
from wenming.numbers import plain
from wenming.text import name_key
from wenming.xlsx.archive import check_archive

logger = logging.getLogger(__name__)

Cell = str | int | float | bool | datetime | None

CORNERS = re.compile(r"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")
CHILD = Path(__file__).with_name("child.py")
SECONDS = 40
# A title, a unit line and a two-row head may stand above the data.
MAX_HEAD_ROW = 10
# As many rows of a merged range are remembered as any of our tables has.
MOST_MERGED = 5000
UNREADABLE = "工作簿无法读取，可能太大或已损坏。请只保留需要的工作表，重新保存后再上传。"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of data. `values` has the asked columns that the table has, blanks as None."""

    number: int
    values: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """What was read. `errors` are cells nobody could use (formulas, #N/A); their value is None.

    `unusable` has the row and the column of every cell about which enough has been said.
    """

    sheet: str
    header: list[str]
    rows: list[Row]
    warnings: list[str] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    unusable: set[tuple[int, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A sheet to look for in a workbook of several, and its columns."""

    sheet: str
    required: Sequence[str]
    optional: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets asked for that are there and visible; a table without a head has no rows."""

    tables: dict[str, Table]
    hidden: list[str]
    others: list[str]


def read_table(
    file: IO[bytes],
    *,
    required: Sequence[str],
    optional: Sequence[str] = (),
    sheet: str | None = None,
    header_row: int | None = None,
    max_rows: int = 5000,
    max_columns: int = 100,
) -> Table:
    """Read the columns asked for, in whatever order they stand; raise ImportRejected if one of
    `required` is missing or the file is no workbook we want. Other columns are named and ignored.

    Heads match without regard to line breaks, blanks, full-width brackets and a trailing star.
    """
    found = _opened(file, [sheet] if sheet else [], max_rows, max_columns)
    if sheet and not found["sheets"]:
        raise ImportRejected([RowError("", 0, "", f"工作簿里没有工作表“{sheet}”。")])
    first = next((each for each in found["sheets"] if each["rows"]), None)
    if first is None:
        raise ImportRejected([RowError("", 0, "", "工作簿里没有数据。")])
    table, unknown = _table(first, required, optional, header_row)
    table.warnings.extend(_warnings(found, table.sheet, unknown))
    if not table.rows:
        raise ImportRejected([RowError(table.sheet, 0, "", "表头下面没有数据")])
    return table


def read_book(
    file: IO[bytes], wanted: Sequence[Wanted], *, max_rows: int = 5000, max_columns: int = 100
) -> Book:
    """Read several sheets at once. Raise ImportRejected only if the file is no workbook we want:
    heads that are missing and merged cells are among the errors of their table.
    """
    found = _opened(file, [each.sheet for each in wanted], max_rows, max_columns)
    parts = {each["sheet"].strip(): each for each in found["sheets"]}
    if len(parts) < len(found["sheets"]):
        names = "、".join(f"“{each['sheet']}”" for each in found["sheets"])
        message = f"有工作表只差空格，无法分辨，请只留一张：{names}。"
        raise ImportRejected([RowError("", 0, "", message)])
    tables = {
        each.sheet: _sheet_table(parts[each.sheet], each) for each in wanted if each.sheet in parts
    }
    return Book(tables, found["hidden"], found["others"])


def _sheet_table(part: dict[str, Any], wanted: Wanted) -> Table:
    if not part["rows"]:
        return Table(wanted.sheet, [], [])
    try:
        table, unknown = _table(part, wanted.required, wanted.optional, None)
    except ImportRejected as refusal:
        return Table(wanted.sheet, [], [], errors=refusal.errors)
    table.warnings.extend(_not_needed(unknown))
    return table


def _opened(file: IO[bytes], wanted: list[str], max_rows: int, max_columns: int) -> dict[str, Any]:
    try:
        check_archive(file)
        return _parsed(file, wanted, max_rows + MAX_HEAD_ROW, max_columns)
    except DomainError as refusal:
        raise ImportRejected([RowError("", 0, "", refusal.message)]) from refusal


def _table(
    part: dict[str, Any],
    required: Sequence[str],
    optional: Sequence[str],
    header_row: int | None,
) -> tuple[Table, list[str]]:
    """One sheet, and the heads in it that nobody asked for."""
    asked = [*required, *optional]
    number, columns, unknown = _heads(part, asked, list(required), header_row)
    table = Table(part["sheet"].strip(), list(columns), [])
    for corners in part["merged"]:
        _note_merged(table, corners, number, columns)
    for row_number, cells in part["rows"]:
        if row_number > number:
            _add_row(table, row_number, cells, columns)
    return table, unknown


def _parsed(file: IO[bytes], wanted: list[str], max_rows: int, max_columns: int) -> dict[str, Any]:
    """What the child says. Whatever kills it (memory, time) is the file's fault."""
    names = json.dumps(wanted)
    command = [sys.executable, "-I", str(CHILD), names, str(max_rows), str(max_columns)]
    with TemporaryFile() as copy:
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.seek(0)
        try:
            done = subprocess.run(  # noqa: S603
                command, stdin=copy, capture_output=True, timeout=SECONDS, check=True
            )
            answer: dict[str, Any] = json.loads(done.stdout)
        except (subprocess.SubprocessError, ValueError) as error:
            logger.warning("a workbook could not be parsed: %s", error)
            raise DomainError(UNREADABLE) from error
    if refusal := answer.get("refused"):
        raise DomainError(refusal)
    return answer


def _heads(
    found: dict[str, Any], asked: list[str], required: list[str], header_row: int | None
) -> tuple[int, dict[str, int], list[str]]:
    """The row of the heads, the position of each asked column in it, and the heads not asked for.

    It is the row that has most of them; heads spread over two rows are never pieced together.
    """
    by_key = {_head_key(label): label for label in asked}
    best: tuple[int, dict[str, int], list[str]] = (0, {}, [])
    for number, cells in found["rows"]:
        if number > MAX_HEAD_ROW or (header_row and number != header_row):
            continue
        texts = [(at, cell) for at, cell in enumerate(cells) if isinstance(cell, str)]
        known = [(by_key[_head_key(text)], at) for at, text in texts if _head_key(text) in by_key]
        if len(dict(known)) != len(known):
            label = next(label for label, at in known if dict(known)[label] != at)
            raise ImportRejected(
                [RowError(found["sheet"], number, label, "有两列同名，请只留一列")]
            )
        if len(known) > len(best[1]):
            unknown = [text.strip() for _, text in texts if _head_key(text) not in by_key]
            best = (number, dict(known), [text for text in unknown if text])
    missing = [label for label in required if label not in best[1]]
    if missing:
        number = best[0] or header_row or 1
        problem = "缺少此列，请使用模板，表头只占一行"
        raise ImportRejected([RowError(found["sheet"], number, each, problem) for each in missing])
    return best


def _head_key(text: str) -> str:
    return name_key(text).strip("*")


def _warnings(found: dict[str, Any], sheet: str, unknown: list[str]) -> list[str]:
    warnings = _not_needed(unknown)
    if found["others"]:
        warnings.append(f"读取的是工作表“{sheet}”，没有读取：{'、'.join(found['others'])}。")
    if found["hidden"]:
        warnings.append(f"隐藏的工作表没有读取：{'、'.join(found['hidden'])}。")
    return warnings


def _not_needed(heads: list[str]) -> list[str]:
    return [f"“{head}”列不需要，没有读取。" for head in heads]


def _note_merged(table: Table, corners: str, header: int, columns: dict[str, int]) -> None:
    """A merged range below the heads: all but its first cell are empty, whatever one sees."""
    match = CORNERS.fullmatch(corners)
    if match is None:
        return
    left, right = _column_number(match[1]), _column_number(match[3])
    rows = range(max(int(match[2]), header + 1), min(int(match[4]), header + MOST_MERGED) + 1)
    labels = [label for label, at in columns.items() if left <= at <= right]
    if not rows or not labels:
        return
    message = f"单元格 {corners} 是合并的，请取消合并，每行都填写"
    table.errors.append(RowError(table.sheet, rows[0], labels[0], message))
    table.unusable.update((row, label) for row in rows for label in labels)


def _column_number(letters: str) -> int:
    """A is 0, as in a row of cells."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _add_row(table: Table, number: int, cells: list[Any], columns: dict[str, int]) -> None:
    values: dict[str, Cell] = {}
    faults = []
    for label, at in columns.items():
        raw = cells[at] if at < len(cells) else None
        if isinstance(raw, dict) and "fault" in raw:
            faults.append(RowError(table.sheet, number, label, raw["fault"]))
            raw = None
        values[label] = _cell(raw)
    if faults or any(value is not None for value in values.values()):
        table.errors.extend(faults)
        table.unusable.update((fault.row, fault.column) for fault in faults)
        table.rows.append(Row(number, values))


def _cell(raw: Any) -> Cell:
    if isinstance(raw, dict):
        if "date" in raw:
            return datetime.fromisoformat(raw["date"])
        return f"{plain(round(Decimal(repr(raw['percent'])) * 100, 10))}%"
    if isinstance(raw, str) and not raw.strip():
        return None
    cell: Cell = raw
    return cell
