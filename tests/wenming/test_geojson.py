"""What the reader of borders takes, and what it says of everything else."""

import json
from typing import Any

import pytest

from wenming.geojson import MAX_BYTES, MAX_FAULTS, MAX_POINTS, read_borders, shortened

SQUARE = [[116.8, 35.7], [116.9, 35.7], [116.9, 35.8], [116.8, 35.8], [116.8, 35.7]]


def feature(name: Any = "张堂镇", *, kind: str = "Polygon", coordinates: Any = None) -> Any:
    geometry = {"type": kind, "coordinates": [SQUARE] if coordinates is None else coordinates}
    return {"type": "Feature", "properties": {"name": name}, "geometry": geometry}


def collection(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def crs(name: Any) -> dict[str, Any]:
    return {"crs": {"type": "name", "properties": {"name": name}}}


def ring(*points: Any) -> Any:
    return feature(coordinates=[list(points)])


@pytest.mark.parametrize(
    "content",
    [
        collection(feature()),
        b"\xef\xbb\xbf" + collection(feature()),
        collection(feature(kind="MultiPolygon", coordinates=[[SQUARE], [SQUARE]])),
        collection(ring(*([*point, 41.5] for point in SQUARE))),
        collection(feature(), crs=None),
        collection(feature(), **crs("urn:ogc:def:crs:OGC:1.3:CRS84")),
        collection(feature(), **crs("urn:ogc:def:crs:EPSG::4326")),
        collection(feature("镇" + "[" * 30)),
    ],
)
def test_borders_in_degrees_are_read(content: bytes) -> None:
    found = read_borders(content)

    assert not found.faults
    assert found.rows[0].rings[0] == [tuple(point) for point in SQUARE]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b" " * (MAX_BYTES + 1), "超过 2 MB"),
        ("{“".encode("gb18030"), "UTF-8"),
        (b"[" * 21 + b"]" * 21, "21 层"),
        (b"[" * 900_000, "层"),
        (b"", "不是完整的 JSON"),
        (collection(feature())[:-5], "不是完整的 JSON"),
        (b'{"type": ' + b"9" * 5000 + b"}", "不是完整的 JSON"),
        (b'{"type": "FeatureCollection", "type": "x"}', "重复的键"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "NaN"),
        (b"[]", "FeatureCollection"),
        (b'{"type": "Polygon", "coordinates": []}', "FeatureCollection"),
        (collection(), "没有图形"),
        (collection(*[feature()] * 501), "最多 500 个"),
        (collection(feature(), **crs("EPSG:4527")), "“EPSG:4527”不是 WGS84"),
        (collection(feature(), **crs(7)), "不是 WGS84"),
        (collection(feature(), crs="EPSG:4326"), "不是 WGS84"),
        (collection("x"), "不是 Feature"),
        (collection(feature(None)), "name"),
        (collection(feature("  ")), "name"),
        (collection(feature(kind="LineString")), "“LineString”"),
        (collection({"type": "Feature", "properties": {"name": "甲"}, "geometry": None}), "甲"),
        (collection(feature(coordinates=[])), "没有坐标"),
        (collection(feature(coordinates=[[]])), "不闭合"),
        (collection(feature(coordinates=["x"])), "一圈点"),
        (collection(feature(kind="MultiPolygon", coordinates=[[]])), "没有坐标"),
        (collection(ring(*SQUARE[:3], SQUARE[0][:1])), "经度，纬度"),
        (collection(ring(*SQUARE[:4])), "不闭合"),
        (collection(ring(SQUARE[0], SQUARE[1], SQUARE[0])), "不闭合"),
        (collection(ring(SQUARE[0], SQUARE[1], SQUARE[1], SQUARE[0])), "没有面积"),
        (collection(ring(*SQUARE[:4], ["116.8", 35.7])), "不是数字"),
        (collection(ring(*SQUARE[:4], [True, 35.7])), "不是数字"),
        (collection(ring([39500000, 3950000], *SQUARE[1:])), "投影坐标"),
        (collection(ring([35.7, 116.8], *SQUARE[1:])), "写反"),
        (collection(ring([10**400, 35.7], *SQUARE[1:])), "超出"),
        (collection(feature(coordinates=[SQUARE] * 1001)), "超过 1000 个"),
    ],
)  # fmt: skip
def test_what_is_no_border_is_refused_and_said(content: bytes, said: str) -> None:
    found = read_borders(content)

    assert len(found.faults) == 1
    assert said in found.faults[0]


def test_points_are_limited_over_the_whole_file() -> None:
    steps = MAX_POINTS // 2
    zigzag = [[step / steps, step % 2] for step in range(steps)]

    found = read_borders(collection(*[ring([0, -1], *zigzag, [1, -1], [0, -1])] * 2))

    assert "最多 50000 个" in found.faults[0]


def test_every_fault_is_named_at_once() -> None:
    found = read_borders(collection(feature(None), feature(), ring(*SQUARE[:4])))

    assert [fault[:8] for fault in found.faults] == ["第 1 个图形：", "第 3 个图形："]
    assert shortened(["x"] * 53)[-1] == "还有 3 处问题。"
    assert shortened(["x"] * MAX_FAULTS) == ["x"] * MAX_FAULTS
