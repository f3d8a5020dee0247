"""The year's four workbooks: which columns, in which order. Figures come from `results`.

Each is written from one snapshot and names the moment it was made. A unit without a total is
named, never counted as zero.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from assessments.models import Assessment, Cycle
from assessments.policies import calendar_of
from assessments.results.ranking import (
    Columns,
    RankingRow,
    TypeTab,
    columns_of,
    ranking_lines,
    ranking_rows,
    type_tabs,
)
from assessments.results.self_checks import self_check_rows
from assessments.results.trail import Line as TrailLine
from assessments.results.trail import ScoreTrail
from wenming.dates import cn_datetime
from wenming.jobs.kinds import Progress
from wenming.snapshots import one_snapshot
from wenming.xlsx import Column, HeadCell, Line, Sheet, workbook

BATCH = 2000
UNFINISHED = "未评完"
SIGNED_BY_OFFICE = (
    "制表：　　　　　　　　审核：　　　　　　　　县文明办（盖章）：　　　　　　　　日期："
)
SIGNED_BY_TEAM = "考核员：　　　　　　　　组长：　　　　　　　　受考单位：　　　　　　　　日期："
NO_COLUMNS = Columns()
Cells = Sequence[object]


def score_sheet_xlsx(assessment: Assessment, trail: ScoreTrail, at: datetime) -> bytes:
    """考核评分表: one unit's 100 points line by line, for signature."""
    columns = [
        Column("编号", 8, "center"),
        Column("考核内容", 28),
        Column("分值", 7, "points"),
        Column("自评", 7, "points"),
        *(Column(scorer.name, 9, "points") for scorer in trail.scorers),
        Column("计分过程", 34),
        Column("扣分理由和说明", 34),
        Column("得分", 9, "points"),
    ]
    sheet = Sheet(
        f"{assessment.cycle.year}年文明单位考核评分表",
        columns,
        [*map(_score_line, trail.lines), *_score_sums(assessment, trail)],
        tab=assessment.unit.name,
        under=_score_head(assessment, at),
        signatures=[SIGNED_BY_TEAM],
        landscape=True,
    )
    return workbook([sheet])


def summary_xlsx(cycle: Cycle, at: datetime, progress: Progress | None = None) -> bytes:
    """考核汇总表: the county on one sheet, then every type with its heads. Queries: one, and
    three per type."""
    progress = progress or Progress()
    with one_snapshot():
        tabs = type_tabs(cycle)
        heads = (heads_sheet(cycle, tab, at, progress) for tab in tabs)
        return workbook([county_sheet(cycle, tabs, at, progress), *heads])


def county_sheet(cycle: Cycle, tabs: Sequence[TypeTab], at: datetime, progress: Progress) -> Sheet:
    """All units of the year, type by type."""
    columns = columns_of(cycle).without_heads()
    return Sheet(
        f"{cycle.year}年文明单位考核汇总表",
        county_columns(columns),
        _county_rows(cycle, progress, columns),
        tab="全县汇总",
        under=_made(at, tabs),
        signatures=[SIGNED_BY_OFFICE],
    )


def county_columns(columns: Columns = NO_COLUMNS) -> list[Column]:
    return [
        Column("类型", 14, "center", merges=True),
        Column("单位", 34),
        Column("考核组", 12, "center"),
        *_moved_columns(columns),
        Column("总分", 10, "points2"),
        Column("类内位次", 10, "integer"),
        *_grade_column(columns),
        Column("备注", 18, "center"),
    ]


def ranking_xlsx(cycle: Cycle, at: datetime, progress: Progress | None = None) -> bytes:
    """得分排名表: a sheet per type; vetoed and unfinished units are named below the ranking."""
    progress = progress or Progress()
    with one_snapshot():
        sheets = [_ranking_sheet(cycle, tab, at, progress) for tab in type_tabs(cycle)]
        return workbook(sheets or [_no_ranking(cycle, at)])


def _ranking_sheet(cycle: Cycle, tab: TypeTab, at: datetime, progress: Progress) -> Sheet:
    columns = columns_of(cycle, tab.code).without_heads()
    return Sheet(
        f"{cycle.year}年{tab.name}得分排名表",
        _ranking_columns(columns),
        _ranked(_rows(cycle, progress, tab.code, columns), columns),
        tab=tab.name,
        under=_made(at, [tab]),
        signatures=[SIGNED_BY_OFFICE],
    )


def _no_ranking(cycle: Cycle, at: datetime) -> Sheet:
    columns = _ranking_columns(NO_COLUMNS)
    return Sheet(f"{cycle.year}年文明单位得分排名表", columns, [], under=_made(at, []))


def _ranking_columns(columns: Columns) -> list[Column]:
    return [
        Column("位次", 8, "integer"),
        Column("单位", 38),
        Column("考核组", 14, "center"),
        *_moved_columns(columns),
        Column("总分", 12, "points2"),
        *_grade_column(columns),
        Column("备注", 18, "center"),
    ]


def self_checks_xlsx(cycle: Cycle, at: datetime, progress: Progress | None = None) -> bytes:
    """自查情况表: what every unit has handed in, and who is late."""
    columns = [
        Column("序号", 6, "center"),
        Column("单位", 30),
        Column("类型", 12, "center"),
        Column("状态", 10, "center"),
        Column("报送次数", 9, "integer"),
        Column("最近报送时间", 20, "datetime"),
        Column("已填项", 8, "integer"),
        Column("应填项", 8, "integer"),
        Column("佐证材料", 9, "integer"),
        Column("自评总分", 10, "points2"),
        Column("是否逾期", 9, "center"),
    ]
    with one_snapshot():
        sheet = Sheet(
            f"{cycle.year}年文明单位自查情况表",
            columns,
            (progress or Progress()).counted(_self_checks(cycle, at)),
            tab="自查情况",
            under=f"制表时间：{cn_datetime(at)}",
            signatures=[SIGNED_BY_OFFICE],
            landscape=True,
        )
        return workbook([sheet])


def _self_checks(cycle: Cycle, at: datetime) -> Iterator[Cells]:
    rows = self_check_rows(cycle, calendar_of(cycle, at))
    for number, row in enumerate(rows, start=1):
        yield (
            number,
            row.unit,
            row.unit_type,
            row.state,
            row.round,
            row.submitted_at,
            row.answered,
            row.asked,
            row.evidence,
            row.self_total,
            "逾期" if row.is_overdue else "",
        )


def _rows(
    cycle: Cycle, progress: Progress, unit_type: str | None = None, columns: Columns = NO_COLUMNS
) -> Iterator[RankingRow]:
    lines = ranking_lines(cycle, unit_type, with_points=bool(columns.heads))
    return progress.counted(ranking_rows(lines.iterator(chunk_size=BATCH), columns))


def _county_rows(cycle: Cycle, progress: Progress, columns: Columns) -> Iterator[Cells]:
    for row in _rows(cycle, progress, columns=columns):
        moved, grade = _moved(row, columns), _grade(row, columns)
        yield (
            *(row.unit_type, row.unit, row.team, *moved, row.total, row.rank),
            *(*grade, _remark(row)),
        )


def heads_sheet(cycle: Cycle, tab: TypeTab, at: datetime, progress: Progress) -> Sheet:
    """All units of one type under the heads of its own rubric, the head two rows high."""
    columns = columns_of(cycle, tab.code)
    heads = columns.heads
    return Sheet(
        f"{cycle.year}年{tab.name}考核汇总表",
        [
            Column("位次", 7, "integer"),
            Column("单位", 28),
            Column("考核组", 10, "center"),
            Column("自评总分", 9, "points2"),
            *(Column(head.title, 13, "points") for head in heads),
            *_moved_columns(columns),
            Column("总分", 9, "points2"),
            *_grade_column(columns),
            Column("备注", 18, "center"),
        ],
        _points_rows(_rows(cycle, progress, tab.code, columns), columns),
        tab=tab.name,
        heads=_two_rows(columns),
        under=_made(at, [tab]),
        signatures=[SIGNED_BY_OFFICE],
        landscape=True,
    )


def _two_rows(columns: Columns) -> list[list[HeadCell]]:
    heads = columns.heads
    moved = [column.head for column in _moved_columns(columns)]
    grade = [column.head for column in _grade_column(columns)]
    before = [HeadCell(text, depth=2) for text in ("位次", "单位", "考核组", "自评总分")]
    over = [HeadCell("各大项得分", span=len(heads))] if heads else []
    after = [HeadCell(text, depth=2) for text in (*moved, "总分", *grade, "备注")]
    return [
        [*before, *over, *after],
        [HeadCell(f"{head.title}\n（{head.points} 分）") for head in heads],
    ]


def _points_rows(rows: Iterable[RankingRow], columns: Columns) -> Iterator[Cells]:
    for row in rows:
        points = [_number(cell.exact) for cell in row.cells]
        moved, grade = _moved(row, columns), _grade(row, columns)
        yield (
            *(row.rank, row.unit, row.team, row.self_total, *points, *moved, row.total),
            *(*grade, _remark(row)),
        )


def _ranked(rows: Iterable[RankingRow], columns: Columns) -> Iterator[Cells | Line]:
    """The ranking; below it, each under a line that says so, the vetoed and the unfinished."""
    above = ""
    for row in rows:
        kind = "一票否决" if row.is_vetoed else "" if row.total is not None else UNFINISHED
        moved, grade = _moved(row, columns), _grade(row, columns)
        if kind != above:
            above = kind
            blanks = [""] * (2 + len(moved) + len(grade))
            yield Line(("", f"以下单位{kind}，不参加排名", *blanks, ""))
        yield (row.rank, row.unit, row.team, *moved, row.total, *grade, _remark(row))


def _moved_columns(columns: Columns) -> list[Column]:
    """What moved the total, where the rubrics say anything of it."""
    if not columns.has_extras:
        return []
    return [Column("加分", 8, "points"), Column("扣分", 8, "points")]


def _moved(row: RankingRow, columns: Columns) -> Cells:
    return [_number(row.bonus), _number(row.deducted)] if columns.has_extras else []


def _grade_column(columns: Columns) -> list[Column]:
    named = columns.has_grades or columns.has_extras
    return [Column("等次", 11, "center")] if named else []


def _grade(row: RankingRow, columns: Columns) -> Cells:
    return [row.grade] if columns.has_grades or columns.has_extras else []


def _remark(row: RankingRow) -> str:
    if row.total is None:
        return f"{UNFINISHED}（{row.state}）"
    return "未达合格线" if row.falls_short else ""


def _score_line(line: TrailLine) -> Cells | Line:
    """One row of the tree, indented by depth; a head stands out."""
    cells = (
        line.code,
        f"{'　' * line.depth}{line.title}",
        _number(line.points),
        _number(line.own),
        *(_number(one.points) for one in line.given),
        f"{line.measured}：{line.how}" if line.measured else line.how,
        _remarks(line),
        _number(line.earned),
    )
    return Line(cells) if line.is_group and line.depth == 0 else cells


def _remarks(line: TrailLine) -> str:
    said = [f"{scorer}：{reason}" for scorer, reason in line.reasons]
    if line.spread_note:
        said.append(f"分差 {line.spread}：{line.spread_note}")
    return "\n".join(said)


def _score_sums(assessment: Assessment, trail: ScoreTrail) -> list[Line]:
    """The total with its rounding, and the rank; blank and 未评完 while something is missing."""
    total, blanks = trail.tally.total, [None] * len(trail.scorers)
    how = UNFINISHED if total is None else trail.closing
    own, sheets = assessment.report.self_total, [scorer.total for scorer in trail.scorers]
    sums = Line(("", "合计", _number(trail.full), own, *sheets, how, "", total))
    if assessment.rank is None:
        return [sums]
    return [sums, Line(("", "类内位次", None, None, *blanks, "", "", assessment.rank))]


def _score_head(assessment: Assessment, at: datetime) -> str:
    rubric = assessment.rubric
    team = assessment.team.name if assessment.team else "未分配"
    return (
        f"单位：{assessment.unit.name}　　类型：{assessment.unit_type.name}　　"
        f"年度：{assessment.cycle.year}年　　考核组：{team}\n"
        f"细则：{rubric.name}（第 {rubric.version} 版）　　制表时间：{cn_datetime(at)}"
    )


def _made(at: datetime, tabs: Sequence[TypeTab]) -> str:
    units, ranked = sum(tab.units for tab in tabs), sum(tab.ranked for tab in tabs)
    rest = f"，{units - ranked} 家{UNFINISHED}" if ranked < units else ""
    return f"参评 {units} 家，已出分 {ranked} 家{rest}　　制表时间：{cn_datetime(at)}"


def _number(exact: str) -> Decimal | Fraction | None:
    """Exact text as a figure in a cell; thirds and the like lose only what Excel can't hold."""
    if not exact:
        return None
    return Fraction(exact) if "/" in exact else Decimal(exact)
