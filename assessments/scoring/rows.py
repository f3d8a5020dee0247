"""A rubric as rows of text, exactly as its workbook holds it (sheets 说明, 细则, 加分 …).

`row` is the Excel row for messages, `id` the caller's own key; neither is a column. Field → header
tables stand here once, for messages, import and export alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

ITEM_SHEET, BONUS_SHEET, DEDUCTION_SHEET = "细则", "加分", "扣分"
VETO_SHEET, GRADE_SHEET, SETTINGS_SHEET = "否决", "等次", "说明"

SETTINGS = (
    "名称",
    "年度",
    "适用类型",
    "满分",
    "身份基数",
    "加分封顶",
    "加分位置",
    "不适用处理",
    "自评门槛",
    "合格线",
)

ITEM_COLUMNS = {
    "code": "编号",
    "title": "名称",
    "standard": "标准",
    "points": "分值",
    "rule": "给分方式",
    "parameters": "参数",
    "weight": "权重",
    "methods": "考核方式",
    "scored_by": "评分主体",
    "condition": "适用条件",
    "exemption": "免评条件",
    "evidence": "佐证要求",
    "window": "填报窗口",
}
BONUS_COLUMNS = {
    "code": "编号",
    "title": "名称",
    "points": "分值",
    "rule": "给分方式",
    "parameters": "参数",
    "family": "同类组",
}
DEDUCTION_COLUMNS = {
    "code": "编号",
    "title": "名称",
    "each": "每次",
    "counting": "计次",
    "doubling": "瞒报加倍",
    "summing": "汇总",
}
VETO_COLUMNS = {
    "code": "编号",
    "title": "情形",
    "months": "追溯月数",
    "heads": "人数门槛",
    "department": "确认部门",
    "consequence": "后果",
}
GRADE_COLUMNS = {"name": "等次", "lower": "下限", "quota": "名额比例"}


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemRow:
    """One row of 细则: a group where it has child rows (and no `rule`), an item otherwise."""

    code: str
    title: str = ""
    standard: str = ""
    points: str = ""
    rule: str = ""
    parameters: str = ""
    weight: str = ""
    methods: str = ""
    scored_by: str = ""
    condition: str = ""
    exemption: str = ""
    evidence: str = ""
    window: str = ""
    id: int | None = None
    row: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class BonusRow:
    code: str
    title: str = ""
    points: str = ""
    rule: str = ""
    parameters: str = ""
    family: str = ""
    id: int | None = None
    row: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeductionRow:
    code: str
    title: str = ""
    each: str = ""
    counting: str = ""
    doubling: str = ""
    summing: str = ""
    id: int | None = None
    row: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class VetoRow:
    code: str
    title: str = ""
    months: str = ""
    heads: str = ""
    department: str = ""
    consequence: str = ""
    id: int | None = None
    row: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class GradeRow:
    name: str
    lower: str = ""
    quota: str = ""
    row: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RubricRows:
    """The whole workbook. `settings` holds 项目 → 内容; `setting_rows` their Excel rows."""

    settings: Mapping[str, str]
    items: tuple[ItemRow, ...] = ()
    bonuses: tuple[BonusRow, ...] = ()
    deductions: tuple[DeductionRow, ...] = ()
    vetoes: tuple[VetoRow, ...] = ()
    grades: tuple[GradeRow, ...] = ()
    setting_rows: Mapping[str, int] = field(default_factory=dict)
