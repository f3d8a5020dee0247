"""A table out of an uploaded workbook: found by its heads, every fault with the place Excel shows.

The file is hostile until proven otherwise: `archive` looks at the zip directory, then `child`
parses it in a process with limits on memory and time.
"""

import json
import logging
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

CHILD = Path(__file__).with_name("child.py")
SECONDS = 40
# A title, a unit line and a two-row head may stand above the data.
MAX_HEAD_ROW = 10
UNREADABLE = "工作簿无法读取，可能太大或已损坏。请只保留需要的工作表，重新保存后再上传。"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of data. `values` has the asked columns that the table has, blanks as None."""

    number: int
    values: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """What was read. `errors` are cells nobody could use (formulas, #N/A); their value is None."""

    sheet: str
    header: list[str]
    rows: list[Row]
    warnings: list[str] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


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
    try:
        check_archive(file)
        found = _parsed(file, sheet or "", max_rows + MAX_HEAD_ROW, max_columns)
    except DomainError as refusal:
        raise ImportRejected([RowError("", 0, "", refusal.message)]) from refusal
    asked = [*required, *optional]
    number, columns, unknown = _heads(found, asked, list(required), header_row)
    table = Table(found["sheet"], list(columns), [], _warnings(found, unknown))
    for row_number, cells in found["rows"]:
        if row_number > number:
            _add_row(table, row_number, cells, columns)
    if not table.rows:
        raise ImportRejected([RowError(table.sheet, 0, "", "表头下面没有数据")])
    return table


def _parsed(file: IO[bytes], sheet: str, max_rows: int, max_columns: int) -> dict[str, Any]:
    """What the child says. Whatever kills it (memory, time) is the file's fault."""
    command = [sys.executable, "-I", str(CHILD), sheet, str(max_rows), str(max_columns)]
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


def _warnings(found: dict[str, Any], unknown: list[str]) -> list[str]:
    warnings = [f"“{head}”列不需要，没有读取。" for head in unknown]
    if found["others"]:
        warnings.append(
            f"读取的是工作表“{found['sheet']}”，没有读取：{'、'.join(found['others'])}。"
        )
    if found["hidden"]:
        warnings.append(f"隐藏的工作表没有读取：{'、'.join(found['hidden'])}。")
    return warnings


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
