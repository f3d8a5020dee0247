"""Which row of one version of a rubric is which row of another, wherever its 编号 has gone.

A row that is put in before others moves them all: told by 编号 alone, each of them would seem to be
another row. So rows are known by what they say, under their own heading first, and only what is
left by its 编号.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

ALIKE = 0.5
READ = 200
SHORTEST_TITLE, SHORTEST_STANDARD = 2, 6


@dataclass(frozen=True, slots=True)
class Known:
    """What a row is known by; `rest` is all else that it says."""

    code: str
    title: str
    standard: str = ""
    rest: tuple[str, ...] = ()

    @property
    def parent(self) -> str:
        return self.code.rpartition(".")[0]


Key = Callable[[Known, str], Hashable | None]
"""What two rows have in common if they are one, from a row and its heading's 编号 in the old
version; None if the row has nothing of the kind."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to know a row again. `in_order`: rows that share the key are paired one by one."""

    key: Key
    in_order: bool = False


RULES = (
    Rule(lambda row, parent: (parent, row.title, row.standard), in_order=True),
    Rule(lambda row, parent: (parent, row.title), in_order=True),
    Rule(lambda row, parent: (row.title, row.standard) if row.standard else None),
    Rule(lambda row, parent: (parent, row.standard) if row.standard else None),
    Rule(lambda row, parent: row.title if len(row.title) >= SHORTEST_TITLE else None),
    Rule(lambda row, parent: row.standard if len(row.standard) >= SHORTEST_STANDARD else None),
)


def matched(old: Iterable[Known], new: Iterable[Known]) -> dict[str, str]:
    """The old 编号 of every new row that was there before."""
    before = {row.code: _plain(row) for row in old}
    after = {row.code: _plain(row) for row in new}
    pairs: dict[str, str] = {}
    while found := _next_pairs(before, after, pairs):
        pairs |= found
    return pairs


def follows(code: str, was: str, pairs: Mapping[str, str]) -> bool:
    """Whether a row stands where it stood: its 编号 is the same, or changed with its heading's."""
    parent, _, own = code.rpartition(".")
    old_parent, _, old_own = was.rpartition(".")
    return own == old_own and (pairs.get(parent, "") if parent else "") == old_parent


def _plain(row: Known) -> Known:
    """White space tells no rows apart."""
    title, standard = ("".join(text.split()) for text in (row.title, row.standard))
    return Known(row.code, title, standard, row.rest)


def _next_pairs(
    before: Mapping[str, Known], after: Mapping[str, Known], pairs: Mapping[str, str]
) -> dict[str, str]:
    """What the first rule finds that finds anything; at last, what kept its 编号 and is alike."""
    taken = set(pairs.values())
    old = [row for row in before.values() if row.code not in taken]
    new = [row for row in after.values() if row.code not in pairs]
    headings = {row.code: row.parent for row in old}
    for rule in RULES:
        here = _grouped(rule.key, old, headings)
        there = _grouped(
            rule.key, new, {row.code: pairs.get(row.parent, row.parent and "?") for row in new}
        )
        found = {
            row.code: one.code
            for key, rows in there.items()
            if len(rows) == len(here.get(key, ())) and (rule.in_order or len(rows) == 1)
            for row, one in zip(rows, here[key], strict=True)
        }
        if found:
            return found
    left = {row.code: row for row in old}
    below, below_before = _names_below(after), _names_below(before)
    return {
        row.code: row.code
        for row in new
        if row.code in left
        and (
            _are_alike(row, left[row.code])
            or _hold_the_same(below[row.code], below_before[row.code])
        )
    }


def _names_below(rows: Mapping[str, Known]) -> defaultdict[str, set[str]]:
    """The names of the rows directly under each heading."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows.values():
        names[row.parent].add(row.title)
    return names


def _hold_the_same(one: set[str], other: set[str]) -> bool:
    """Whether two headings have at least half of what is under them in common."""
    return bool(one and other) and 2 * len(one & other) >= max(len(one), len(other))


def _grouped(
    key: Key, rows: Sequence[Known], headings: Mapping[str, str]
) -> dict[Hashable, list[Known]]:
    found: dict[Hashable, list[Known]] = defaultdict(list)
    for row in rows:
        value = key(row, headings[row.code])
        if value is not None:
            found[value].append(row)
    return found


def _are_alike(one: Known, other: Known) -> bool:
    """Rows of the same 编号: with similar words, or with another name but nothing else changed."""
    if _share(one.title, other.title) >= ALIKE or _share(one.standard, other.standard) >= ALIKE:
        return True
    return bool(one.rest) and (one.standard, one.rest) == (other.standard, other.rest)


def _share(one: str, other: str) -> float:
    """How much two texts have in common; of long ones their beginnings tell."""
    if not (one and other):
        return 0
    return SequenceMatcher(None, one[:READ], other[:READ], autojunk=False).ratio()
