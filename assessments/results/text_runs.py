"""What differs inside a text, as runs to read: the same, gone, new.

Figures and words are kept whole, a lone character that happens to be the same between two changes
is not, and of long stretches that stay only their ends are shown.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"
ELLIPSIS = "……"
TOKENS = re.compile(r"[0-9]+(?:\.[0-9]+)?%?|[A-Za-z]+|.", re.DOTALL)
CLAUSES = re.compile(r"[^。；;\n]*[。；;\n]|[^。；;\n]+")
# Longer than this, texts are compared clause by clause first: characters would take a second.
LONG = 1200
LEAST_ALIKE = 0.35
SHORTEST_SAME = 2
LONGEST_SAME, KEPT_ENDS = 90, 30


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that both have, or one of them."""

    kind: str
    text: str


def runs_between(old: str, new: str) -> tuple[Run, ...]:
    """From `old` to `new`. Two texts with little in common are given one after the other."""
    if len(old) + len(new) > LONG:
        found = list(_by_clause(old, new))
    else:
        found = list(_compared(TOKENS.findall(old), TOKENS.findall(new)))
    joined = _joined(_merged(found))
    if _share_of(joined, len(old) + len(new)) < LEAST_ALIKE:
        return tuple(run for run in (Run(GONE, old), Run(NEW, new)) if run.text)
    return tuple(_shortened(joined))


def _by_clause(old: str, new: str) -> Iterator[Run]:
    """Clauses that stay, and inside of those that are replaced the characters."""
    before, after = CLAUSES.findall(old), CLAUSES.findall(new)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = "".join(before[i1:i2]), "".join(after[j1:j2])
        if tag == "replace" and len(gone) + len(come) <= LONG:
            yield from _compared(TOKENS.findall(gone), TOKENS.findall(come))
        else:
            yield from _changed(tag, gone, come)


def _compared(before: Sequence[str], after: Sequence[str]) -> Iterator[Run]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield from _changed(tag, "".join(before[i1:i2]), "".join(after[j1:j2]))


def _changed(tag: str, gone: str, come: str) -> Iterator[Run]:
    if tag == "equal":
        yield Run(SAME, come)
        return
    if gone:
        yield Run(GONE, gone)
    if come:
        yield Run(NEW, come)


def _merged(runs: Sequence[Run]) -> list[Run]:
    """Neighbours that stay as one: clauses and characters were found apart."""
    found: list[Run] = []
    for run in runs:
        if found and run.kind == found[-1].kind == SAME:
            found[-1] = Run(SAME, found[-1].text + run.text)
        else:
            found.append(run)
    return found


def _joined(runs: Sequence[Run]) -> list[Run]:
    """Neighbouring changes as one; a lone same character between two of them goes with them."""
    found: list[Run] = []
    gone = come = ""
    for place, run in enumerate(runs):
        is_inside = 0 < place < len(runs) - 1
        if run.kind == SAME and not (is_inside and len(run.text) < SHORTEST_SAME):
            found += [*_changed("replace", gone, come), run]
            gone = come = ""
        else:
            gone += run.text if run.kind != NEW else ""
            come += run.text if run.kind != GONE else ""
    return [*found, *_changed("replace", gone, come)]


def _share_of(runs: Sequence[Run], length: int) -> float:
    same = sum(len(run.text) for run in runs if run.kind == SAME)
    return 2 * same / length if length else 1.0


def _shortened(runs: Sequence[Run]) -> Iterator[Run]:
    for place, run in enumerate(runs):
        if run.kind != SAME or len(run.text) <= LONGEST_SAME:
            yield run
            continue
        head = run.text[:KEPT_ENDS] if place else ""
        tail = run.text[-KEPT_ENDS:] if place < len(runs) - 1 else ""
        yield Run(SAME, f"{head}{ELLIPSIS}{tail}")
