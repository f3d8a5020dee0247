"""What the summary of 2020 says of campaigns and exemplars; whom they honoured is invented.

The names of the campaigns, of their fields and of the exemplars are facts.
"""

from typing import TypeAlias

from districts.models import ExemplarKind
from districts.workflow.campaigns import SubjectKind

# In the countryside, voted on by the councils of the villages: name, kind, levels, years, whom.
# Whom: village, name, level, members of the council and how many of them agreed.
Subject: TypeAlias = tuple[str, str, int, tuple[int, int]]
Rural: TypeAlias = tuple[str, SubjectKind, tuple[str, ...], int | None, tuple[Subject, ...]]
# In town, with the departments: name, kind, department, whom.
Urban: TypeAlias = tuple[str, SubjectKind, str, tuple[str, ...]]
# Name, kind, where it comes from (column, name), deeds, who told of it.
Told: TypeAlias = tuple[str, ExemplarKind, tuple[str, str], str, str]

MARK = "（演示）"
STARS = tuple(f"{word}星级" for word in "十九八七六五四三二一")
ONE = ("先进",)

RURAL: tuple[Rural, ...] = (
    (
        "十星级文明户",
        SubjectKind.HOUSEHOLD,
        STARS,
        2,
        (
            ("张堂村", "张德胜户", 0, (11, 9)),
            ("张堂村", "王秀兰户", 0, (11, 10)),
            ("刘茂村", "刘志强户", 0, (9, 8)),
            ("南赵村", "赵玉梅户", 1, (9, 6)),
            ("中李村", "李春雷户", 1, (11, 7)),
            ("施家村", "施文斌户", 2, (9, 5)),
        ),
    ),
    (
        "好媳妇好婆婆",
        SubjectKind.PERSON,
        ("好媳妇", "好婆婆"),
        None,
        (
            ("张堂村", "周海燕", 0, (11, 11)),
            ("小胡村", "胡淑珍", 1, (9, 8)),
            ("东关村", "孙凤霞", 0, (11, 8)),
            ("西贤村", "徐桂英", 1, (9, 7)),
        ),
    ),
    (
        "致富能手",
        SubjectKind.PERSON,
        ("致富能手",),
        None,
        (
            ("刘茂村", "刘国栋", 0, (9, 9)),
            ("小胡村", "胡建国", 0, (9, 7)),
            ("南赵村", "赵晓东", 0, (9, 8)),
        ),
    ),
)
URBAN: tuple[Urban, ...] = (
    ("花园式单位", SubjectKind.UNIT, "县住建局", ("县供电公司", "宁阳一中", "县财政局")),
    ("文明规范药房", SubjectKind.SHOP, "县卫生局", ("城关大药房", "康民药房")),
    ("绿色社区", SubjectKind.COMMUNITY, "县环保局", ("城东社区", "城西社区")),
    ("文明经营区", SubjectKind.PLACE, "县经信局", ("中心农贸市场", "金阳商业街")),
    ("百城万店无假货", SubjectKind.SHOP, "县委宣传部", ("凌云经贸公司", "新华书店门市部")),
)
EXEMPLARS: tuple[Told, ...] = (
    (
        "张堂文明片区",
        ExemplarKind.PLACE,
        ("district", "张堂文明片区"),
        "以张堂村为核心，街道硬化绿化、路灯、一条街和义务管护队齐备，蔬菜制种带动周边村增收。",
        "县电视台",
    ),
    (
        "国税行业文化",
        ExemplarKind.UNIT,
        ("unit", "县国税局"),
        "外出学习行业文化建设的做法，编印机关文化手册，人人熟知行业精神和服务承诺。" + MARK,
        "县广播站",
    ),
    (
        "华宁矿业诚信经营",
        ExemplarKind.UNIT,
        ("unit", "华宁矿业公司"),
        "把诚信写进企业文化手册，合同履约、安全承诺向职工和客户公开。" + MARK,
        "县报",
    ),
)
