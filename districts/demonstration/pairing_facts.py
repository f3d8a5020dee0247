"""What units gave in 2020, as plain data: told by the summary, or made to fit its sums.

The summary tells two pairings by name and the sums over all. How the rest was spread over the
other units is invented.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MARK = "（演示）"
NAMED = {"县国土资源局": "中李村", "县水泥厂": "施家村"}
OWN_MONEY = 1_803_500
PROJECTS, ROAD_METRES, STREETS, ROOMS, LECTURES = 18, 18_000, 26, 10, 80
SESSIONS = 4  # of one series of lectures
SHARED = 3  # series to which a second unit came along

# Group → what each pairing has to meet in a year.
CHECKLIST = {
    "六个一": (
        "制定一个帮扶规划",
        "引进一个致富项目",
        "建设一条文明示范街",
        "建好一个图书阅览室",
        "组建一支文艺宣传队",
        "每季度举办一次科技讲座",
    ),
    "两个转变": ("由给钱给物向帮助发展转变", "由一家帮扶向带动周边转变"),
}


@dataclass(frozen=True, slots=True)
class Gift:
    """So much of a kind for a purpose in a month."""

    unit: str
    kind: str
    amount: int
    purpose: str
    month: int
    source: str = "own"


TOLD = (
    Gift("县国土资源局", "水泥", 400, "硬化村内道路", 4),
    Gift("县国土资源局", "硬化道路", 800, "硬化中李村东西大街", 5),
    Gift("县国土资源局", "硬化道路", 600, "硬化中李村南北大街", 6),
    Gift("县国土资源局", "资金", 500_000, "水资源建设", 7, "won"),
    Gift("县水泥厂", "资金", 280_000, "铺设道路、改善水利设施", 4),
    Gift("县水泥厂", "水泥", 300, "铺设村内道路", 5),
    Gift("县水泥厂", "硬化道路", 1_600, "铺设施家村主街", 6),
)


def gifts_2020(others: Sequence[str]) -> Iterator[Gift]:
    """All of the year: `others` are the units that the summary does not name."""
    yield from TOLD
    yield from _money(others)
    metres = ROAD_METRES - sum(gift.amount for gift in TOLD if gift.kind == "硬化道路")
    builders = others[:15]
    for number, unit in enumerate(builders):
        share = metres // len(builders) + (number < metres % len(builders))
        yield Gift(unit, "硬化道路", share, "硬化村内道路" + MARK, 4 + number % 6)
    for number, unit in enumerate(others[:STREETS]):
        yield Gift(unit, "文明示范街", 1, "建设文明示范街" + MARK, 5 + number % 6)
    for number, unit in enumerate(others[-PROJECTS:]):
        yield Gift(unit, "致富项目", 1, "引进种植养殖项目" + MARK, 3 + number % 8)
    for number, unit in enumerate(others[10 : 10 + ROOMS]):
        yield Gift(unit, "图书阅览室", 1, "建成村图书阅览室" + MARK, 6 + number % 5)


def _money(others: Sequence[str]) -> Iterator[Gift]:
    """The rest of the year's own money: about as much from each, the last what is left."""
    left = OWN_MONEY - sum(
        gift.amount for gift in TOLD if gift.kind == "资金" and gift.source == "own"
    )
    usual = left // len(others) // 1000 * 1000
    for number, unit in enumerate(others):
        is_last = number == len(others) - 1
        share = left if is_last else usual + (number % 5 - 2) * 3000
        left -= share
        yield Gift(unit, "资金", share, "村级公益事业" + MARK, 2 + number % 10)
