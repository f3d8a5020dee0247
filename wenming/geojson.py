"""Reading a GeoJSON file of borders (RFC 7946): named polygons in degrees of WGS84, or every fault.

Plain Python. Nothing here believes the file: size, depth, counts, ranges and rings are checked
before anybody draws with it.
"""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 20
MAX_POINTS = 50_000
MAX_RINGS = 1_000
MAX_FEATURES = 500
MAX_FAULTS = 50
# Square degrees: a hundredth of a square metre.
LEAST_AREA = 1e-12
# The names under which older files say what is the default now: WGS84 in degrees.
WGS84 = re.compile(r"^(urn:ogc:def:crs:)?(OGC:([\d.]+)?:?CRS84|EPSG:[\d.]*:?4326)$", re.IGNORECASE)
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)

Point = tuple[float, float]
Ring = list[Point]


@dataclass(slots=True)
class Border:
    """One feature: its place in the file, its name, and its rings, outer ones and holes alike."""

    number: int
    name: str
    rings: list[Ring]


@dataclass(slots=True)
class Borders:
    """What a file holds. With faults nothing of it is to be used."""

    rows: list[Border] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def points(self) -> int:
        return sum(len(ring) for row in self.rows for ring in row.rings)


class _Fault(ValueError):
    """One thing that is wrong, in words."""


def read_borders(content: bytes) -> Borders:
    """Every named polygon of a FeatureCollection; all faults at once, at most `MAX_FAULTS`."""
    found = Borders()
    try:
        features = _features(_parsed(content))
    except _Fault as fault:
        found.faults.append(str(fault))
        return found
    for number, feature in enumerate(features, start=1):
        try:
            found.rows.append(_border(number, feature))
        except _Fault as fault:
            found.faults.append(f"第 {number} 个图形：{fault}")
    if found.points > MAX_POINTS:
        found.faults.append(f"共有 {found.points} 个点，最多 {MAX_POINTS} 个，请先简化边界。")
    if sum(len(row.rings) for row in found.rows) > MAX_RINGS:
        found.faults.append(f"图形的环超过 {MAX_RINGS} 个，请去掉细碎的小块。")
    return found


def shortened(faults: list[str]) -> list[str]:
    """The first `MAX_FAULTS` faults, and how many more there are."""
    more = len(faults) - MAX_FAULTS
    return faults if more <= 0 else [*faults[:MAX_FAULTS], f"还有 {more} 处问题。"]


def _parsed(content: bytes) -> Any:
    """The JSON, if it is small, flat and unambiguous enough to be read."""
    if len(content) > MAX_BYTES:
        raise _Fault(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请先简化边界。")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _Fault("文件不是 UTF-8 编码，请另存为 UTF-8。") from None
    depth = deepest = 0
    for sign in re.findall(r"[\[\]{}]", QUOTED.sub("", text)):
        depth += 1 if sign in "[{" else -1
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        raise _Fault(f"括号套了 {deepest} 层，最多 {MAX_DEPTH} 层，这不是边界文件。")
    try:
        return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_once_each)
    except _Fault:
        raise
    except ValueError:
        raise _Fault("文件不是完整的 JSON，可能没有下载完，请重新导出。") from None


def _no_constant(word: str) -> Any:
    raise _Fault(f"坐标里有“{word}”，请重新导出。")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Fault("同一个对象里有重复的键，请重新导出。")
    return found


def _features(read: Any) -> list[Any]:
    if not isinstance(read, dict) or read.get("type") != "FeatureCollection":
        raise _Fault("不是 GeoJSON 的 FeatureCollection，请在制图软件里选“GeoJSON”导出。")
    _require_wgs84(read.get("crs"))
    features = read.get("features")
    if not isinstance(features, list) or not features:
        raise _Fault("文件里没有图形（features 为空）。")
    if len(features) > MAX_FEATURES:
        raise _Fault(f"共有 {len(features)} 个图形，最多 {MAX_FEATURES} 个。")
    return features


def _require_wgs84(crs: Any) -> None:
    """Absent or null is WGS84 by the standard; an older file may name it."""
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    plain = name.replace("::", ":") if isinstance(name, str) else ""
    if not WGS84.match(plain):
        said = f"“{name[:40]}”" if isinstance(name, str) else "无法识别"
        raise _Fault(f"坐标系{said}不是 WGS84，请导出为 WGS84 经纬度（EPSG:4326）。")


def _border(number: int, feature: Any) -> Border:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise _Fault("不是 Feature。")
    properties = feature.get("properties")
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or not name.strip():
        raise _Fault("属性 name 没有写乡镇名称。")
    try:
        rings = [_ring(ring) for polygon in _polygons(feature.get("geometry")) for ring in polygon]
    except _Fault as fault:
        raise _Fault(f"{name[:20]}：{fault}") from None
    return Border(number, name, rings)


def _polygons(geometry: Any) -> Iterator[list[Any]]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        said = f"“{str(kind)[:20]}”" if kind else "没有图形"
        raise _Fault(f"{said}，只收 Polygon 和 MultiPolygon。")
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise _Fault("没有坐标。")
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise _Fault("没有坐标。")
        yield polygon


def _ring(read: Any) -> Ring:
    """A closed ring that encloses something."""
    if not isinstance(read, list):
        raise _Fault("坐标不是一圈点。")
    ring = [_point(each) for each in read]
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise _Fault("有一圈边界不闭合：至少 4 个点，首尾相同。")
    if area_of(ring) < LEAST_AREA:
        raise _Fault("有一圈边界没有面积。")
    return ring


def _point(read: Any) -> Point:
    if not isinstance(read, list) or not 2 <= len(read) <= 3:
        raise _Fault("坐标不是“经度，纬度”。")
    if any(isinstance(each, bool) or not isinstance(each, int | float) for each in read):
        raise _Fault("坐标不是数字。")
    try:
        x, y = float(read[0]), float(read[1])
    except OverflowError:
        x = y = math.inf
    if not (-180 <= x <= 180 and -90 <= y <= 90):
        raise _Fault("坐标超出经纬度的范围，可能是投影坐标，或经度、纬度写反了。")
    return x, y


def area_of(ring: Ring) -> float:
    """What a closed ring encloses, in its own unit squared."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2
