"""The county's map with its districts on it. Offered to the list of districts and the cockpit."""

from collections.abc import Sequence
from dataclasses import dataclass

from districts.models import CountyMap, MapShape
from districts.results.areas.lists import TownshipTile
from districts.workflow.areas import Tier

# What the map counts: nothing chosen is what the county's total counts, else one tier.
VIEWS = {"": "较高标准以上", **{tier.value: tier.label for tier in reversed(Tier)}}
DARKEST = 4
LEGEND = tuple((step, f"{step} 个以上" if step == DARKEST else f"{step} 个") for step in range(5))


@dataclass(frozen=True, slots=True)
class MapTile:
    """One township drawn: its figures, and how dark it is."""

    tile: TownshipTile
    count: int
    path: str
    x: int
    y: int

    @property
    def step(self) -> int:
        return min(self.count, DARKEST)

    @property
    def under_name(self) -> int:
        return self.y + 42


@dataclass(frozen=True, slots=True)
class CountyPicture:
    """The map in force, coloured by `view`, with the figures behind it as rows."""

    source: CountyMap
    view: str
    tiles: tuple[MapTile, ...]
    rows: tuple[TownshipTile, ...]

    @property
    def counts(self) -> str:
        return VIEWS[self.view]

    @property
    def views(self) -> list[tuple[str, str]]:
        return list(VIEWS.items())

    @property
    def legend(self) -> tuple[tuple[int, str], ...]:
        return LEGEND

    @property
    def undrawn(self) -> list[str]:
        """Townships with districts that the map does not know."""
        drawn = {each.tile.pk for each in self.tiles}
        return [row.name for row in self.rows if row.pk not in drawn]


def county_picture(grid: Sequence[TownshipTile], view: str = "") -> CountyPicture | None:
    """`grid` (of `township_grid`) on the map in force; None where there is no map. One query."""
    view = view if view in VIEWS else ""
    shapes = (
        MapShape.objects.filter(county_map__in=CountyMap.objects.in_force())
        .select_related("county_map", "township")
        .defer("rings")
        .order_by("township__name", "pk")
    )
    known = {tile.pk: tile for tile in grid}
    tiles = []
    for shape in shapes:
        empty = TownshipTile(shape.township.name, shape.township_id)
        tile = known.setdefault(shape.township_id, empty)
        tiles.append(MapTile(tile, _count(tile, view), shape.path, shape.x, shape.y))
    if not tiles:
        return None
    rows = tuple(sorted(known.values(), key=lambda tile: tile.name))
    return CountyPicture(shapes[0].county_map, view, tuple(tiles), rows)


def _count(tile: TownshipTile, view: str) -> int:
    by_tier = {"": tile.well_built, Tier.HIGH: tile.high, Tier.BETTER: tile.better}
    return by_tier.get(view, tile.ordinary)
