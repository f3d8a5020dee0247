"""Example rubrics of very different shape, to download as workbooks and start from.

They are data; the workbook is made when it is asked for. None names a year, so an import leaves
the draft's own.
"""

from dataclasses import dataclass

from assessments.demonstration.rubric_texts import rows_for
from assessments.demonstration.rubrics import as_item_row
from assessments.examples import blocks, levels, monthly
from assessments.scoring import RubricRows, build_spec, to_rows
from districts.models import UnitType


@dataclass(frozen=True, slots=True)
class Example:
    """`rows` are as an editor would write them; `canonical` is what a workbook of them says."""

    slug: str
    about: str
    rows: RubricRows

    @property
    def name(self) -> str:
        return self.rows.settings["名称"]

    @property
    def items(self) -> int:
        return sum(bool(row.rule) for row in self.rows.items)

    @property
    def canonical(self) -> RubricRows:
        built = build_spec(self.rows)
        if built.spec is None:
            raise ValueError(f"the example {self.slug} has errors: {built.errors}")
        return to_rows(built.spec)


SHAPES = (
    Example("levels", "100 分另加 10 分：按等级评分，持有荣誉可免评，加分封顶。", levels.ROWS),
    Example("blocks", "按考核方式分块，权重 20/20/25/10/25，有票决、问卷和测试。", blocks.ROWS),
    Example("monthly", "按月填报：每月一个大项，只在当月开放。", monthly.ROWS),
)
TYPES = (
    (UnitType.TOWNSHIP, "文明乡镇"),
    (UnitType.AGENCY, "文明机关"),
    (UnitType.INDUSTRY, "文明行业"),
    (UnitType.ENTERPRISE, "文明企业"),
    (UnitType.SCHOOL, "文明学校"),
    (UnitType.VILLAGE, "文明村"),
)


def examples() -> list[Example]:
    """The county's set, one rubric for each type, then the other shapes."""
    return [*(_of_type(code, name) for code, name in TYPES), *SHAPES]


def _of_type(code: str, name: str) -> Example:
    rows = RubricRows(
        settings={"名称": f"{name}百分量化考核细则（示例）", "适用类型": name},
        items=tuple(as_item_row(row) for row in rows_for(code)),
    )
    return Example(f"county-{code}", "满分 100 分：五个大项，逐项给分。", rows)
