"""Two versions of a rubric side by side: what kind of changes, which rows, what became of the sums.
Reads; writes nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.models import Rubric
from assessments.results.rubric_changes import (
    ADDED,
    REMOVED,
    RENUMBERED,
    Change,
    changes_between,
    item_pairs,
)
from assessments.results.rubrics import counted_points, sort_key
from assessments.scoring import ItemRow, RubricRows
from wenming.numbers import plain

POINTS, RULE, TEXT, OTHERS = "分值改动", "给分办法改动", "文字改动", "其他改动"
KINDS = (ADDED, REMOVED, RENUMBERED, POINTS, RULE, TEXT, OTHERS)
KIND_OF = {
    **dict.fromkeys(("分值", "权重", "每次", "下限", "名额比例"), POINTS),
    **dict.fromkeys(("给分方式", "参数", "计次", "瞒报加倍", "汇总", "同类组"), RULE),
    **dict.fromkeys(("名称", "标准", "情形", "后果"), TEXT),
}
KIND_OF_SETTING = {
    **dict.fromkeys(("满分", "身份基数", "加分封顶", "自评门槛", "合格线"), POINTS),
    **dict.fromkeys(("加分位置", "不适用处理"), RULE),
    "名称": TEXT,
}


@dataclass(frozen=True, slots=True)
class HeadSums:
    """What one 大项 counts before and after; None where it is not there. `scale` is for bars."""

    label: str
    before: Decimal | None
    after: Decimal | None
    scale: Decimal

    @property
    def difference(self) -> str:
        """The change with its sign, "" where there is none."""
        change = (self.after or Decimal(0)) - (self.before or Decimal(0))
        if not change:
            return ""
        return f"{'+' if change > 0 else '−'}{plain(abs(change))}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs, and how much of it there is of each kind."""

    changes: list[Change]
    heads: list[HeadSums]
    total: HeadSums

    @property
    def counts(self) -> list[tuple[str, int]]:
        """The kinds that there are, with how many rows each has."""
        found = Counter(kind for change in self.changes for kind in kinds_of(change))
        return [(kind, found[kind]) for kind in KINDS if found[kind]]

    @property
    def summary(self) -> str:
        """ "新增 3 项、删除 1 项、分值改动 5 项" """
        return "、".join(f"{kind} {count} 项" for kind, count in self.counts)

    def of_kind(self, kind: str) -> list[Change]:
        """The changes of one kind; all of them for anything that is no kind."""
        if kind not in KINDS:
            return self.changes
        return [change for change in self.changes if kind in kinds_of(change)]


def kinds_of(change: Change) -> frozenset[str]:
    """Everything that a change is: a row may have moved and be worth more."""
    if change.kind in (ADDED, REMOVED):
        return frozenset([change.kind])
    kinds = KIND_OF if change.code else KIND_OF_SETTING
    columns = [column for column, _, _ in change.cells] if change.code else [change.title]
    found = {kinds.get(column, OTHERS) for column in columns}
    return frozenset(found | ({RENUMBERED} if change.was else set()))


def compared(old: RubricRows, new: RubricRows) -> Comparison:
    """What differs between two versions, in the order of the workbook."""
    changes = changes_between(old, new, kept=())
    sheets = {change.sheet: place for place, change in reversed(list(enumerate(changes)))}
    changes.sort(key=lambda change: (sheets[change.sheet], _place(change)))
    heads = _head_sums(old.items, new.items, item_pairs(old, new))
    before, after = (_sum_of(rows.items) for rows in (old, new))
    return Comparison(changes, heads, HeadSums("合计", before, after, Decimal(0)))


def _place(change: Change) -> tuple[tuple[int, str], ...]:
    """By 编号; settings and orders have none and stay as they come."""
    return sort_key(change.code) if change.code and change.code[0].isdigit() else ()


def _head_sums(
    old: Sequence[ItemRow], new: Sequence[ItemRow], pairs: Mapping[str, str]
) -> list[HeadSums]:
    before, after = _heads(old), _heads(new)
    counted = [*map(counted_points, before.values()), *map(counted_points, after.values())]
    scale = max(counted, default=Decimal(1)) or Decimal(1)
    found = []
    for code, row in after.items():
        was = before.get(pairs.get(code, ""))
        points = None if was is None else counted_points(was)
        found.append(HeadSums(_label(row, was), points, counted_points(row), scale))
    stayed = set(pairs.values())
    gone = [row for code, row in before.items() if code not in stayed]
    return found + [HeadSums(_label(row), counted_points(row), None, scale) for row in gone]


def _heads(rows: Iterable[ItemRow]) -> dict[str, ItemRow]:
    return {row.code: row for row in rows if "." not in row.code}


def _sum_of(rows: Iterable[ItemRow]) -> Decimal:
    return sum(map(counted_points, _heads(rows).values()), Decimal(0))


def _label(row: ItemRow, was: ItemRow | None = None) -> str:
    moved = f"（原 {was.code}）" if was is not None and was.code != row.code else ""
    return f"{row.code} {row.title}{moved}"


def usual_other(rubric: Rubric, others: Sequence[Rubric]) -> Rubric | None:
    """What a version is compared with unless somebody says otherwise.

    The one that it was made from; else the latest of an earlier year for one of its types; else
    the version before. `others` are newest first, with their types.
    """
    by_id: Mapping[int, Rubric] = {other.pk: other for other in others}
    if rubric.based_on_id is not None and rubric.based_on_id in by_id:
        return by_id[rubric.based_on_id]
    types = {each.pk for each in rubric.unit_types.all()}
    for other in others:
        shared = types & {each.pk for each in other.unit_types.all()}
        if other.year < rubric.year and shared and not other.is_draft:
            return other
    for other in others:
        if (other.year, other.name) == (
            rubric.year,
            rubric.name,
        ) and other.version < rubric.version:
            return other
    return None
