"""Which item of an older rubric an item of a newer one continues. Plain values; no database."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable

from assessments.scoring import Item, RubricSpec
from wenming.text import name_key


def match_items(old: RubricSpec, new: RubricSpec) -> dict[str, Item]:
    """The old item behind each new one, by the new 编号; an item without one is new.

    In this order, each old item once: same 编号 and same name or standard; same name and standard
    under another 编号; same name, where only one item on either side has it; same 编号 alone.
    """
    found: dict[str, Item] = {}
    for keys in (_code_and_title, _code_and_standard, _texts, _title, _code):
        left_old = _left(old.items, {item.code for item in found.values()})
        left_new = _left(new.items, found)
        known = _unique(left_old, keys)
        for key, item in _unique(left_new, keys).items():
            if key in known:
                found[item.code] = known[key]
    return found


def _left(items: Iterable[Item], taken: Iterable[str]) -> list[Item]:
    gone = set(taken)
    return [item for item in items if item.code not in gone]


def _unique(items: Iterable[Item], key_of: Callable[[Item], Hashable]) -> dict[Hashable, Item]:
    """Items by a key that no other of them has; items without that key are left out."""
    groups: dict[Hashable, list[Item]] = defaultdict(list)
    for item in items:
        if (key := key_of(item)) is not None:
            groups[key].append(item)
    return {key: group[0] for key, group in groups.items() if len(group) == 1}


def _code_and_title(item: Item) -> Hashable:
    return item.code, name_key(item.title)


def _code_and_standard(item: Item) -> Hashable:
    return (item.code, name_key(item.standard)) if item.standard else None


def _texts(item: Item) -> Hashable:
    return name_key(item.title), name_key(item.standard)


def _title(item: Item) -> Hashable:
    return name_key(item.title)


def _code(item: Item) -> Hashable:
    return item.code
