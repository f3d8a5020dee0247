"""A rubric as its workbook, and what differs between two of them, sheet by sheet and cell by cell.
Reads; writes nothing."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assessments.models import Rubric
from assessments.results.rubric_matching import Known, follows, matched
from assessments.results.rubrics import draft_rows
from assessments.results.text_runs import Run, runs_between
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

ADDED, REMOVED, CHANGED, RENUMBERED = "新增", "删除", "修改", "改号"
# A workbook that does not say these leaves the draft's own.
KEPT_WHERE_BLANK = ("年度", "适用类型")
# What a row is called and what it demands; the rest says what it is worth and how.
TITLES = ("名称", "情形")
NAMING = frozenset({"编号", "标准", "等次", *TITLES})


@dataclass(frozen=True, slots=True)
class Change:
    """One row that is new, gone or different; `cells` has column, old and new text of what differs
    (of all it says, where it is new or gone).

    `was` is its 编号 before, where the row itself has moved and not only its heading.
    """

    sheet: str
    code: str
    title: str
    kind: str
    cells: tuple[tuple[str, str, str], ...] = ()
    was: str = ""

    @property
    def marked(self) -> list[tuple[str, tuple[Run, ...]]]:
        """Each cell's column, and its text with what changed inside of it."""
        return [(column, runs_between(old, new)) for column, old, new in self.cells]


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


def changes_between(
    old: RubricRows, new: RubricRows, *, kept: Sequence[str] = KEPT_WHERE_BLANK
) -> list[Change]:
    """What becomes of `old` when `new` takes its place; blanks of `kept` settings change nothing.

    A row that only carries another 编号 now is the same row (see `rubric_matching`).
    """
    parts: list[tuple[str, Mapping[str, str], Sequence[Any], Sequence[Any]]] = [
        (ITEM_SHEET, ITEM_COLUMNS, old.items, new.items),
        (BONUS_SHEET, BONUS_COLUMNS, old.bonuses, new.bonuses),
        (DEDUCTION_SHEET, DEDUCTION_COLUMNS, old.deductions, new.deductions),
        (VETO_SHEET, VETO_COLUMNS, old.vetoes, new.vetoes),
        (GRADE_SHEET, GRADE_COLUMNS, old.grades, new.grades),
    ]
    changes = list(_setting_changes(old.settings, new.settings, kept))
    for part in parts:
        changes += _row_changes(*part)
    return changes


def _setting_changes(
    old: Mapping[str, str], new: Mapping[str, str], kept: Sequence[str]
) -> Iterator[Change]:
    for name in SETTINGS:
        before, after = old.get(name, ""), new.get(name, "")
        if before != after and (after or name not in kept):
            yield Change(SETTINGS_SHEET, "", name, CHANGED, (("内容", before, after),))


def item_pairs(old: RubricRows, new: RubricRows) -> dict[str, str]:
    """The old 编号 of every item that was there before."""
    before, after = (_by_code(rows.items, ITEM_COLUMNS) for rows in (old, new))
    return matched(map(_known, before.values()), map(_known, after.values()))


def _row_changes(
    sheet: str, columns: Mapping[str, str], old: Sequence[Any], new: Sequence[Any]
) -> Iterator[Change]:
    before, after = _by_code(old, columns), _by_code(new, columns)
    pairs = matched(map(_known, before.values()), map(_known, after.values()))
    for code, cells in after.items():
        if code in pairs:
            yield from _cell_changes(sheet, cells, before[pairs[code]], pairs)
        else:
            said = tuple((head, "", text) for head, text in _told(cells))
            yield Change(sheet, code, _title(cells), ADDED, said)
    stayed = set(pairs.values())
    for code, cells in before.items():
        if code not in stayed:
            said = tuple((head, text, "") for head, text in _told(cells))
            yield Change(sheet, code, _title(cells), REMOVED, said)
    order = [code for code in before if code in stayed]
    if sheet != ITEM_SHEET and order != [pairs[code] for code in after if code in pairs]:
        yield Change(sheet, "", "次序", CHANGED)


def _cell_changes(
    sheet: str, cells: Mapping[str, str], stored: Mapping[str, str], pairs: Mapping[str, str]
) -> Iterator[Change]:
    name, *others = cells
    code, was = cells[name], stored[name]
    different = tuple(
        (head, stored[head], cells[head]) for head in others if stored[head] != cells[head]
    )
    moved = "" if follows(code, was, pairs) else was
    if different or moved:
        kind = CHANGED if different else RENUMBERED
        yield Change(sheet, code, _title(cells), kind, different, moved)


def _by_code(rows: Sequence[Any], columns: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Rows by what names them: the first column of their sheet."""
    cells = [{head: getattr(row, field) for field, head in columns.items()} for row in rows]
    return {next(iter(row.values())): row for row in cells}


def _title(cells: Mapping[str, str]) -> str:
    return next((cells[head] for head in TITLES if head in cells), "")


def _told(cells: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a row says besides its 编号 and its name."""
    others = [*cells.items()][1:]
    return [(head, text) for head, text in others if text and head not in TITLES]


def _known(cells: Mapping[str, str]) -> Known:
    """A grade has no other name than the one in its first column."""
    code = next(iter(cells.values()))
    rest = tuple(text for head, text in cells.items() if head not in NAMING)
    return Known(code, _title(cells) or code, cells.get("标准", ""), rest)
