"""Borders of townships from a GeoJSON file: the townships are those of the register."""

from collections.abc import Iterator

from districts.models import Township
from wenming.errors import DomainError
from wenming.geojson import Border, Ring, read_borders
from wenming.text import name_key


def borders_in(content: bytes) -> tuple[dict[Township, list[Ring]], list[str]]:
    """What the file holds for each township, or every fault at once. One query."""
    read = read_borders(content)
    known = {each.name_key: each for each in Township.objects.filter(is_active=True)}
    found: dict[Township, list[Ring]] = {}
    faults = read.faults + list(_fill(found, read.rows, known))
    return ({}, faults) if faults else (found, [])


def _fill(
    found: dict[Township, list[Ring]], rows: list[Border], known: dict[str, Township]
) -> Iterator[str]:
    """Put every border with its township; say which have none, and which come twice."""
    first: dict[Township, int] = {}
    for row in rows:
        township = known.get(_key(row.name))
        if township is None:
            yield f"第 {row.number} 个图形：“{row.name[:20]}”不是在用的乡镇，请与“乡镇”名录核对。"
        elif township in first:
            yield f"第 {row.number} 个图形：{township}在第 {first[township]} 个图形已经有边界。"
        else:
            first[township] = row.number
            found[township] = row.rings


def _key(name: str) -> str:
    try:
        return name_key(name)
    except DomainError:
        return ""
