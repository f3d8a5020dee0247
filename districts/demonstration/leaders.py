"""The leaders who look after pairings, tasks and districts. All invented."""

from districts.actions import registers
from districts.demonstration.cast import FieldCast
from districts.models import Leader

LEADERS = (
    ("刘建国", "县委副书记"),
    ("宁国栋", "县委常委、宣传部长"),
    ("孟庆华", "县委常委、组织部长"),
    ("陈志远", "副县长"),
    ("赵玉兰", "副县长"),
    ("徐德胜", "县人大常委会副主任"),
    ("黄秀英", "县政协副主席"),
    ("周立民", "县委办公室主任"),
)


def play(cast: FieldCast) -> None:
    """The first of them signs in as xianzhang."""
    for name, post in LEADERS:
        user = cast.leader_user if name == cast.leader_user.name else None
        values = {"name": name, "post": post, "user": user}
        registers.create(Leader, values, by=cast.office, at=cast.at)
