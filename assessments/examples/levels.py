"""100 + 10: items judged by level, honours that exempt, a bonus on top. Invented."""

from assessments.examples.rows import group, item
from assessments.scoring import BonusRow, DeductionRow, GradeRow, RubricRows, VetoRow

LEVELS = "A=100%;B=66%;C=33%;D=0"
ON_SITE = "实地查看"
ASKED = "听汇报、查资料"

ROWS = RubricRows(
    settings={
        "名称": "文明学校测评细则（等级评分示例）",
        "适用类型": "文明学校",
        "满分": "100",
        "加分封顶": "10",
        "加分位置": "总分外",
        "不适用处理": "满分",
        "合格线": "80",
    },
    items=(
        group("1", "组织领导", "16"),
        item("1.1", "工作机制", "6", "等级", LEVELS, "有机构、有计划、有总结。", methods=ASKED),
        item("1.2", "专题研究", "4", "次扣", "每次=1", "每学期专题研究两次，少一次扣 1 分。"),
        item("1.3", "经费投入", "6", "等级", LEVELS, "创建经费列入预算并逐年增加。"),
        group("2", "立德树人", "28"),
        item("2.1", "思政课程", "8", "等级", LEVELS, "课程开齐开足，有集体备课记录。"),
        item(
            "2.2",
            "主题教育",
            "8",
            "计数",
            "每次=2",
            "每开展一次有方案、有记录的主题教育计 2 分。",
            evidence="图片>=2;说明报告>=1;字数<=500",
        ),
        item(
            "2.3", "学生测试", "6", "比例", "满值=100", "抽测学生，按平均成绩折算。", methods="测试"
        ),
        item(
            "2.4",
            "家校共育",
            "6",
            "抽样",
            "5:100%;4:66%;3:33%;其余:0",
            "抽查 5 名家长，按知晓人数计分。",
            methods="问卷",
        ),
        group("3", "法治平安", "20"),
        item(
            "3.1",
            "法治教育",
            "10",
            "等级",
            LEVELS,
            "法治副校长到位，每学期有法治课。",
            exemption="法治校园",
        ),
        item(
            "3.2",
            "校园安全",
            "10",
            "区间扣",
            "最低=0.5;最高=3",
            "按隐患轻重每处扣 0.5 至 3 分。",
            methods=ON_SITE,
            exemption="平安校园",
        ),
        group("4", "校园文化", "20"),
        item("4.1", "校园环境", "8", "裁量", "步长=0.5", "整洁、绿化、美化。", methods=ON_SITE),
        item(
            "4.2",
            "食堂管理",
            "6",
            "等级",
            LEVELS,
            "明厨亮灶，厉行节约。",
            methods=ON_SITE,
            condition="有食堂",
        ),
        item("4.3", "文体活动", "6", "等级", "好=6;较好=4;一般=2;差=0", "社团活动经常开展。"),
        group("5", "师德师风", "16"),
        item("5.1", "师德建设", "8", "等级", LEVELS, "制度健全，考核结果运用到位。"),
        item("5.2", "志愿服务", "8", "分段", ">=80:8;>=60:6;>=40:3;其余:0", "教师参与率（%）。"),
    ),
    bonuses=(
        BonusRow(
            code="J1",
            title="获上级文明校园荣誉",
            points="6",
            rule="等级",
            parameters="国家级=6;省级=4;市级=2",
            family="荣誉",
        ),
        BonusRow(
            code="J2",
            title="获上级德育先进荣誉",
            points="4",
            rule="等级",
            parameters="国家级=4;省级=3;市级=1",
            family="荣誉",
        ),
        BonusRow(code="J3", title="经验被上级推广", points="4", rule="计数", parameters="每次=2"),
    ),
    deductions=(
        DeductionRow(
            code="K1",
            title="被上级通报批评",
            each="2",
            counting="按次",
            doubling="是",
            summing="相加",
        ),
    ),
    vetoes=(
        VetoRow(code="F1", title="发生重大安全责任事故", months="12", department="教育局、应急局"),
        VetoRow(
            code="F2",
            title="教师严重违反师德",
            months="24",
            heads="1",
            department="教育局",
            consequence="两年内不得申报",
        ),
    ),
    grades=(
        GradeRow(name="标兵", lower="100", quota="10%"),
        GradeRow(name="优秀", lower="90"),
        GradeRow(name="合格", lower="80"),
        GradeRow(name="不合格"),
    ),
)
