"""A map of the county with invented borders: rows of townships between two wavy lines each."""

import math
from collections.abc import Iterator

from districts.actions.areas.maps import adopt_map
from districts.demonstration.cast import FieldCast
from districts.models import Township
from wenming.geojson import Point, Ring

WEST, SOUTH, WIDE, HIGH = 116.6, 35.6, 0.5, 0.36
SAMPLES = 12
MARK = "（演示）"


def play(cast: FieldCast) -> None:
    """Every township gets a plot of land; where it lies means nothing."""
    townships = list(Township.objects.filter(is_active=True).order_by("pk"))
    borders = dict(zip(townships, plots(len(townships)), strict=True))
    adopt_map(borders, name="乡镇边界-演示.geojson", note=f"虚构的边界，不是实际区划{MARK}",
              by=cast.office, at=cast.moment(2020, 1, 10))  # fmt: skip


def plots(count: int) -> Iterator[list[Ring]]:
    """`count` plots that fill the county without a gap, in about as many rows as columns."""
    rows = max(1, round(math.sqrt(count * HIGH / WIDE)))
    for row in range(rows):
        across = count * (row + 1) // rows - count * row // rows
        for column in range(across):
            yield [_plot(row, rows, column, across)]


def _plot(row: int, rows: int, column: int, across: int) -> Ring:
    left, right = (_cut(row, each, across) for each in (column, column + 1))
    steps = [left + (right - left) * step / SAMPLES for step in range(SAMPLES + 1)]
    below = [_on_line(row, rows, x) for x in steps]
    above = [_on_line(row + 1, rows, x) for x in reversed(steps)]
    return [*below, *above, below[0]]


def _cut(row: int, column: int, across: int) -> float:
    """Where two neighbours of a row meet, as a share of the width."""
    if column in (0, across):
        return column / across
    return (column + 0.22 * math.sin(3.7 * row + 2.3 * column)) / across


def _on_line(line: int, rows: int, x: float) -> Point:
    """A point of the wavy line between two rows; the county's own edge is bent as well."""
    wave = 0.16 * math.sin(9 * x + 2.1 * line) + 0.07 * math.sin(23 * x + line)
    bulge = 0.03 * math.sin(7 * (line / rows) + 1) * (1 if x > 0.5 else -1) * abs(2 * x - 1)
    return (
        round(WEST + WIDE * (x + bulge), 5),
        round(SOUTH + HIGH * (line + wave) / rows, 5),
    )
