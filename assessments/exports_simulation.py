"""A simulation as a workbook: who moves, which items make it, what could not be compared."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from assessments.models import SimulatedUnit, Simulation
from assessments.results.simulation.shown import rows_of, statement
from wenming.dates import cn_datetime
from wenming.jobs.kinds import Progress
from wenming.snapshots import one_snapshot
from wenming.xlsx import Column, Sheet, workbook

BATCH = 1000
Cells = Sequence[object]


def simulation_xlsx(simulation: Simulation, at: datetime, progress: Progress) -> bytes:
    """Four sheets; each says under its title what was compared and how gaps were filled."""
    under = f"{statement(simulation)}　　制表时间：{cn_datetime(at)}"
    with one_snapshot():
        return workbook(
            [
                _ranks_sheet(simulation, under, progress),
                _changes_sheet(simulation, under),
                _heads_sheet(simulation, under),
                _gaps_sheet(simulation, under),
            ]
        )


def _ranks_sheet(simulation: Simulation, under: str, progress: Progress) -> Sheet:
    columns = [
        Column("单位", 34),
        Column("原总分", 10, "points2"),
        Column("原位次", 9, "integer"),
        Column("新总分", 10, "points2"),
        Column("新位次", 9, "integer"),
        Column("位次变动", 10, "center"),
    ]
    rows = progress.counted(_totals(simulation))
    return Sheet(f"{simulation}", columns, rows, tab="位次变动", under=under)


def _changes_sheet(simulation: Simulation, under: str) -> Sheet:
    columns = [
        Column("单位", 28),
        Column("编号", 9, "center"),
        Column("项目", 28),
        Column("原得分", 9, "points"),
        Column("新得分", 9, "points"),
        Column("原因", 44),
    ]
    rows = _changes(simulation)
    return Sheet("项目变动", columns, rows, tab="项目变动", under=under, landscape=True)


def _heads_sheet(simulation: Simulation, under: str) -> Sheet:
    columns = [Column("大项", 34), Column("原平均", 10, "points"), Column("新平均", 10, "points")]
    rows = [
        (each["title"], _number(each["old"]), _number(each["new"]))
        for each in simulation.findings["heads"]
    ]
    return Sheet("各大项平均得分", columns, rows, tab="大项平均", under=under)


def _gaps_sheet(simulation: Simulation, under: str) -> Sheet:
    columns = [
        Column("编号", 9, "center"),
        Column("项目", 34),
        Column("原因", 26),
        Column("单位数", 9, "integer"),
    ]
    rows = [
        (each["code"], each["title"], each["why"], each["units"])
        for each in simulation.findings["gaps"]
    ]
    return Sheet("无法比较的项目", columns, rows, tab="无法比较", under=under)


def _totals(simulation: Simulation) -> Iterator[Cells]:
    for row in _stored(simulation):
        moved = f"{row.movement:+d}" if row.movement else ""
        yield (row.unit, row.old_total, row.old_rank, row.total, row.rank, moved)


def _changes(simulation: Simulation) -> Iterator[Cells]:
    for row in _stored(simulation):
        for each in row.changes:
            figures = _number(each["before"]), _number(each["after"])
            yield (row.unit, each["code"], each["title"], *figures, each["reason"])


def _stored(simulation: Simulation) -> Iterator[SimulatedUnit]:
    return rows_of(simulation).iterator(chunk_size=BATCH)


def _number(text: str) -> Decimal | str:
    """A figure for Excel; a word stays one."""
    return Decimal(text) if text.replace(".", "", 1).lstrip("-").isdigit() else text
