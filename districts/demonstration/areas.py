"""Districts: 24 planned in 2020 around the core villages, older ones, and this year's proposals.

Told by the summary of 2020: the count, more than 30 at 较高标准 or above, the district of 张堂
and four specialities. Names of the others, members, teams and days are invented.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils import timezone

from districts.actions import registers
from districts.actions.areas.proposals import advance_area, propose
from districts.actions.areas.tiers import change_tier, mark_example
from districts.demonstration.cast import CLOSED_YEAR, FieldCast
from districts.models import District, Membership, Village
from districts.roles import Role
from districts.workflow.areas import AreaStatus, Tier
from wenming.accounts.models import User

MARK = "（演示）"
SPECIALITIES: Mapping[str, str] = {
    "刘茂村": "彩色苗木",
    "张堂村": "蔬菜制种",
    "小胡村": "奶牛养殖",
    "南赵村": "粉制品加工",
}
ZHANGTANG = (
    "村内路面硬化、排水到户，十四条街（三纵十一横）都种了树、装了路灯，"
    "其中一条建成集精神文明、计划生育、卫生健康宣传于一体的示范街，30名村民义务管护。"
)
LEADERS = ("刘建国", "宁国栋", "孟庆华", "陈志远", "赵玉兰", "徐德胜", "黄秀英", "周立民")
# Around which villages districts were planned before, and in which year.
OLDER: Mapping[str, int] = {
    "许家庙村": 2018,
    "西崔村": 2018,
    "郑庄村": 2018,
    "苏庄村": 2018,
    "前石村": 2018,
    "西故城村": 2019,
    "夏庄村": 2019,
    "北赵村": 2019,
}
# This year: the village, how far its proposal has come, and how many days ago it was made.
THIS_YEAR = (
    ("西直界村", AreaStatus.PLANNED, 200),
    ("西田庄村", AreaStatus.PLANNED, 190),
    ("蒋集村", AreaStatus.REVIEWED, 30),
    ("北伏村", AreaStatus.PROPOSED, 6),
    ("国家庄村", AreaStatus.PROPOSED, 4),
    ("王卞村", AreaStatus.RETURNED, 15),
)


def play(cast: FieldCast) -> None:
    """Every district through the same actions that people use."""
    told = list(Village.objects.filter(is_core=True).order_by("township__name", "pk"))
    keepers = _keepers()
    for village, year in OLDER.items():
        _play_older(cast, keepers, village, year)
    for number, core in enumerate(told):
        _play_2020(cast, keepers, core, LEADERS[number % len(LEADERS)])
    for village, status, days in THIS_YEAR:
        _play_this_year(cast, keepers, village, status, days)


def _play_2020(
    cast: FieldCast, keepers: Mapping[int, User], core: Village, leader: str
) -> District:
    """Proposed in February, surveyed, on the year's list in March."""
    is_zhangtang = core.name == "张堂村"
    given = {
        "leader": cast.leader(leader),
        "speciality": SPECIALITIES.get(core.name, ""),
        "team_size": 30 if is_zhangtang else None,
        "summary": ZHANGTANG
        if is_zhangtang
        else f"以{core.name}为核心，带动周边村共同创建。{MARK}",
    }
    area = _propose(cast, keepers, core, cast.moment(CLOSED_YEAR, 2, 20), given)
    for verb, day in (("review", 5), ("plan", 12)):
        area = advance_area(area, verb, by=cast.office, at=cast.moment(CLOSED_YEAR, 3, day))
    if is_zhangtang:
        at = cast.moment(CLOSED_YEAR, 12, 2)
        area = mark_example(area, is_example=True, by=cast.office, at=at)
    return area


def _play_older(cast: FieldCast, keepers: Mapping[int, User], name: str, year: int) -> None:
    """Planned at a lower tier, and lifted by the yearly review."""
    core = _make_core(cast, name)
    given = {"planned_tier": Tier.ORDINARY, "summary": f"{year}年规划的老片区。{MARK}"}
    area = _propose(cast, keepers, core, cast.moment(year, 2, 20), given)
    for verb, day in (("review", 5), ("plan", 12)):
        area = advance_area(area, verb, by=cast.office, at=cast.moment(year, 3, day))
    reason = "年终复评达到较高标准" + MARK
    at = cast.moment(year + 1, 1, 15)
    change_tier(area, tier=Tier.BETTER, on=date(year + 1, 1, 15), reason=reason,
                by=cast.office, at=at)  # fmt: skip


def _play_this_year(
    cast: FieldCast, keepers: Mapping[int, User], name: str, status: str, days: int
) -> None:
    """On the list, waiting for it, waiting for the review, sent back."""
    core = _make_core(cast, name)
    first = timezone.make_aware(datetime(cast.today.year, 1, 1, 9))  # noqa: DTZ001
    at = max(cast.at - timedelta(days=days), first)
    given = {"summary": f"基础设施较好，群众积极性高。{MARK}", "team_size": 18}
    area = _propose(cast, keepers, core, at, given)
    later = min(at + timedelta(days=3), cast.at)
    if status == AreaStatus.RETURNED:
        note = "成员村只写了一个村，请补充带动的村和特色经济后再报。" + MARK
        advance_area(area, "return", by=cast.office, at=later, note=note)
    if status in (AreaStatus.REVIEWED, AreaStatus.PLANNED):
        area = advance_area(area, "review", by=cast.office, at=later)
    if status == AreaStatus.PLANNED:
        advance_area(area, "plan", by=cast.office, at=later)


def _propose(
    cast: FieldCast,
    keepers: Mapping[int, User],
    core: Village,
    at: datetime,
    given: Mapping[str, object],
) -> District:
    """By the township's own person; members are villages that lead no district."""
    alone = Village.objects.filter(township_id=core.township_id, is_core=False)
    values = {
        "name": f"{core.name.removesuffix('村')}文明片区",
        "year": timezone.localdate(at).year,
        "planned_tier": Tier.HIGH,
        "core_village": core,
        "villages": list(alone.order_by("pk")[:2]),
        **given,
    }
    by = keepers.get(core.township_id, cast.office)
    return propose(values, township=core.township, by=by, at=at)


def _make_core(cast: FieldCast, name: str) -> Village:
    """The office marks a village in the register before it can lead a district."""
    village = Village.objects.get(name=name)
    return registers.update(
        village, {"is_core": True}, version=village.version, by=cast.office, at=cast.at
    )


def _keepers() -> Mapping[int, User]:
    """Township → whoever acts for it."""
    held = Membership.objects.filter(role=Role.TOWNSHIP, ended_on=None).select_related("user")
    return {each.township_id: each.user for each in held if each.township_id}
