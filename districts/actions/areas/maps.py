"""Taking up a map of the county, and going back to an earlier one."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from districts.models import CountyMap, MapShape, Township
from districts.policies import can_edit_registers, standing_of
from districts.results.areas.outlines import draw
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, NotAllowed
from wenming.geojson import Ring

Borders = Mapping[Township, list[Ring]]


@transaction.atomic
def adopt_map(borders: Borders, *, name: str, note: str, by: User, at: datetime) -> CountyMap:
    """Draw the borders and put the map in force in place of the one before."""
    _require_office(by)
    drawing = draw({township.pk: rings for township, rings in borders.items()})
    points = sum(len(ring) for rings in borders.values() for ring in rings)
    before = _take_down()
    try:
        with transaction.atomic():
            made = CountyMap.objects.create(name=name, note=note, width=drawing.width,
                height=drawing.height, points=points, uploaded_by=by, uploaded_at=at)  # fmt: skip
    except IntegrityError as error:
        raise _faster() from error
    for township, rings in borders.items():
        line = drawing.outlines[township.pk]
        MapShape.objects.create(county_map=made, township=township, rings=rings,
                                path=line.path, x=line.x, y=line.y)  # fmt: skip
    after = {"文件名": name, "来源": note, "乡镇": len(borders), "坐标点数": points}
    record("countymap.adopt", on=made, by=by, at=at, before=before, after=after)
    return made


@transaction.atomic
def use_map(county_map: CountyMap, *, by: User, at: datetime) -> CountyMap:
    """Put an earlier map in force again."""
    _require_office(by)
    county_map = CountyMap.objects.select_for_update().get(pk=county_map.pk)
    if county_map.is_in_force:
        raise Conflict("这张地图正在使用。")
    before = _take_down()
    try:
        with transaction.atomic():
            _set(county_map, is_in_force=True)
    except IntegrityError as error:
        raise _faster() from error
    record("countymap.use", on=county_map, by=by, at=at, before=before, after=county_map.name)
    return county_map


@transaction.atomic
def retire_map(county_map: CountyMap, *, by: User, at: datetime) -> CountyMap:
    """Show no map; the pages show the townships as a grid again."""
    _require_office(by)
    county_map = CountyMap.objects.select_for_update().get(pk=county_map.pk)
    if not county_map.is_in_force:
        raise Conflict("这张地图没有在用。")
    _set(county_map, is_in_force=False)
    record("countymap.retire", on=county_map, by=by, at=at, before=county_map.name)
    return county_map


def _require_office(by: User) -> None:
    if not can_edit_registers(standing_of(by, lock=True)):
        raise NotAllowed("县域地图由县文明办维护。")


def _take_down() -> str:
    """What was in force until now, by its name."""
    held = CountyMap.objects.select_for_update().in_force().first()
    if held is None:
        return ""
    _set(held, is_in_force=False)
    return held.name


def _set(county_map: CountyMap, *, is_in_force: bool) -> None:
    county_map.is_in_force = is_in_force
    county_map.save(update_fields=["is_in_force"])


def _faster() -> Conflict:
    return Conflict("刚刚有别的地图启用，请刷新后再试。")
