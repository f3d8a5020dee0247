"""Centres, boards and culture programmes: the facts of 2020, and this year."""

from datetime import date
from decimal import Decimal
from typing import Any

from districts.actions.boards import create_board
from districts.actions.centres import set_facilities
from districts.actions.culture import create_record
from districts.actions.entries import advance_entry
from districts.actions.programmes import add_product, advance_programme
from districts.demonstration.cast import CLOSED_YEAR, FieldCast
from districts.models import (
    BoardKind,
    CommunityCentre,
    CultureProgramme,
    FacilityKind,
    ProductKind,
    owner_fields,
)
from districts.policies.culture import can_keep_centre, can_keep_culture

MARK = "（演示）"
COUNTY_TOWN = "文庙街道"
# The summary says that all six communities of the county town built theirs; names are invented.
COMMUNITIES = ("城东社区", "城西社区", "城南社区", "城北社区", "文庙社区", "金阳社区")
# “100多万元”: the single places are invented.
LANDMARKS = (
    ("县城东入口", BoardKind.LANDMARK, 2, 260_000),
    ("县城西入口", BoardKind.LANDMARK, 2, 255_000),
    ("金阳公园文化广场", BoardKind.LANDMARK, 4, 218_000),
    ("七贤路沿线", BoardKind.COLUMN, 24, 168_000),
    ("火车站广场", BoardKind.LANDMARK, 1, 124_500),
)
PRODUCTS_2020: dict[str, tuple[tuple[str, tuple[int, int], str], ...]] = {
    "华宁矿业公司": (
        (ProductKind.MEETING, (6, 18), "在济南召开企业文化成果论证会"),
        (ProductKind.SONG, (8, 12), "请专人谱写《华宁之歌》"),
        (ProductKind.HANDBOOK, (10, 20), "举办企业文化手册首发式"),
    ),
    "县国税局": (
        (ProductKind.LEARNING, (5, 11), "赴外地学习机关文化建设经验"),
        (ProductKind.HANDBOOK, (9, 8), "编印机关文化手册"),
    ),
    "凌云经贸公司": (
        (ProductKind.SHARING, (7, 23), "在全市“百城万店无假货”示范店创建现场会上推广经验"),
    ),
}
TITLES = {
    "华宁矿业公司": "企业文化建设年",
    "县国税局": "机关文化建设",
    "凌云经贸公司": "企业文化建设",
}


def play(cast: FieldCast) -> None:
    kinds = list(FacilityKind.objects.all())
    for number, community in enumerate(COMMUNITIES):
        values = {"built_year": CLOSED_YEAR, "area": Decimal(260 + 20 * number)}
        _centre(cast, COUNTY_TOWN, community, values, kinds)
    at = cast.moment(CLOSED_YEAR, 11, 20)
    for number, (place, kind, count, money) in enumerate(LANDMARKS):
        values = {"place": place + MARK, "kind": kind, "count": count, "money": Decimal(money)}
        day = date(CLOSED_YEAR, 4 + number, 16)
        create_board(_on(values, day) | owner_fields(None), by=cast.office, at=at)
    for unit, products in PRODUCTS_2020.items():
        row = _programme(cast, unit, CLOSED_YEAR, TITLES[unit])
        for product, (month, day_of), text in products:
            held = {"kind": product, "held_on": date(CLOSED_YEAR, month, day_of), "text": text}
            add_product(row, held, by=cast.office, at=at)
        advance_programme(row, "finish", by=cast.office, at=at)
    _play_this_year(cast, kinds)


def _play_this_year(cast: FieldCast, kinds: list[FacilityKind]) -> None:
    """A centre still short of two facilities, boards waiting, a programme under way."""
    year, keeper = cast.today.year, cast.staff("fushan")
    values: dict[str, Any] = {"built_year": year, "area": Decimal(180)}
    _centre(cast, "伏山镇", "伏山社区", values, kinds[:-2])
    first = date(year, 1, 1)
    for place, kind, count, money, is_sent in (
        ("镇政府门前", BoardKind.COLUMN, 6, 9_600, True),
        ("张堂村主街", BoardKind.WALL, 3, 4_500, False),
    ):
        values = {"place": place + MARK, "kind": kind, "count": count, "money": Decimal(money)}
        owner = owner_fields(cast.township("伏山镇"))
        row = create_board(_on(values, first) | owner, by=keeper, at=cast.at)
        if is_sent:
            advance_entry(row, "submit", by=keeper, at=cast.at)
    values = {"place": "文化广场" + MARK, "kind": BoardKind.SCREEN, "count": 1}
    values |= {"money": Decimal(86_000)}
    create_board(_on(values, first) | owner_fields(None), by=cast.office, at=cast.at)
    row_now = _programme(cast, "华宁矿业公司", year, "企业文化提升年" + MARK)
    held = {"kind": ProductKind.MEETING, "held_on": first, "text": "召开职工代表座谈会" + MARK}
    add_product(row_now, held, by=cast.office, at=cast.at)


def _on(values: dict[str, Any], day: date) -> dict[str, Any]:
    return values | {"installed_on": day, "year": day.year, "summary": "", "keeper": ""}


def _centre(
    cast: FieldCast,
    township: str,
    community: str,
    values: dict[str, Any],
    kinds: list[FacilityKind],
) -> None:
    at = cast.at if values["built_year"] == cast.today.year else cast.moment(CLOSED_YEAR, 11, 20)
    who: dict[str, Any] = {"by": cast.office, "at": at}
    values = values | {
        "township": cast.township(township),
        "community": community + MARK,
        "place": community + "办公楼东侧",
    }
    row = create_record(CommunityCentre, values, may=can_keep_centre, **who)
    set_facilities(row, dict.fromkeys(kinds, ""), version=row.version, **who)


def _programme(cast: FieldCast, unit: str, year: int, title: str) -> CultureProgramme:
    values = {"year": year, "title": title, "aim": "", **owner_fields(cast.unit(unit))}
    at = cast.at if year == cast.today.year else cast.moment(CLOSED_YEAR, 1, 15)
    who: dict[str, Any] = {"by": cast.office, "at": at}
    return create_record(CultureProgramme, values, may=can_keep_culture, **who)
