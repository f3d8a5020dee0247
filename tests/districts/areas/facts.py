"""What the summary of 2020 says of districts, found the way the pages find it."""

from datetime import date
from decimal import Decimal

from districts.models import District, Village
from districts.policies import standing_of
from districts.results.areas.inspections import InspectionFilters, inspection_rows
from districts.results.areas.lists import (
    STANDING,
    AreaFilters,
    area_figures,
    area_rows,
    told_on,
)
from districts.results.areas.projects import (
    ProjectFilters,
    project_rows,
    project_totals,
    year_totals,
)
from districts.results.areas.story import story_of
from wenming.accounts.models import User

TODAY = date(2026, 6, 1)
SPECIALITIES = {
    "刘茂文明片区": "彩色苗木",
    "张堂文明片区": "蔬菜制种",
    "小胡文明片区": "奶牛养殖",
    "南赵文明片区": "粉制品加工",
}


def check() -> None:
    """24 newly planned, more than 30 in all, 张堂 as it is told, four specialities."""
    office = User.objects.get(username="wangmin")
    standing = standing_of(office)
    figures = area_figures(District.objects.visible_to(office, standing), 2020, TODAY)
    of_year = list(area_rows(office, standing, AreaFilters(2020), TODAY))
    in_all = area_rows(office, standing, AreaFilters(2020, STANDING), TODAY)

    assert (figures.planned_high, len(of_year)) == (24, 24)
    assert figures.well_built > 30
    assert figures.well_built == sum(
        bool(row.tier_then) and row.tier_then != "ordinary"  # type: ignore[attr-defined]
        for row in in_all
    )
    cores = {row.core_village_id for row in of_year}
    assert Village.objects.filter(pk__in=cores, is_core=True).count() == 24
    assert {row.name: row.speciality for row in of_year if row.speciality} == SPECIALITIES
    assert told_on(2020, TODAY) == date(2020, 12, 31)
    zhangtang = next(row for row in of_year if row.name == "张堂文明片区")
    assert (zhangtang.core_village.name, zhangtang.township.name) == ("张堂村", "伏山镇")
    assert (zhangtang.team_size, zhangtang.is_example) == (30, True)
    assert story_of(zhangtang).tiers[-1].on.year == 2020
    _check_built(office, zhangtang)


def _check_built(office: User, zhangtang: District) -> None:
    """Streets paved, drained, planted and lit, a model street; roads, bridges, wells elsewhere."""
    standing = standing_of(office)
    own = project_rows(office, standing, ProjectFilters(2020, area=zhangtang.pk))
    totals = {row.name: row for row in project_totals(own)}
    in_county = {row.name for row in year_totals(2020)}

    assert totals.keys() == {"硬化道路", "排水渠", "绿化街道", "路灯", "文明示范街"}
    assert all(row.built == row.amount for row in totals.values())
    assert totals["绿化街道"].amount == Decimal(14)
    assert totals["文明示范街"].amount == Decimal(1)
    assert own.get(kind__name="绿化街道").note == "三纵十一横"
    assert {"硬化道路", "桥梁", "绿化街道", "机井", "排水渠"} <= in_county
    visits = inspection_rows(office, standing, InspectionFilters(2020))
    assert [visit.district for visit in visits] == [zhangtang]
