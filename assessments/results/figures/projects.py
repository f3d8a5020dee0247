"""片区建设项目: what was built in the districts, and with whose money; where the office looked."""

from collections.abc import Iterable

from django.db.models import Q

from assessments.results.figures.base import Family, Figure, Section, Shown
from assessments.results.figures.pairings import KINDS
from assessments.wording import Rule
from districts.models import DistrictProject, Inspection, QuantityKind
from districts.workflow.areas import ProjectStage

PROJECTS = Family(
    lambda asked: DistrictProject.objects.confirmed().filter(year=asked.year),
    ("district__township__name", "district__name", "kind__position", "pk"),
    (
        Shown("项目", lambda row: row.title, width=28),
        Shown("片区", lambda row: row.district.name),
        Shown("乡镇", lambda row: row.district.township.name, width=12),
        Shown("种类", lambda row: row.kind.name, width=14),
        Shown("建设状态", lambda row: row.get_stage_display(), width=12),
        Shown("完工日期", lambda row: row.finished_on, "date", 16),
    ),
    ("kind", "district__township"),
)
INSPECTIONS = Family(
    lambda asked: Inspection.objects.filter(year=asked.year),
    ("held_on", "district__name", "pk"),
    (
        Shown("片区", lambda row: row.district.name),
        Shown("乡镇", lambda row: row.district.township.name, width=12),
        Shown("检查日期", lambda row: row.held_on, "date", 16),
        Shown("检查人员", lambda row: row.inspectors, width=24),
    ),
    ("district__township",),
)

DONE = Q(stage=ProjectStage.DONE)
CONFIRMED = "只计县文明办已确认的建设项目，草稿、待确认和退回的不计。"
# What the year's summary tells; the other kinds are for tables.
TOLD = {"硬化道路", "桥梁", "排水渠", "机井", "路灯", "绿化街道", "栽植苗木", "文明示范街"}
COUNTS = (
    Figure(
        "projects_planned", "片区建设项目",
        f"本年度各文明片区的建设项目，不论建设状态。{CONFIRMED}",
        "个", Section.DISTRICTS, PROJECTS,
    ),
    Figure(
        "projects_done", "完工的片区建设项目",
        f"本年度各文明片区的建设项目中已经完工的；计划、在建和报完工待核实的不计。{CONFIRMED}",
        "个", Section.DISTRICTS, PROJECTS, where=DONE,
    ),
    Figure(
        "project_money_own", "片区建设自筹资金",
        f"本年度各文明片区建设项目的自筹资金之和，不论建设状态，没有填写金额的项目不计。{CONFIRMED}",
        "元", Section.DISTRICTS, PROJECTS, Rule.MORE_THAN,
        Q(own_money__isnull=False), "own_money", 2,
    ),
    Figure(
        "project_money_won", "片区建设上级资金",
        f"本年度各文明片区建设项目的上级资金之和，不论建设状态，没有填写金额的项目不计。{CONFIRMED}",
        "元", Section.DISTRICTS, PROJECTS, Rule.MORE_THAN,
        Q(won_money__isnull=False), "won_money", 2,
    ),
)  # fmt: skip
VISITS = (
    Figure(
        "inspections_held", "片区督导检查",
        "本年度对文明片区的督导检查，按检查日期所在年度计，一次检查一个片区计一次。",
        "次", Section.DISTRICTS, INSPECTIONS,
    ),
)  # fmt: skip


def figures(kinds: Iterable[QuantityKind]) -> tuple[Figure, ...]:
    """Of all kinds, in their own order."""
    return (*COUNTS, *(_of_kind(kind) for kind in kinds if not kind.is_money), *VISITS)


def _of_kind(kind: QuantityKind) -> Figure:
    slug = KINDS[kind.name][0].removeprefix("pairing_") if kind.name in KINDS else f"kind_{kind.pk}"
    return Figure(
        f"project_{slug}", f"片区完成{kind.name}",
        f"本年度各文明片区完工的建设项目中“{kind.name}”的数量之和；"
        f"计划、在建和报完工待核实的不计，单位帮扶结对村的不在内。{CONFIRMED}",
        kind.unit, Section.DISTRICTS, PROJECTS, Rule.EXACT, DONE & Q(kind=kind.pk), "amount",
        kind.decimals, key=kind.name, is_fine=kind.name not in TOLD,
    )  # fmt: skip
