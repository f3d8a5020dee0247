"""A rubric as its workbook, and what differs between two of them, sheet by sheet and cell by cell.
Reads; writes nothing."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assessments.models import Rubric
from assessments.results.rubrics import draft_rows
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
    RubricRows,
    build_spec,
    to_rows,
)

ADDED, REMOVED, CHANGED = "新增", "删除", "修改"
# A workbook that does not say these leaves the draft's own.
KEPT_WHERE_BLANK = ("年度", "适用类型")


@dataclass(frozen=True, slots=True)
class Change:
    """One row that is new, gone or different; `cells` has column, old and new text."""

    sheet: str
    code: str
    title: str
    kind: str
    cells: tuple[tuple[str, str, str], ...] = ()


def workbook_rows(rubric: Rubric) -> RubricRows:
    """A rubric in the canonical texts of its workbook: what the export writes.

    A draft that the engine cannot read is given as it is stored.
    """
    if not rubric.is_draft:
        return to_rows(rubric.spec)
    rows = draft_rows(rubric, rubric.indicators.all())
    spec = build_spec(rows).spec
    return rows if spec is None else to_rows(spec)


def fingerprint_of(rows: RubricRows) -> str:
    """Equal for two readings of a draft exactly if nobody wrote it in between."""
    return hashlib.sha256(json.dumps(asdict(rows), sort_keys=True).encode()).hexdigest()


def changes_between(old: RubricRows, new: RubricRows) -> list[Change]:
    """What becomes of `old` when `new` takes its place."""
    parts: list[tuple[str, Mapping[str, str], Sequence[Any], Sequence[Any]]] = [
        (ITEM_SHEET, ITEM_COLUMNS, old.items, new.items),
        (BONUS_SHEET, BONUS_COLUMNS, old.bonuses, new.bonuses),
        (DEDUCTION_SHEET, DEDUCTION_COLUMNS, old.deductions, new.deductions),
        (VETO_SHEET, VETO_COLUMNS, old.vetoes, new.vetoes),
        (GRADE_SHEET, GRADE_COLUMNS, old.grades, new.grades),
    ]
    changes = list(_setting_changes(old.settings, new.settings))
    for part in parts:
        changes += _row_changes(*part)
    return changes


def _setting_changes(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for name in SETTINGS:
        before, after = old.get(name, ""), new.get(name, "")
        if before != after and (after or name not in KEPT_WHERE_BLANK):
            yield Change(SETTINGS_SHEET, "", name, CHANGED, (("内容", before, after),))


def _row_changes(
    sheet: str, columns: Mapping[str, str], old: Sequence[Any], new: Sequence[Any]
) -> Iterator[Change]:
    before, after = _by_code(old, columns), _by_code(new, columns)
    for code, cells in after.items():
        title = cells.get("名称", cells.get("情形", ""))
        stored = before.get(code)
        if stored is None:
            yield Change(sheet, code, title, ADDED)
        elif stored != cells:
            different = [
                (head, stored[head], cells[head]) for head in cells if stored[head] != cells[head]
            ]
            yield Change(sheet, code, title, CHANGED, tuple(different))
    for code, cells in before.items():
        if code not in after:
            yield Change(sheet, code, cells.get("名称", cells.get("情形", "")), REMOVED)
    order = [code for code in before if code in after]
    if sheet != ITEM_SHEET and order != [code for code in after if code in before]:
        yield Change(sheet, "", "次序", CHANGED)


def _by_code(rows: Sequence[Any], columns: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Rows by what names them: the first column of their sheet."""
    cells = [{head: getattr(row, field) for field, head in columns.items()} for row in rows]
    return {next(iter(row.values())): row for row in cells}
