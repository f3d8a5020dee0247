"""What all lists have in common."""

from collections.abc import Iterable, Iterator, Sequence

Rows = Iterable[Sequence[object]]


def numbered(rows: Rows) -> Iterator[Sequence[object]]:
    """Each row behind its 序号."""
    for number, row in enumerate(rows, start=1):
        yield (number, *row)
