"""From degrees to a drawing: project, leave out what nobody sees, write SVG paths. Pure arithmetic.

A county is small: degrees of longitude shrunk by the cosine of its middle latitude are as good as
any projection. Points are left out by Visvalingam's rule, the least triangle first, until what is
left fits `MOST_POINTS`, so a drawing never grows with the file it came from.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import pairwise

from wenming.geojson import Point, Ring, area_of

SIDE = 1000
MOST_POINTS = 8_000
# Square units of the drawing that nobody misses: a triangle, a whole island.
LEAST_TRIANGLE, LEAST_ISLAND = 0.3, 1.0


@dataclass(frozen=True, slots=True)
class Outline:
    """One township, drawn: its path and where its name is written."""

    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """All outlines in one box."""

    width: int
    height: int
    outlines: Mapping[int, Outline]


def draw(borders: Mapping[int, Sequence[Ring]]) -> Drawing:
    """Every township's rings (by its key) as paths within a box of at most SIDE × SIDE."""
    points = [point for rings in borders.values() for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = SIDE / max((east - west) * squeeze, north - south)

    def place(point: Point) -> Point:
        return (point[0] - west) * squeeze * scale, (north - point[1]) * scale

    placed = {key: [[place(p) for p in ring] for ring in rings] for key, rings in borders.items()}
    seen = {key: _seen(rings) for key, rings in placed.items()}
    least = _least_weight([ring for rings in seen.values() for ring in rings])
    return Drawing(
        width=max(1, math.ceil((east - west) * squeeze * scale)),
        height=max(1, math.ceil((north - south) * scale)),
        outlines={key: _outline(rings, least) for key, rings in seen.items()},
    )


def _seen(rings: Sequence[Ring]) -> list[Ring]:
    """The largest ring, and the others that are not too small to be seen."""
    by_size = sorted(rings, key=area_of, reverse=True)
    return [by_size[0], *(ring for ring in by_size[1:] if area_of(ring) >= LEAST_ISLAND)]


def _least_weight(rings: Sequence[Ring]) -> float:
    """The weight from which on a point is drawn, so that at most MOST_POINTS are."""
    weights = sorted((weight for ring in rings for weight in weights_of(ring)), reverse=True)
    if len(weights) <= MOST_POINTS:
        return LEAST_TRIANGLE
    return max(LEAST_TRIANGLE, math.nextafter(weights[MOST_POINTS], math.inf))


def weights_of(ring: Ring) -> list[float]:
    """How much each point of a closed ring matters; its three most needed points for ever."""
    points = ring[:-1]
    count = len(points)
    before, after = [(i - 1) % count for i in range(count)], [(i + 1) % count for i in range(count)]
    weights = [math.inf] * count
    heap = [(_triangle(points, before[i], i, after[i]), i) for i in range(count)]
    heapify(heap)
    latest = {i: area for area, i in heap}
    left, reached = count, 0.0
    while left > 3:
        area, i = heappop(heap)
        if latest.get(i) != area:
            continue
        reached = max(reached, area)
        weights[i] = reached
        del latest[i]
        left -= 1
        after[before[i]], before[after[i]] = after[i], before[i]
        for j in (before[i], after[i]):
            latest[j] = _triangle(points, before[j], j, after[j])
            heappush(heap, (latest[j], j))
    return weights


def _triangle(points: Ring, a: int, b: int, c: int) -> float:
    (ax, ay), (bx, by), (cx, cy) = points[a], points[b], points[c]
    return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2


def _outline(rings: Sequence[Ring], least: float) -> Outline:
    x, y = _middle(rings[0])
    return Outline("".join(_path(ring, least) for ring in rings), round(x), round(y))


def _path(ring: Ring, least: float) -> str:
    kept = (p for p, w in zip(ring, weights_of(ring), strict=False) if w >= least)
    return "M" + "L".join(_words(kept)) + "Z"


def _words(points: Iterator[Point]) -> Iterator[str]:
    return (f"{x:.1f} {y:.1f}" for x, y in points)


def _middle(ring: Ring) -> Point:
    """Where a name is written: in the middle of the widest stretch at the height of the centre."""
    left, top = ring[0]
    pairs = [((ax, ay - top), (bx, by - top)) for (ax, ay), (bx, by) in pairwise(ring)]
    crosses = [(ax - left) * by - (bx - left) * ay for (ax, ay), (bx, by) in pairs]
    doubled = sum(crosses)
    if not doubled:
        return ring[0]
    heights = (ay + by for (_, ay), (_, by) in pairs)
    y = sum(h * c for h, c in zip(heights, crosses, strict=True)) / (3 * doubled)
    at = sorted(
        ax + (y - ay) / (by - ay) * (bx - ax)
        for (ax, ay), (bx, by) in pairs
        if (ay <= y) != (by <= y)
    )
    stretches = zip(at[::2], at[1::2], strict=False)
    start, end = max(stretches, key=lambda each: each[1] - each[0], default=(left, left))
    return (start + end) / 2, min(SIDE, max(0, y + top))
