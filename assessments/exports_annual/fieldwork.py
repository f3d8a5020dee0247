"""片区、建设项目、结对、帮扶台账、目标责任书、实事: the ledgers of the year with their sums."""

from collections.abc import Iterable, Iterator
from typing import Any

from assessments.exports_annual.told import (
    CHUNK,
    LEADER,
    Part,
    Told,
    anybody,
    checked,
    count_where,
    ledger,
    sum_where,
)
from districts.exports.areas import AREA_COLUMNS, area_cells
from districts.exports.letters import (
    LETTER_COLUMNS,
    WITH_TOWNSHIP,
    WITH_UNIT,
    letter_cells,
)
from districts.exports.pairings import (
    LEDGER_COLUMNS,
    PAIRING_COLUMNS,
    contribution_cells,
    pairing_cells,
)
from districts.exports.projects import PROJECT_COLUMNS, project_cells
from districts.exports.rows import numbered
from districts.exports.tasks import COLUMNS as TASK_COLUMNS
from districts.exports.tasks import task_cells
from districts.models import Contribution, QuantityKind, ResponsibilityLetter
from districts.results.areas.lists import STANDING, AreaFilters, area_rows
from districts.results.areas.projects import ProjectFilters, project_rows
from districts.results.pairings.ledger import LedgerFilters, contribution_rows
from districts.results.pairings.letters import LetterFilters, letter_rows
from districts.results.pairings.lists import PairingFilters, pairing_rows
from districts.results.pairings.lists import told as told_pairings
from districts.results.pairings.sums import counted_once
from districts.results.tasks.lights import judged_on
from districts.results.tasks.lists import TaskFilters, lit, task_rows
from districts.roles import EntryStatus
from districts.workflow.areas import ProjectStage, Tier
from districts.workflow.pairings import LetterStatus, MoneySource, PairingStatus
from districts.workflow.tasks import ACHIEVED, PROMISED, TaskLevel
from wenming.xlsx import Column, quoted

ALL = "COUNT({序号})"
COUNTED = "计入合计"
ONCE = "同一项活动记在几个单位台账上的，只有一笔计入合计"


def parts(told: Told) -> Iterator[Part]:
    yield _districts(told)
    yield _projects(told)
    yield _pairings(told)
    yield _contributions(told)
    yield _letters(told)
    yield _tasks(told)


def _districts(told: Told) -> Part:
    """Every district on a year's list until then; those of the year are known by their 规划年度."""
    filters = AreaFilters(told.year, STANDING)
    rows = area_rows(anybody(), LEADER, filters, told.today).prefetch_related("villages")
    of_year = f"({{规划年度}}={told.year})"
    high, better = (count_where(现梯级=str(tier.label)) for tier in (Tier.HIGH, Tier.BETTER))
    planned_high = count_where(规划年度=told.year, 规划梯级=str(Tier.HIGH.label))
    checks = (
        *told.check("districts_planned", count_where(规划年度=told.year)),
        *told.check("districts_planned_high", planned_high),
        *told.check("districts_speciality", f'SUMPRODUCT({of_year}*({{特色经济}}<>""))'),
        *told.check("districts_higher", f"{high}+{better}"),
        *told.check("districts_high", high),
        *told.check("districts_standing", ALL),
    )
    lines = numbered(area_cells(row) for row in rows.iterator(chunk_size=CHUNK))
    return ledger(
        told, "片区", AREA_COLUMNS, lines, checks, title="文明片区台账", rows=rows.count()
    )


def _projects(told: Told) -> Part:
    confirmed = ProjectFilters(told.year, state=EntryStatus.CONFIRMED)
    rows = project_rows(anybody(), LEADER, confirmed)
    done = str(ProjectStage.DONE.label)
    checks = [
        *told.check("projects_planned", ALL),
        *told.check("projects_done", count_where(建设状态=done)),
        *told.check("project_money_own", "SUM({自筹资金（元）})"),
        *told.check("project_money_won", "SUM({上级资金（元）})"),
    ]
    for value in told.kinds("project_"):
        checks.append(checked(value, sum_where("数量", 种类=value.figure.key, 建设状态=done)))
    lines = numbered(project_cells(row) for row in rows.iterator(chunk_size=CHUNK))
    title = "文明片区建设项目台账"
    return ledger(told, "建设项目", PROJECT_COLUMNS, lines, checks, title=title, rows=rows.count())


def _pairings(told: Told) -> Part:
    rows = pairing_rows(anybody(), LEADER, PairingFilters(told.year), told.day)
    active = count_where(状态=str(PairingStatus.ACTIVE.label))
    lines = numbered(pairing_cells(row) for row in _told_later(rows, told))
    title = "文明单位与核心村结对共建台账"
    checks = told.check("pairing_units", active)
    return ledger(told, "结对", PAIRING_COLUMNS, lines, checks, title=title, rows=rows.count())


def _told_later(rows: Any, told: Told) -> Iterator[Any]:
    """Asked for when the sheet is written."""
    yield from told_pairings(rows, told.day)


def _contributions(told: Told) -> Part:
    """What is confirmed. The last column holds what the sums count."""
    confirmed = LedgerFilters(told.year, state=EntryStatus.CONFIRMED)
    rows = contribution_rows(anybody(), LEADER, confirmed).order_by("given_on", "pk")
    columns = (*LEDGER_COLUMNS, Column(COUNTED, 14, "points"))
    money = "+".join(
        f"({{种类}}={quoted(name)})"
        for name in QuantityKind.objects.filter(is_money=True).values_list("name", flat=True)
    )
    checks = [
        each
        for name, source in (("own", MoneySource.OWN), ("won", MoneySource.WON))
        for each in told.check(
            f"pairing_money_{name}",
            f"SUMPRODUCT(({money or 0})*({{来源}}={quoted(str(source.label))}),{{{COUNTED}}})",
        )
    ]
    checks += [
        checked(value, sum_where(COUNTED, 种类=value.figure.key))
        for value in told.kinds("pairing_")
    ]
    return ledger(
        told, "帮扶台账", columns, numbered(_contribution_lines(rows, told)), checks,
        title="结对共建帮扶投入台账", under=f"{told.under}　　{ONCE}", rows=rows.count(),
    )  # fmt: skip


def _contribution_lines(rows: Any, told: Told) -> Iterator[tuple[object, ...]]:
    once = counted_once(Contribution.objects.filter(year=told.year)).values("pk")
    again = set(rows.exclude(pk__in=once).order_by().values_list("pk", flat=True))
    for row in rows.iterator(chunk_size=CHUNK):
        yield (*contribution_cells(row), None if row.pk in again else row.amount)


def _letters(told: Told) -> Part:
    visible = ResponsibilityLetter.objects.visible_to(anybody(), LEADER)
    rows = letter_rows(visible, LetterFilters(told.year)).select_related("pairing__leader")
    signed = str(LetterStatus.SIGNED.label)
    checks = (
        *told.check("letters_signed", count_where(状态=signed)),
        *told.check("letters_signed_units", count_where(状态=signed, 类别=WITH_UNIT)),
        *told.check("letters_signed_townships", count_where(状态=signed, 类别=WITH_TOWNSHIP)),
    )
    lines = numbered(letter_cells(row) for row in rows.iterator(chunk_size=CHUNK))
    title = "目标责任书签订情况"
    return ledger(told, "目标责任书", LETTER_COLUMNS, lines, checks, title=title, rows=rows.count())


def _tasks(told: Told) -> Part:
    """What was promised: drafts and merged tasks are no part of the year."""
    day = judged_on(told.year, told.today)
    rows = task_rows(anybody(), LEADER, TaskFilters(told.year), day)
    rows = rows.filter(status__in=PROMISED).prefetch_related("helpers")
    county, township = (str(level.label) for level in (TaskLevel.COUNTY, TaskLevel.TOWNSHIP))
    checks = (
        *told.check("tasks_first_batch", count_where(级别=county, 批次=1)),
        *told.check("tasks_promised", count_where(级别=county)),
        *told.check("tasks_accepted", _accepted(county)),
        *told.check("tasks_open", f"{count_where(级别=county)}-({_accepted(county)})"),
        *told.check("tasks_of_townships", count_where(级别=township)),
        *told.check("tasks_of_townships_accepted", _accepted(township)),
    )
    lines = numbered(task_cells(row) for row in _lit_later(rows, day))
    title = "为民办实事台账"
    return ledger(told, "实事", TASK_COLUMNS, lines, checks, title=title, rows=rows.count())


def _lit_later(rows: Any, day: Any) -> Iterable[Any]:
    yield from lit(rows, day)


def _accepted(level: str) -> str:
    states = sorted(str(status.label) for status in ACHIEVED)
    return "+".join(count_where(级别=level, 状态=state) for state in states)
