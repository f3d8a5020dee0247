"""Where the rows of a rubric stand, and the 编号 that follows from it. Asks no database."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from assessments.results.rubrics import sort_key
from wenming.errors import DomainError


class Where(StrEnum):
    """On which side of another row; `INSIDE` is below it, as its last child."""

    BEFORE = "before"
    AFTER = "after"
    INSIDE = "inside"


class Way(StrEnum):
    """One step of a row among the others, with everything below it."""

    UP = "up"
    DOWN = "down"
    OUT = "out"
    IN = "in"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place: below `parent` (None: among the 大项), before the sibling `before` (None: last)."""

    parent: int | None
    before: int | None = None


class Outline:
    """The rows of one rubric as a tree of keys.

    Where something was moved, added or removed, the siblings are numbered 1, 2, 3 … in their
    order, and what is below a row takes its new number along. Other rows keep their numbers.
    """

    def __init__(self, codes: Mapping[int, str]) -> None:
        keys = {code: key for key, code in codes.items()}
        self._last = {key: code.rpartition(".")[2] for key, code in codes.items()}
        self._parents = {key: keys.get(code.rpartition(".")[0]) for key, code in codes.items()}
        self._children: dict[int | None, list[int]] = defaultdict(list)
        for key in sorted(codes, key=lambda each: sort_key(codes[each])):
            self._children[self._parents[key]].append(key)
        self._arranged: set[int | None] = set()

    def parent(self, key: int) -> int | None:
        return self._parents[key]

    def children(self, key: int | None) -> tuple[int, ...]:
        return tuple(self._children.get(key, ()))

    def branch(self, key: int | None) -> Iterator[int]:
        """The row and everything below it, from top to bottom; None is the whole rubric."""
        if key is not None:
            yield key
        for child in self.children(key):
            yield from self.branch(child)

    def spot(self, target: int | None, where: Where) -> Spot:
        """The place beside or below a row; without a row, behind the last 大项."""
        if target is None or where is Where.INSIDE:
            return Spot(target)
        if where is Where.BEFORE:
            return Spot(self._parents[target], target)
        return Spot(self._parents[target], self._next(target))

    def step(self, key: int, way: Way) -> Spot | None:
        """Where one step leads, or None at the edge of the tree."""
        siblings, parent = self._children[self._parents[key]], self._parents[key]
        at = siblings.index(key)
        if way is Way.UP:
            return Spot(parent, siblings[at - 1]) if at else None
        if way is Way.DOWN:
            return self.spot(siblings[at + 1], Where.AFTER) if at + 1 < len(siblings) else None
        if way is Way.IN:
            return Spot(siblings[at - 1]) if at else None
        return None if parent is None else self.spot(parent, Where.AFTER)

    def beside(self, key: int) -> int | None:
        """The next row at its level, or the one before it, or the one above it."""
        siblings = self.children(self._parents[key])
        at = siblings.index(key)
        near = [*siblings[at + 1 :], *reversed(siblings[:at])]
        return near[0] if near else self._parents[key]

    def insert(self, key: int, spot: Spot) -> None:
        """Put a new row there."""
        siblings = self._children[spot.parent]
        at = len(siblings) if spot.before is None else siblings.index(spot.before)
        siblings.insert(at, key)
        self._parents[key] = spot.parent
        self._arranged.add(spot.parent)

    def move(self, key: int, spot: Spot) -> None:
        """Put a row there with everything below it."""
        if spot.parent in set(self.branch(key)):
            raise DomainError("不能移到它自己的下级里，请选别的位置。")
        if spot.before == key:
            spot = Spot(spot.parent, self._next(key))
        self.remove(key)
        self.insert(key, spot)

    def remove(self, key: int) -> None:
        """Take a row out, with everything below it."""
        parent = self._parents[key]
        self._children[parent].remove(key)
        self._arranged.add(parent)

    def codes(self) -> dict[int, str]:
        """Every row's 编号 as it stands now, from top to bottom."""
        found: dict[int, str] = {}
        for key in self.branch(None):
            parent = self._parents[key]
            if parent in self._arranged or key not in self._last:
                own = str(self._children[parent].index(key) + 1)
            else:
                own = self._last[key]
            found[key] = own if parent is None else f"{found[parent]}.{own}"
        return found

    def _next(self, key: int) -> int | None:
        siblings = self._children[self._parents[key]]
        at = siblings.index(key) + 1
        return siblings[at] if at < len(siblings) else None


def renumbered(
    before: Mapping[int, str], after: Mapping[int, str], outline: Outline
) -> list[tuple[str, str]]:
    """The numbers that changed, old and new: of each branch its top row only."""
    changed = {
        key: (before[key], after[key])
        for key in sorted(before, key=lambda each: sort_key(before[each]))
        if after.get(key, before[key]) != before[key]
    }
    return [
        pair
        for key, pair in changed.items()
        if not _follows(pair, changed.get(outline.parent(key) or 0))
    ]


def _follows(pair: tuple[str, str], above: tuple[str, str] | None) -> bool:
    """Whether a row has only gone along with the row above it."""
    if above is None:
        return False
    (old, new), (old_above, new_above) = pair, above
    return old.rpartition(".")[0] == old_above and new == new_above + old[len(old_above) :]
