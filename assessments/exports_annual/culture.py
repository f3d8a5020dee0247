"""文化活动、创建评选与表彰、荣誉称号: the other ledgers of the year."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from assessments.exports_annual.told import (
    CHUNK,
    LEADER,
    Part,
    Told,
    anybody,
    count_where,
    ledger,
)
from assessments.results.figures.culture import EVENINGS
from districts.exports.activities import COLUMNS as ACTIVITY_COLUMNS
from districts.exports.activities import activity_cells
from districts.exports.campaigns import (
    AWARD_COLUMNS,
    CAMPAIGN_COLUMNS,
    COUNCIL_COLUMNS,
    EXEMPLAR_COLUMNS,
    award_cells,
    campaign_lines,
    council_cells,
    exemplar_cells,
)
from districts.exports.culture import SERIES_COLUMNS, series_cells
from districts.exports.facilities import (
    BOARD_COLUMNS,
    CENTRE_COLUMNS,
    PROGRAMME_COLUMNS,
    board_cells,
    centre_cells,
    programme_lines,
)
from districts.exports.honours import HONOUR_COLUMNS, honour_cells
from districts.exports.rows import numbered
from districts.models import HonourState
from districts.results.activities import ActivityFilters, activity_rows
from districts.results.boards import BoardFilters, board_rows
from districts.results.campaigns import (
    AwardFilters,
    CampaignFilters,
    award_rows,
    awards_with_states,
    campaign_rows,
    levels_of,
)
from districts.results.centres import CentreFilters, centre_rows, facilities_asked
from districts.results.councils import CouncilFilters, council_rows
from districts.results.culture import series_rows
from districts.results.exemplars import ExemplarFilters, exemplar_rows
from districts.results.honours import HonourFilters, honour_list, honour_rows
from districts.results.programmes import ProgrammeFilters, programme_rows
from districts.roles import EntryStatus
from wenming.xlsx import quoted

ALL = "COUNT({序号})"
IN_SERIES = '({所属系列}<>"")'


def parts(told: Told) -> Iterator[Part]:
    yield _series(told)
    yield _activities(told)
    yield _centres(told)
    yield _boards(told)
    yield _programmes(told)
    yield _campaigns(told)
    yield _awards(told)
    yield _exemplars(told)
    yield _councils(told)
    yield _honours(told)


def _series(told: Told) -> Part:
    rows = series_rows(anybody(), LEADER, told.year).order_by("starts_on", "pk")
    lines = numbered(series_cells(row) for row in rows.iterator(chunk_size=CHUNK))
    checks = told.check("series_visits", "SUM({参加人次})")
    title = "群众文化系列活动台账"
    return ledger(told, "系列活动", SERIES_COLUMNS, lines, checks, title=title, rows=rows.count())


def _activities(told: Told) -> Part:
    """What is confirmed."""
    confirmed = ActivityFilters(told.year, state=EntryStatus.CONFIRMED)
    rows = activity_rows(anybody(), LEADER, confirmed).order_by("held_on", "pk")
    evenings = "+".join(f"({{类别}}={quoted(str(kind.label))})" for kind in EVENINGS)
    checks = (
        *told.check("activities_held", ALL),
        *told.check("activities_sessions", "SUM({场次})"),
        *told.check("activities_attendance", "SUM({参加人次})"),
        *told.check("series_performances", f"SUMPRODUCT({IN_SERIES}*({evenings}),{{场次}})"),
        *told.check("series_visits", f"SUMPRODUCT({IN_SERIES}*1,{{参加人次}})"),
    )
    lines = numbered(activity_cells(row) for row in rows.iterator(chunk_size=CHUNK))
    title = "精神文明建设活动台账"
    return ledger(told, "文化活动", ACTIVITY_COLUMNS, lines, checks, title=title, rows=rows.count())


def _centres(told: Told) -> Part:
    """Those of the year and those that stood before it."""
    asked = facilities_asked()
    rows = centre_rows(anybody(), LEADER, CentreFilters(), len(asked))
    rows = rows.filter(built_year__lte=told.year).prefetch_related("facilities")
    checks = (
        *told.check("centres_built", count_where(建成年度=told.year)),
        *told.check("centres_standing", ALL),
    )
    lines = numbered(centre_cells(row, asked) for row in rows.iterator(chunk_size=CHUNK))
    title = "社区文化活动中心台账"
    return ledger(told, "文化中心", CENTRE_COLUMNS, lines, checks, title=title, rows=rows.count())


def _boards(told: Told) -> Part:
    confirmed = BoardFilters(told.year, state=EntryStatus.CONFIRMED)
    rows = board_rows(anybody(), LEADER, confirmed).order_by("installed_on", "pk")
    checks = (
        *told.check("boards_put_up", "SUM({数量（块）})"),
        *told.check("boards_money", "SUM({投入资金（元）})"),
    )
    lines = numbered(board_cells(row) for row in rows.iterator(chunk_size=CHUNK))
    title = "宣传牌匾台账"
    return ledger(told, "宣传牌匾", BOARD_COLUMNS, lines, checks, title=title, rows=rows.count())


def _programmes(told: Told) -> Part:
    rows = programme_rows(anybody(), LEADER, ProgrammeFilters(told.year))
    found = rows.prefetch_related("products").iterator(chunk_size=CHUNK)
    checks = told.check("programme_products", "COUNT({日期})")
    return ledger(
        told, "文化建设年", PROGRAMME_COLUMNS, numbered(programme_lines(found)), checks,
        title="文化建设年台账", rows=rows.count(),
    )  # fmt: skip


def _campaigns(told: Told) -> Part:
    rows = campaign_rows(anybody(), LEADER, CampaignFilters(told.year)).order_by("opens_on", "pk")
    checks = told.check("nominations_submitted", "SUM({申报})")
    lines = numbered(campaign_lines(rows.iterator(chunk_size=CHUNK), levels_of(rows)))
    title = "群众性创建评选台账"
    return ledger(told, "创建评选", CAMPAIGN_COLUMNS, lines, checks, title=title, rows=rows.count())


def _awards(told: Told) -> Part:
    rows = award_rows(anybody(), LEADER, AwardFilters(year=told.year), told.day)
    lines = chain.from_iterable(
        (award_cells(*pair) for pair in awards_with_states([row], told.day))
        for row in rows.iterator(chunk_size=CHUNK)
    )
    revoked = count_where(状态=str(HonourState.REVOKED.label))
    checks = told.check("awards_made", f"{ALL}-{revoked}")
    title = "群众性创建表彰台账"
    return ledger(
        told, "表彰", AWARD_COLUMNS, numbered(lines), checks, title=title, rows=rows.count()
    )


def _exemplars(told: Told) -> Part:
    rows = exemplar_rows(anybody(), LEADER, ExemplarFilters(told.year))
    lines = numbered(exemplar_cells(row) for row in rows.iterator(chunk_size=CHUNK))
    title = "精神文明建设典型库台账"
    return ledger(told, "典型", EXEMPLAR_COLUMNS, lines, title=title, rows=rows.count())


def _councils(told: Told) -> Part:
    rows = council_rows(anybody(), LEADER, CouncilFilters()).filter(founded_on__lte=told.day)
    checks = told.check("moral_councils", ALL)
    lines = numbered(council_cells(row) for row in rows.iterator(chunk_size=CHUNK))
    title = "农村道德评议会台账"
    return ledger(
        told, "道德评议会", COUNCIL_COLUMNS, lines, checks, title=title, rows=rows.count()
    )


def _honours(told: Told) -> Part:
    """Every title that had been given by then, with what it was on that day."""
    rows = honour_list(anybody(), LEADER, HonourFilters(), told.day)
    rows = rows.filter(awarded_on__lte=told.day)
    in_year = (
        f"SUMPRODUCT(({{授予日期}}>=DATE({told.year},1,1))*({{授予日期}}<=DATE({told.year},12,31)))"
    )
    lines = numbered(honour_cells(row) for row in _on(rows, told))
    checks = told.check("honours_awarded", in_year)
    title = "文明单位荣誉称号一览"
    return ledger(told, "荣誉称号", HONOUR_COLUMNS, lines, checks, title=title, rows=rows.count())


def _on(rows: Any, told: Told) -> Iterator[Any]:
    for row in rows.iterator(chunk_size=CHUNK):
        yield from honour_rows([row], told.day)
