"""Runs as a process of its own: parses the workbook on its standard input under hard limits.

Started by file name, so it imports neither Django nor the rest of the system. Prints one JSON
object: {"sheets": [sheet, …], "others", "hidden"} or {"refused": sentence}. A sheet is {"sheet",
"rows": [[number, [cell, …]], …], "merged": ["A3:A5", …]}; a cell is null, text, number, true/false,
{"date": iso}, {"percent": number} or {"fault": sentence}.
"""

from __future__ import annotations

import json
import math
import re
import resource
import sys
import warnings
from contextlib import closing
from datetime import date, datetime, time
from itertools import islice
from typing import IO, Any

from openpyxl import load_workbook

MEMORY = 256 * 1024 * 1024
CPU_SECONDS = 15
MAX_TEXT = 10_000
MAX_OUTPUT = 30_000_000
# Beyond this Excel itself has lost the last digits: id numbers, bank accounts.
EXACT_UP_TO = 10**15
QUOTED = re.compile(r'"[^"]*"|\\.')
MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"'
)
MOST_MERGED = 1_000


class Refused(Exception):
    """A sentence for the user."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    warnings.simplefilter("ignore")
    wanted, max_rows, max_columns = json.loads(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    try:
        answer = read(sys.stdin.buffer, wanted, max_rows, max_columns)
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": "工作簿太大，没有读取。请删除多余的内容后再上传。"}
    except Exception as error:  # whatever openpyxl stumbles over, the file is at fault
        sys.stderr.write(repr(error))
        answer = {"refused": "工作簿已损坏，无法读取。请在 Excel 或 WPS 中重新保存后再上传。"}
    sys.stdout.write(json.dumps(answer))


def read(file: IO[bytes], wanted: list[str], max_rows: int, max_columns: int) -> dict[str, Any]:
    """The visible sheets called as `wanted` says, or the first that has anything."""
    book = load_workbook(file, read_only=True, keep_links=False)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    found = []
    for sheet in visible:
        if wanted and sheet.title.strip() not in wanted:
            continue
        rows = read_rows(sheet, max_rows, max_columns)
        if wanted or rows:
            merged = merged_cells(sheet) if wanted else []
            found.append({"sheet": sheet.title, "rows": rows, "merged": merged})
        if found and not wanted:
            break
    names = [each["sheet"] for each in found]
    others = [sheet.title for sheet in visible if sheet.title not in names]
    return {"sheets": found, "others": others, "hidden": hidden}


def merged_cells(sheet: Any) -> list[str]:
    """The merged ranges, which openpyxl does not tell in read-only mode. A sheet of only a few
    rows may declare a million of them, so no more are taken than anybody would mend."""
    with closing(sheet._get_source()) as source:
        found = islice(MERGED.finditer(source.read()), MOST_MERGED)
        return [match[1].decode("ascii") for match in found]


def read_rows(sheet: Any, max_rows: int, max_columns: int) -> list[list[Any]]:
    """Every row that has anything in its first columns, with the number Excel shows."""
    sheet.reset_dimensions()  # what the file says of its own size may be a lie
    rows: list[list[Any]] = []
    size, before = 0, None
    for number, line in enumerate(sheet.iter_rows(max_col=max_columns), start=1):
        if line is before:  # openpyxl fills a gap of a million rows with one and the same tuple
            continue
        before = line
        cells = [plain(cell) for cell in line]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            continue
        if number > max_rows:
            raise Refused(f"表格超过 {max_rows} 行，请分成几个文件导入。")
        size += sum(len(cell) if isinstance(cell, str) else 20 for cell in cells)
        if size > MAX_OUTPUT:
            raise Refused("工作簿里的文字太多，请分成几个文件导入。")
        rows.append([number, cells])
    return rows


def plain(cell: Any) -> Any:
    """One cell as JSON."""
    value = cell.value
    if value is None or isinstance(value, bool):
        return value
    if cell.data_type == "f":
        return {"fault": "单元格里是公式，请改为数值（复制后选择性粘贴为数值）"}
    if cell.data_type == "e":
        return {"fault": f"单元格里是错误值 {value}"}
    if isinstance(value, str):
        return value if len(value) <= MAX_TEXT else {"fault": f"文字超过 {MAX_TEXT} 字"}
    if isinstance(value, int | float):
        return number(value, cell.number_format)
    return moment(value)


def number(value: float, number_format: str) -> Any:
    if math.isnan(value) or abs(value) >= EXACT_UP_TO:
        return {"fault": "数字过长，Excel 已丢失末几位，请把单元格设为文本格式后重新填写"}
    if "%" in QUOTED.sub("", number_format or ""):
        return {"percent": value}
    return value


def moment(value: object) -> Any:
    """Dates and date-times; a mere time of day or a duration is no value of any table here."""
    if isinstance(value, datetime):
        return {"date": value.isoformat()}
    if isinstance(value, date):
        return {"date": datetime.combine(value, time()).isoformat()}
    return {"fault": "单元格的内容无法识别"}


if __name__ == "__main__":
    main()
