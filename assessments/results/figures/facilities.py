"""文化阵地: culture centres of communities, publicity boards, culture-year programmes."""

from django.db.models import Q

from assessments.results.figures.base import Asked, Family, Figure, Section, Shown, so_far
from assessments.wording import Rule
from districts.models import CommunityCentre, CultureProgramme, ProgrammeProduct, PublicityBoard


def _built_this_year(asked: Asked) -> Q:
    return Q(built_year=asked.year)


CENTRES = Family(
    lambda asked: CommunityCentre.objects.filter(built_year__lte=asked.year),
    ("township__name", "community", "pk"),
    (
        Shown("社区", lambda row: row.community),
        Shown("乡镇", lambda row: row.township.name, width=12),
        Shown("地点", lambda row: row.place, width=24),
        Shown("建成年度", lambda row: f"{row.built_year}年", width=10),
    ),
    ("township",),
)
BOARDS = Family(
    lambda asked: PublicityBoard.objects.confirmed().filter(year=asked.year),
    ("installed_on", "place", "pk"),
    (
        Shown("地点", lambda row: row.place, width=28),
        Shown("类别", lambda row: row.get_kind_display(), width=12),
        Shown("设置单位", lambda row: row.owner_name),
        Shown("安装日期", lambda row: row.installed_on, "date", 16),
    ),
    ("township", "department", "unit"),
)
PROGRAMMES = Family(
    lambda asked: CultureProgramme.objects.filter(year=asked.year),
    ("title", "pk"),
    (
        Shown("文化建设年", lambda row: row.title, width=36),
        Shown("单位", lambda row: row.owner_name, width=24),
        Shown("状态", lambda row: row.get_status_display(), width=12),
    ),
    ("township", "department", "unit"),
)
PRODUCTS = Family(
    lambda asked: ProgrammeProduct.objects.filter(programme__year=asked.year),
    ("held_on", "pk"),
    (
        Shown("内容", lambda row: row.text, width=44),
        Shown("类别", lambda row: row.get_kind_display(), width=12),
        Shown("单位", lambda row: row.programme.owner_name, width=24),
        Shown("日期", lambda row: row.held_on, "date", 16),
    ),
    ("programme__township", "programme__department", "programme__unit"),
)

CONFIRMED = "只计县文明办已确认的记录，草稿、待确认和退回的不计。"
FIGURES = (
    Figure(
        "centres_standing", "社区文化活动中心（总数）",
        "到本年度末（当年为查询之日）建成年度不晚于本年度的社区文化活动中心，每个社区一个，含以前年度建成的。",
        "个", Section.CULTURE, CENTRES, where=so_far, present=so_far,
    ),
    Figure(
        "centres_built", "新建成社区文化活动中心",
        "建成年度为本年度的社区文化活动中心，以前年度建成的不计。",
        "个", Section.CULTURE, CENTRES, where=_built_this_year, present=so_far,
    ),
    Figure(
        "boards_put_up", "新增宣传牌匾",
        f"安装日期在本年度的宣传栏、标志性牌匾、文化墙、电子屏等的块数之和，以前年度安装的不计。{CONFIRMED}",
        "块", Section.CULTURE, BOARDS, amount="count",
    ),
    Figure(
        "boards_money", "宣传牌匾投入资金",
        f"安装日期在本年度的宣传牌匾的投入资金之和，没有填写金额的不计。{CONFIRMED}",
        "元", Section.CULTURE, BOARDS, Rule.MORE_THAN, Q(money__isnull=False), "money", 2,
    ),
    Figure(
        "programmes_run", "开展文化建设年的单位",
        "本年度登记的文化建设年，不论进行中还是已完成。",
        "个", Section.CULTURE, PROGRAMMES,
    ),
    Figure(
        "programme_products", "文化建设年成果",
        "本年度文化建设年登记的会议、歌曲、手册、外出学习、经验推广等步骤和成果，每项计一次。",
        "项", Section.CULTURE, PRODUCTS,
    ),
)  # fmt: skip
