"""A monthly rubric: each month is a branch that is filled in within that month. Invented."""

from assessments.examples.rows import group, item
from assessments.scoring import DeductionRow, GradeRow, ItemRow, RubricRows

# points of the month, its theme, what the theme asks for
MONTHS = (
    (9, "迎新春送温暖", "走访困难群众，有名单、有记录。"),
    (6, "文明过节", "倡导移风易俗，开展节日文化活动。"),
    (9, "学雷锋志愿服务", "集中开展学雷锋活动，参加人数过半。"),
    (8, "清明祭英烈", "组织祭扫或网上祭奠活动。"),
    (8, "劳动模范进村", "宣传身边的劳动模范和好人。"),
    (9, "环境卫生整治", "村内主次道路、房前屋后整洁。"),
    (8, "家风家训", "评选文明家庭，张榜公布。"),
    (8, "暑期儿童关爱", "开办暑期课堂，关爱留守儿童。"),
    (9, "孝老爱亲", "重阳前后开展敬老活动。"),
    (8, "文化下乡", "组织文艺演出或电影放映。"),
    (9, "消防安全", "入户宣传，消除火灾隐患。"),
    (9, "年度总结评比", "评选表彰十星级文明户。"),
)
FIXED = 4


def _month(number: int, points: int, theme: str, standard: str) -> list[ItemRow]:
    """A month: two items that come every time, and its theme for the rest of the points."""
    window = f"{number}月"
    return [
        group(str(number), f"{number}月", str(points)),
        item(
            f"{number}.1",
            "村民议事会",
            "2",
            "次扣",
            "每次=1",
            "当月召开两次，少一次扣 1 分。",
            evidence="正式文件>=1;可见=单位名称、日期",
            window=window,
        ),
        item(
            f"{number}.2",
            "志愿服务",
            "2",
            "计数",
            "每次=1",
            "每开展一次计 1 分。",
            evidence="图片>=1",
            window=window,
        ),
        item(
            f"{number}.3",
            theme,
            str(points - FIXED),
            "裁量",
            "步长=0.5",
            standard,
            methods="查资料、实地查看",
            evidence="图片>=2;说明报告>=1;字数<=300",
            window=window,
        ),
    ]


ROWS = RubricRows(
    settings={
        "名称": "文明村按月考核细则（按月填报示例）",
        "适用类型": "文明村",
        "满分": "100",
        "不适用处理": "计零",
    },
    items=tuple(
        row for number, month in enumerate(MONTHS, start=1) for row in _month(number, *month)
    ),
    deductions=(
        DeductionRow(
            code="K1",
            title="逾期未填报",
            each="0.5",
            counting="按次",
            doubling="否",
            summing="相加",
        ),
    ),
    grades=(
        GradeRow(name="红旗村", lower="90", quota="15%"),
        GradeRow(name="达标村", lower="70"),
        GradeRow(name="提升村"),
    ),
)
