"""Two texts side by side: what was taken out, what was put in. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# Chinese has no spaces: a number or a word of letters is one piece, any other character another.
PIECES = re.compile(r"[0-9.]+|[A-Za-z]+|\s+|.", re.DOTALL)
# Texts longer than this are compared by clauses, and beyond so many clauses not at all: matching
# takes as long as the product of the two numbers.
MANY = 1_500
CLAUSES = re.compile(r"[^，。；：！？\n]*[，。；：！？\n]?")


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of either text: kind is "same", "out" (only before) or "in" (only after)."""

    kind: str
    text: str


def compared(before: str, after: str) -> list[Change]:
    """What leads from one text to the other, in reading order."""
    split = CLAUSES if max(len(before), len(after)) > MANY else PIECES
    old, new = split.findall(before), split.findall(after)
    if max(len(old), len(new)) > MANY:
        return [Change("out", before), Change("in", after)]
    changes: list[Change] = []
    for _, start, end, first, last in SequenceMatcher(None, old, new, False).get_opcodes():
        gone, come = "".join(old[start:end]), "".join(new[first:last])
        if gone == come:
            changes += [Change("same", gone)] if gone else []
            continue
        changes += [Change("out", gone)] if gone else []
        changes += [Change("in", come)] if come else []
    return changes
