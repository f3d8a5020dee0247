"""From degrees to a drawing: small whatever comes, and still the same county."""

import math
import re
from random import Random

import pytest

from districts.demonstration.county_map import plots
from districts.results.areas import outlines
from districts.results.areas.outlines import MOST_POINTS, SIDE, draw, weights_of
from wenming.geojson import Ring, area_of


def rough(points: int, seed: int = 7) -> Ring:
    """A circle with a rough edge."""
    chance = Random(seed)  # noqa: S311
    ring = []
    for step in range(points):
        angle, far = 2 * math.pi * step / points, 0.1 + chance.random() / 200
        ring.append((116.8 + far * math.cos(angle), 35.7 + far * math.sin(angle)))
    return [*ring, ring[0]]


def drawn(path: str) -> list[Ring]:
    rings = []
    for part in re.findall(r"M([^MZ]+)Z", path):
        pairs = [point.split() for point in part.split("L")]
        ring = [(float(x), float(y)) for x, y in pairs]
        rings.append([*ring, ring[0]])
    return rings


def test_a_square_in_degrees_is_drawn_narrower_than_high_and_upright() -> None:
    west, east, south, north = 116.0, 117.0, 35.0, 36.0
    ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]

    drawing = draw({1: [ring]})

    assert (drawing.width, drawing.height) == (math.ceil(SIDE * math.cos(math.radians(35.5))), SIDE)
    outline = drawing.outlines[1]
    assert outline.path.startswith(f"M0.0 {SIDE:.1f}L")
    assert abs(outline.x - drawing.width / 2) < 1
    assert outline.y == SIDE / 2


def test_a_drawing_does_not_grow_with_its_file() -> None:
    one = draw({1: [rough(40_000)]})

    path = one.outlines[1].path
    assert path.count(" ") <= MOST_POINTS
    assert len(path.encode()) < 120_000
    (kept,) = drawn(path)
    scale = SIDE / 0.21
    assert area_of(kept) == pytest.approx(math.pi * (0.1025 * scale) ** 2 * 0.81, rel=0.05)


def test_what_nobody_sees_is_left_out_but_no_township_vanishes() -> None:
    def island(x: float) -> Ring:
        return [(x, 35.0), (x + 1e-5, 35.0), (x + 1e-5, 35.00001), (x, 35.0)]

    drawing = draw({1: [rough(50), island(116.9)], 2: [island(116.7)]})

    assert len(drawn(drawing.outlines[1].path)) == 1
    assert len(drawn(drawing.outlines[2].path)) == 1


def test_three_points_always_stay() -> None:
    weights = weights_of(rough(30))

    assert sorted(weights)[-3:] == [math.inf] * 3
    assert all(weight < math.inf for weight in sorted(weights)[:-3])


def test_a_name_is_written_inside_a_crescent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlines, "LEAST_TRIANGLE", 0.0)
    crescent = [(0.0, 0.0), (1.0, 0.0), (1.0, 0.2), (0.2, 0.2), (0.2, 0.8), (1.0, 0.8),
                (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]  # fmt: skip

    outline = draw({1: [crescent]}).outlines[1]

    assert 0 < outline.x < 200, "not in the hollow"


def test_the_invented_county_has_no_gaps() -> None:
    rings = [ring for plot in plots(17) for ring in plot]

    assert len(rings) == 17
    assert sum(map(area_of, rings)) == pytest.approx(0.5 * 0.36, rel=0.1)
