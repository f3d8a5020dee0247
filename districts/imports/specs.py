"""What an import is: its columns, who may use it, how a row is planned, and who writes it.

An area declares one ImportSpec in `imports/<area>.py` and adds it to SPECS in `imports/__init__`;
upload, preview with every fault, template, list of faults and confirmation come with it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from districts.imports.rows import (
    NEW,
    SAME,
    ImportRow,
    Known,
    Planned,
    headings,
    plain,
    shown,
)
from districts.roles import Standing
from wenming.accounts.models import User

EXAMPLE = "示例"
SUMS = "合计"  # the last line of our own exports
GUIDE = "填写说明"  # the second sheet of our own template
RowPlanner = Callable[[ImportRow], Planned]
COMMON_RULES = (
    "带“示例”的一行不会导入，可以删除。",
    "有一行不对，全部都不导入；系统会一次列出所有问题。",
)
ENTRY_RULES = (
    *COMMON_RULES,
    "日期写成 2026-03-01 或 2026年3月1日，也可以用 Excel 的日期格式。",
    "单位、乡镇、部门、村只能填已登记的名称，见下表。",
    "与系统中已有的记录相同的行不会重复导入。",
)


@dataclass(frozen=True, slots=True)
class Asker:
    """For whom an import is read: names are looked up among what this person may see."""

    user: User
    standing: Standing


class Writer(Protocol):
    """Writes what was planned. Whether `by` may has been asked in the same transaction."""

    def __call__(self, rows: Any, *, standing: Standing, by: User, at: datetime) -> None: ...


def as_they_are(rows: Sequence[Planned]) -> Any:
    return rows


@dataclass(frozen=True, slots=True)
class ImportSpec:
    """`code` stands in the address and on the draft; `example` is the template's one row.

    `known` loads what the row's names may refer to, `planner` makes the function that plans one
    valid row; both load what they need once. `write` gets the planned rows inside the
    confirmation's transaction; `prepare` does what is slow before any lock is held.
    """

    code: str
    label: str
    form: type[ImportRow]
    example: Sequence[object]
    rules: Sequence[str]
    list_view: str
    may: Callable[[Standing], bool]
    known: Callable[[Asker], Mapping[str, Known]]
    planner: Callable[[Asker], RowPlanner]
    write: Writer
    prepare: Callable[[Sequence[Planned]], Any] = as_they_are


def entry_planner(
    stored: Iterable[str], form: type[ImportRow], title: Callable[[ImportRow], str]
) -> RowPlanner:
    """Plans rows that only add: new, or the same as one whose key is among `stored`."""
    heads, keys = headings(form), set(stored)

    def plan(row: ImportRow) -> Planned:
        given = row.given
        return {
            "state": SAME if row.key in keys else NEW,
            "name": title(row),
            "values": {name: plain(value) for name, value in given.items()},
            "changes": [[heads[name], "", shown(value)] for name, value in given.items()],
        }

    return plan
