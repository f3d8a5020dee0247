"""What was promised, as plain data. 演示 marks what the summary of 2020 does not tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MARK = "（演示）"


@dataclass(frozen=True, slots=True)
class Plan:
    """A task as the list promises it; `percent` is the last progress.

    `is_told` where the summary names it. `days_left` until its day, and `silent_days` since the
    last report, count from today and concern this year's list.
    """

    title: str
    target: str
    department: str
    helpers: str = ""
    percent: int = 0
    is_done: bool = False
    is_told: bool = False
    days_left: int = 35
    silent_days: int = 2


FIRST_BATCH: Sequence[Plan] = (
    Plan(
        "推广村级110",
        "全县行政村全部接入村级110报警联动，做到有警必应、邻里互助。",
        "县公安局",
        "县委宣传部",
        100,
        is_done=True,
        is_told=True,
    ),
    Plan(
        "救助低保人群",
        "城乡低保对象按标准足额发放保障金，困难家庭逐户建档。",
        "县民政局",
        "",
        100,
        is_done=True,
        is_told=True,
    ),
    Plan(
        "整治城乡结合部卫生",
        "城乡结合部主要路段和集贸市场全天保洁，垃圾日产日清。",
        "县住建局",
        "县环保局 县卫生局",
        100,
        is_done=True,
        is_told=True,
    ),
    Plan(
        "县城主次干道增设路灯",
        "县城主次干道补齐缺损路灯，新装路灯300盏。",
        "县住建局",
        "",
        100,
        is_done=True,
    ),
    Plan(
        "农村中小学危房改造",
        "完成6所农村中小学危房改造，开学前交付使用。",
        "县教育局",
        "县住建局",
        100,
        is_done=True,
    ),
    Plan(
        "公开12345为民服务热线",
        "群众来电当日转办，一般事项七日内答复。",
        "县政府办公室",
        "",
        100,
        is_done=True,
    ),
    Plan("农村改厕试点", "在24个核心村开展改厕试点。", "县卫生局", "县农业局", 70),
    Plan(
        "集贸市场规范管理", "规范县城4处集贸市场，摊位入室、亮证经营。", "县经信局", "县公安局", 65
    ),
    Plan(
        "创业就业免费培训",
        "免费培训下岗失业人员和返乡农民工。",
        "县政府办公室",
        "团县委 县妇联",
        80,
    ),
    Plan("农村饮水安全工程", "解决偏远村群众饮水困难。", "县农业局", "县卫生局", 60),
    Plan(
        "校园周边治安整治",
        "校园周边重点时段见警率达到要求，清理无证摊点。",
        "县公安局",
        "县教育局",
        75,
    ),
    Plan("残疾人康复救助", "为贫困残疾人免费适配辅助器具。", "县民政局", "县卫生局", 55),
    Plan("城区背街小巷硬化", "硬化城区背街小巷12条。", "县住建局", "", 50),
    Plan(
        "农家书屋建设", "在核心村建设图书阅览室，配齐图书和管理人员。", "县文体局", "县委宣传部", 85
    ),
    Plan("农资打假护农", "农资市场每季检查一次，公开举报电话。", "县农业局", "县公安局", 70),
    Plan("便民公交延伸", "县城至各乡镇公交线路延伸到中心村。", "县政府办公室", "", 45),
)

THIS_YEAR: Sequence[Plan] = (
    Plan(
        "老旧小区适老化改造",
        "完成8个老旧小区的坡道、扶手和照明改造。",
        "县住建局",
        "县民政局",
        100,
        is_done=True,
    ),
    Plan(
        "新时代文明实践站提升",
        "60个村（社区）文明实践站达到有阵地、有队伍、有活动。",
        "县委宣传部",
        "县文体局",
        100,
        is_done=True,
    ),
    Plan("农村养老助餐点", "新建农村养老助餐点40处。", "县民政局", "县住建局", 80),
    Plan("县城停车泊位", "新增公共停车泊位1200个。", "县住建局", "县公安局", 60, days_left=-12),
    Plan("校园食品安全", "全县中小学食堂实现明厨亮灶。", "县教育局", "县卫生局", 90),
    Plan("妇女“两癌”免费检查", "适龄妇女免费检查1.5万人次。", "县卫生局", "县妇联", 75),
    Plan(
        "乡村水源地保护", "完成18处村级水源地隔离防护。", "县环保局", "县农业局", 55, silent_days=75
    ),
    Plan(
        "青年驿站",
        "建成青年驿站3处，为求职青年提供7天免费住宿。",
        "团县委",
        "县政府办公室",
        40,
        silent_days=36,
    ),
)

TOWNSHIP_LISTS: Mapping[str, str] = {
    "文庙街道": "背街小巷亮化",
    "泗店镇": "村内道路修补",
    "东疏镇": "苗木市场硬化",
    "伏山镇": "村级卫生室改造 镇区路灯安装",
    "堽城镇": "奶牛小区排污治理",
    "蒋集镇": "敬老院修缮",
    "磁窑镇": "集贸市场搬迁 农村安全饮水",
    "华丰镇": "矿区道路整修",
    "葛石镇": "山区小学校舍加固",
    "东庄镇": "农村户厕改造",
    "鹤山镇": "村级垃圾池建设",
    "乡饮乡": "沟渠清淤疏浚",
}
