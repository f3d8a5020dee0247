"""Writing the tree of a draft rubric: all of it at once, or a row or branch at a time.

编号 follow the place: where something is added, moved, copied or removed, the siblings are numbered
1, 2, 3 … and what is below them goes along. A draft has no answers, so nothing hangs on a number.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import MINYEAR, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F

from assessments.actions.rubrics import locked_draft, require_editor
from assessments.models import Indicator, Rubric
from assessments.results.rubric_editor import outline_of, stamp_of
from assessments.results.rubric_outline import Spot, Way, Where, renumbered
from assessments.results.rubric_readback import read_back
from assessments.results.rubrics import item_row
from assessments.scoring import (
    ITEM_COLUMNS,
    ItemRow,
    ScoringRule,
    SpecError,
    build_tree,
    parse_code,
)
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError
from wenming.numbers import parse_decimal, parse_optional_decimal

POINT_PLACES = 3
WEIGHT_PLACES = 2
MAX_POINTS = 99999
MOST_NAMED = 6
NEW = -1  # the key of a row that is not stored yet; further ones count down from it
EDGES = {
    Way.UP: "已经排在最前",
    Way.DOWN: "已经排在最后",
    Way.IN: "前面没有同级的项目，不能降级",
    Way.OUT: "已经是大项，不能再升级",
}


class EdgeReached(DomainError):
    """A step that would leave the tree: nothing is wrong, nothing moves."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row, and which 编号 changed with it: of each branch its top row."""

    row_id: int
    label: str
    was: str
    renumbered: tuple[tuple[str, str], ...]

    @property
    def numbers(self) -> str:
        """Which 编号 changed, as a sentence; empty where none did."""
        if not self.renumbered:
            return ""
        shown = "，".join(f"{old} → {new}" for old, new in self.renumbered[:MOST_NAMED])
        more = f"等 {len(self.renumbered)} 处" if len(self.renumbered) > MOST_NAMED else ""
        return f"编号变化：{shown}{more}，下级一并改号。"


@transaction.atomic
def fill_rubric(rubric: Rubric, rows: Sequence[ItemRow], *, by: User, at: datetime) -> None:
    """Replace every row of a draft, or refuse all of them with everything that is wrong."""
    rubric = locked_draft(rubric)
    require_editor(by)
    require_readable(rows)
    before = rubric.indicators.count()
    rubric.indicators.all().delete()
    Indicator.objects.bulk_create([Indicator(rubric=rubric, **fields_of(row)) for row in rows])
    record(
        "rubric.fill", on=rubric, by=by, at=at, before={"rows": before}, after={"rows": len(rows)}
    )


@transaction.atomic
def add_row(
    rubric: Rubric,
    row: ItemRow,
    *,
    target: int | None,
    where: Where,
    by: User,
    at: datetime,
) -> Outcome:
    """Add a row below or beside another one; without one, as the last 大项. It gets its own 编号.

    A row without 给分方式 counts as unfinished until it has rows below it.
    """
    rows = _Rows(rubric, by)
    if target is not None:
        rows.require(target)
    rows.outline.insert(NEW, rows.outline.spot(target, where))
    code = rows.outline.codes()[NEW]
    _require_sound(replace(row, code=code), has_children=False)
    rows.renumber()
    added = Indicator.objects.create(rubric=rows.rubric, **fields_of(replace(row, code=code)))
    said = _texts([item_row(added)])
    return rows.done("rubric.add-row", added, by=by, at=at, after=said)


@transaction.atomic
def save_row(indicator: Indicator, row: ItemRow, *, version: int, by: User, at: datetime) -> None:
    """Change what one row says; its 编号 stays, whatever `row` says about it.

    `version` is the one the editor had on screen; a later one is a Conflict with both versions.
    """
    rows = _Rows(indicator.rubric, by)
    stored = rows.require(indicator.pk)
    row = replace(row, code=stored.code, id=stored.pk)
    before = item_row(stored)
    if before == row:
        return
    guard_version(stored, version, current=cells_of(before), typed=cells_of(row))
    _require_sound(row, has_children=bool(rows.outline.children(stored.pk)))
    Indicator.objects.filter(pk=stored.pk).update(**fields_of(row))
    rows.note("rubric.save-row", by=by, at=at, before=_texts([before]), after=_texts([row]))


@transaction.atomic
def move_branch(
    rubric: Rubric,
    seen: str,
    goal: Way | tuple[int | None, Where],
    *,
    by: User,
    at: datetime,
) -> Outcome:
    """Move a row with everything below it: one step, or beside or below another row.

    A step over the edge of the tree is refused with the reason. `seen` names the row and where it
    stood when the page was made (`results.rubric_editor.seen_of`): a Conflict if it has moved.
    """
    rows = _Rows(rubric, by)
    moved = rows.as_seen(seen)
    rows.outline.move(moved.pk, rows.spot_of(moved, goal))
    rows.renumber()
    return rows.done("rubric.move-branch", moved, by=by, at=at)


@transaction.atomic
def copy_branch(
    rubric: Rubric,
    seen: str,
    goal: tuple[int | None, Where],
    *,
    by: User,
    at: datetime,
) -> Outcome:
    """Copy a row with everything below it; the copy is numbered by its place, from 1 below it."""
    rows = _Rows(rubric, by)
    source = rows.as_seen(seen)
    sources = [rows.by_id[pk] for pk in rows.outline.branch(source.pk)]
    keys = {each.pk: NEW - number for number, each in enumerate(sources)}
    rows.outline.insert(NEW, rows.spot_of(source, goal))
    for each in sources[1:]:
        parent = rows.outline.parent(each.pk) or 0
        rows.outline.insert(keys[each.pk], Spot(keys[parent]))
    codes = rows.outline.codes()
    copies = [replace(item_row(each), code=codes[keys[each.pk]], id=None) for each in sources]
    rows.renumber()
    created = Indicator.objects.bulk_create(
        [Indicator(rubric=rows.rubric, **fields_of(row)) for row in copies]
    )
    return rows.done("rubric.copy-branch", created[0], by=by, at=at, after=_texts(copies))


@transaction.atomic
def delete_branch(rubric: Rubric, seen: str, *, by: User, at: datetime) -> Outcome:
    """Remove a row with everything below it; those behind it move up.

    A Conflict, with the branch as it is now, if anybody has written it since it was seen.
    """
    rows = _Rows(rubric, by)
    gone = rows.as_seen(seen, whole=True)
    branch = [rows.by_id[pk] for pk in rows.outline.branch(gone.pk)]
    before = _texts(map(item_row, branch))
    beside = rows.outline.beside(gone.pk)
    rows.outline.remove(gone.pk)
    Indicator.objects.filter(pk__in=[each.pk for each in branch]).delete()
    rows.renumber()
    outcome = rows.done("rubric.delete-branch", gone, by=by, at=at, before=before)
    return replace(outcome, row_id=beside or 0)


class _Rows:
    """The rows of a draft that is locked for one act of somebody who may edit it."""

    def __init__(self, rubric: Rubric, by: User) -> None:
        self.rubric = locked_draft(rubric)
        require_editor(by)
        self.by_id = {each.pk: each for each in self.rubric.indicators.all()}
        self.before = {pk: each.code for pk, each in self.by_id.items()}
        self.outline = outline_of(self.by_id.values())

    def require(self, pk: int) -> Indicator:
        if pk not in self.by_id:
            raise Conflict("这一行已被他人删除，或重新导入过，没有保存。请刷新页面后再试。")
        return self.by_id[pk]

    def as_seen(self, seen: str, *, whole: bool = False) -> Indicator:
        """The row that the page named; with `whole`, nothing of its branch may have changed."""
        pk, _, rest = seen.partition(":")
        code, _, stamp = rest.partition(":")
        if not re.fullmatch(r"[0-9]{1,18}", pk):
            raise DomainError("请先选中一行。", field="row")
        row = self.require(int(pk))
        branch = [self.by_id[each] for each in self.outline.branch(row.pk)]
        if row.code != code:
            raise Conflict(
                f"“{row.title}”已被他人移动，没有办理。请刷新页面后再试。",
                current={"编号": row.code},
                typed={"编号": code},
            )
        if whole and stamp_of(branch) != stamp:
            now = _texts(map(item_row, branch))
            raise Conflict(
                f"“{row}”在您打开页面之后被他人改过，没有办理。请看过再办。", current=now
            )
        return row

    def spot_of(self, row: Indicator, goal: Way | tuple[int | None, Where]) -> Spot:
        if not isinstance(goal, Way):
            target, where = goal
            if target is not None:
                self.require(target)
            return self.outline.spot(target, where)
        spot = self.outline.step(row.pk, goal)
        if spot is None:
            raise EdgeReached(f"“{row}”{EDGES[goal]}，没有移动。")
        return spot

    def renumber(self) -> None:
        """Write the 编号 that follow from the outline, each along with what is below it."""
        codes = self.outline.codes()
        moved = [
            self.by_id[pk]
            for pk, code in codes.items()
            if pk in self.by_id and self.by_id[pk].code != code
        ]
        for code in codes.values():
            require_code(code)
        _park(moved)
        for row in moved:
            row.code = codes[row.pk]
        Indicator.objects.bulk_update(moved, ["code"])

    def done(
        self,
        verb: str,
        row: Indicator,
        *,
        by: User,
        at: datetime,
        before: Mapping[str, str] | None = None,
        after: Mapping[str, str] | None = None,
    ) -> Outcome:
        """Note an act that may have changed 编号, and say which."""
        was, codes = self.before.get(row.pk, ""), self.outline.codes()
        pairs = renumbered(self.before, codes, self.outline)
        now = codes.get(row.pk, "" if was else row.code)
        self.note(
            verb,
            by=by,
            at=at,
            before={"编号": was, **(before or {})},
            after={"编号": now, **(after or {}), "改号": [f"{a} → {b}" for a, b in pairs]},
        )
        return Outcome(row.pk, str(row), was, tuple(pairs))

    def note(self, verb: str, *, by: User, at: datetime, before: Any, after: Any) -> None:
        record(verb, on=self.rubric, by=by, at=at, before=before, after=after)


def guard_version(
    row: models.Model, version: int, *, current: Mapping[str, str], typed: Mapping[str, str]
) -> None:
    """Count one change of a row, or raise a Conflict with what differs: it has been changed."""
    rows = type(row)._default_manager.filter(pk=row.pk, version=version)
    if rows.update(version=F("version") + 1):
        return
    differ = {label for label in typed if typed[label] != current[label]}
    raise Conflict(
        "这一行在您编辑期间已被他人修改，没有保存。",
        current={label: text for label, text in current.items() if label in differ},
        typed={label: text for label, text in typed.items() if label in differ},
    )


def cells_of(row: ItemRow) -> dict[str, str]:
    """What a row says, by the heads of the workbook; not its 编号, which follows its place."""
    cells = {head: getattr(row, field) for field, head in ITEM_COLUMNS.items()}
    return {head: text for head, text in cells.items() if head != ITEM_COLUMNS["code"]}


def require_code(code: str) -> None:
    """A 编号 that a place leads to; too deep a place is refused."""
    try:
        parse_code(code)
    except SpecError as error:
        raise DomainError(f"{error}，请放到浅一些的位置。") from error


def _require_sound(row: ItemRow, *, has_children: bool) -> None:
    """What the editor's form has checked already, for whoever calls without it."""
    found = read_back(row, has_children=has_children, year=MINYEAR).problems
    if found:
        raise DomainError(f"{found[0].column}：{found[0].message}")


def require_readable(rows: Sequence[ItemRow]) -> None:
    """The engine must be able to read every row; its sums may still be wrong in a draft."""
    problems = build_tree(rows).errors
    if problems:
        more = f"（共 {len(problems)} 处）" if len(problems) > 1 else ""
        first = problems[0]
        raise DomainError(f"{first.code} {first.column}：{first.message}{more}".strip())


def fields_of(row: ItemRow) -> dict[str, Any]:
    """A row's texts as the columns of an Indicator; a number that is none is a DomainError."""
    return {
        "code": parse_code(row.code),
        "title": row.title,
        "standard": row.standard,
        "points": parse_decimal(row.points, places=POINT_PLACES, minimum=0, maximum=MAX_POINTS),
        "rule": ScoringRule.from_word(row.rule).value if row.rule else "",
        "params": row.parameters,
        "weight": parse_optional_decimal(
            row.weight.rstrip("%％"), places=WEIGHT_PLACES, minimum=0, maximum=100
        ),
        "methods": row.methods,
        "scored_by": row.scored_by,
        "applies_if": row.condition,
        "exempt_if": row.exemption,
        "evidence_rule": row.evidence,
        "window": row.window,
    }


def _park(rows: Iterable[Indicator]) -> None:
    """Free the 编号 of these rows for a moment; a 编号 never starts with "~"."""
    parked = [Indicator(pk=row.pk, code=f"~{row.pk}") for row in rows]
    Indicator.objects.bulk_update(parked, ["code"])


def _texts(rows: Iterable[ItemRow]) -> dict[str, str]:
    """Rows as one line of text each, for the trail and for the page that shows two versions."""
    return {row.code: _line(replace(row, id=None)) for row in rows}


def _line(row: ItemRow) -> str:
    said = {
        "分值": row.points,
        "给分方式": row.rule,
        "参数": row.parameters,
        "权重": row.weight,
        "考核方式": row.methods,
        "评分主体": row.scored_by,
        "适用条件": row.condition,
        "免评条件": row.exemption,
        "佐证要求": row.evidence,
        "填报窗口": row.window,
        "标准": row.standard,
    }
    rest = "；".join(f"{label} {text}" for label, text in said.items() if text)
    return f"{row.title}（{rest}）"
