"""What was built in the districts and what the office found on its visits.

Told by the summary of 2020 for 张堂: streets paved and drained, fourteen streets planted and lit,
one model street; for the others: roads, bridges, greening, wells. Metres, money and days are
invented, and so is everything of this year; both are marked.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from districts.actions import follow_ups
from districts.actions.areas.inspections import create_inspection, find_fault
from districts.actions.areas.projects import create_project
from districts.actions.attachments import attach
from districts.actions.entries import advance_entry
from districts.demonstration.cast import CLOSED_YEAR, FieldCast
from districts.demonstration.pictures import street
from districts.models import AttachmentKind, District, FollowUp, Inspection, Membership
from districts.roles import Role
from districts.workflow.areas import ProjectStage, Tier
from wenming.accounts.models import User

MARK = "（演示）"
# District, title, kind, amount, own money, money from above, days of 2020, note.
BUILT_2020 = (
    ("张堂", "村内主街硬化", "硬化道路", 3600, 260_000, 420_000, (3, 25), (6, 28), "里程资金演示"),
    ("张堂", "街道排水", "排水渠", 2800, 90_000, 150_000, (4, 2), (7, 10), "里程资金为演示"),
    ("张堂", "十四条街绿化", "绿化街道", 14, 80_000, 60_000, (3, 16), (4, 30), "三纵十一横"),
    ("张堂", "十四条街装灯", "路灯", 168, 70_000, 100_000, (7, 15), (8, 20), "盏数、资金为演示"),
    ("张堂", "文明一条街", "文明示范街", 1, 30_000, None, (8, 25), (9, 30),
     "集精神文明、计划生育、卫生健康宣传于一体"),
    ("刘茂", "苗木基地生产路", "硬化道路", 2200, 120_000, 200_000, (4, 8), (7, 5), MARK),
    ("刘茂", "村口生产桥", "桥梁", 1, None, 180_000, (5, 6), (8, 30), MARK),
    ("小胡", "奶牛小区道路", "硬化道路", 1500, 90_000, 110_000, (4, 20), (6, 30), MARK),
    ("小胡", "奶牛小区机井", "机井", 3, 45_000, 60_000, (5, 10), (6, 15), MARK),
    ("南赵", "抗旱机井", "机井", 4, 40_000, 100_000, (3, 20), (5, 20), MARK),
    ("南赵", "村东排水渠", "排水渠", 1300, 50_000, None, (6, 1), (8, 10), MARK),
    ("中李", "环村绿化", "绿化街道", 4, 36_000, None, (3, 12), (4, 20), MARK),
)  # fmt: skip
# Village of the district, title, kind, amount, own money, from above, stage, days since it was
# begun, days since it was finished. None as stage: a draft that the township has not handed in.
NOW = (
    ("西直界", "北街硬化", "硬化道路", 1800, 110_000, 160_000, ProjectStage.DONE, 120, 40),
    ("西直界", "街道装灯", "路灯", 60, 24_000, None, ProjectStage.BUILDING, 20, None),
    ("西直界", "村西排水渠", "排水渠", 900, 30_000, 40_000, ProjectStage.PLANNED, None, None),
    ("西田庄", "文化广场", "文化广场", 1, 50_000, 80_000, ProjectStage.BUILDING, 45, None),
    ("张堂", "蔬菜基地机井", "机井", 2, 30_000, 30_000, ProjectStage.DONE, 90, 30),
    ("张堂", "南北街补植", "栽植苗木", 1200, 18_000, None, ProjectStage.DONE, 60, 35),
)
WAITING = ("张堂", "村北生产路", "硬化道路", 1400, 60_000, 90_000)


def play(cast: FieldCast) -> None:
    areas = {area.name.removesuffix("文明片区"): area for area in _planned()}
    for line in BUILT_2020:
        _play_2020(cast, areas, line)
    for now in NOW:
        _play_now(cast, areas, now)
    _play_waiting(cast, areas["张堂"])
    _play_2020_visit(cast, areas["张堂"])
    _play_visits(cast, areas)


def _planned() -> Any:
    return District.objects.planned().select_related("township").order_by("pk")


def _play_2020(cast: FieldCast, areas: Mapping[str, District], line: tuple[Any, ...]) -> None:
    """Entered by the office when the year was closed; 张堂's street with its photos."""
    name, title, kind, amount, own, won, begun, done, note = line
    values = {
        "year": CLOSED_YEAR,
        "title": title,
        "kind": cast.kind(kind),
        "amount": amount,
        "own_money": own,
        "won_money": won,
        "stage": ProjectStage.DONE,
        "started_on": date(CLOSED_YEAR, *begun),
        "finished_on": date(CLOSED_YEAR, *done),
        "note": note,
    }
    at = cast.moment(CLOSED_YEAR, 12, 8)
    project = create_project(areas[name], values, by=cast.office, at=at)
    if title == "村内主街硬化":
        for kind_, is_done in ((AttachmentKind.BEFORE, False), (AttachmentKind.AFTER, True)):
            photo = street(title, is_done=is_done)
            attach(project, photo, kind=kind_, caption=MARK, by=cast.office, at=at)


def _play_now(cast: FieldCast, areas: Mapping[str, District], line: tuple[Any, ...]) -> None:
    """Entered by the office in the days that just went by; nothing before the year began."""
    name, title, kind, amount, own, won, stage, begun, done = line
    values = {
        "year": cast.today.year,
        "title": title,
        "kind": cast.kind(kind),
        "amount": amount,
        "own_money": own,
        "won_money": won,
        "stage": stage,
        "started_on": _days_ago(cast, begun),
        "finished_on": _days_ago(cast, done),
        "note": MARK,
    }
    create_project(areas[name], values, by=cast.second, at=cast.at)


def _play_waiting(cast: FieldCast, area: District) -> None:
    """One that the township has handed in and the office has still to confirm."""
    _, title, kind, amount, own, won = WAITING
    values = {
        "year": cast.today.year,
        "title": title,
        "kind": cast.kind(kind),
        "amount": amount,
        "own_money": own,
        "won_money": won,
        "stage": ProjectStage.BUILDING,
        "started_on": _days_ago(cast, 12),
        "finished_on": None,
        "contractor": "县路桥公司" + MARK,
        "note": MARK,
    }
    by = cast.staff("fushan")
    advance_entry(create_project(area, values, by=by, at=cast.at), "submit", by=by, at=cast.at)


def _play_2020_visit(cast: FieldCast, area: District) -> None:
    at = cast.moment(CLOSED_YEAR, 10, 22)
    summary = "看了主街、示范街和管护队值日，路面平整，绿化成活好，路灯能按时亮灯。" + MARK
    values = {"held_on": at.date(), "inspectors": "王敏、陈静", "summary": summary,
              "opinion": Tier.HIGH}  # fmt: skip
    create_inspection(area, values, by=cast.office, at=at)


def _play_visits(cast: FieldCast, areas: Mapping[str, District]) -> None:
    """One visit this year whose findings are overdue, reported and closed; one without any."""
    visited = max(cast.today - timedelta(days=40), date(cast.today.year, 1, 1))
    summary = "巷道保洁较好，南北街补植已完成；个别路段堆放柴草，部分路灯不亮。"
    visit = _visit(cast, areas["张堂"], visited, summary, Tier.HIGH)
    then = cast.at - (cast.today - visited)
    find_fault(visit, text="清理村北路口堆放的柴草和建筑垃圾，做到长期不回潮。",
                      due_on=cast.today - timedelta(days=9), by=cast.office, at=then)  # fmt: skip
    shown = find_fault(visit, text="修复南北街 6 盏不亮的路灯，查清线路并报修缮记录。",
                       due_on=cast.today + timedelta(days=5), by=cast.office, at=then)  # fmt: skip
    done = find_fault(visit, text="补齐示范街缺损的 4 块宣传牌。",
                      due_on=cast.today - timedelta(days=12), by=cast.office, at=then)  # fmt: skip
    keeper = _keeper(areas["张堂"], cast)
    for finding, days in ((shown, 2), (done, 20)):
        _report(cast, finding, keeper, min(days, (cast.today - visited).days))
    follow_ups.advance_follow_up(done, "close", by=cast.office, at=cast.at)
    _visit(cast, areas["西直界"], max(visited, cast.today - timedelta(days=15)),
           "北街硬化质量好，路灯正在安装，没有发现问题。", "")  # fmt: skip


def _visit(cast: FieldCast, area: District, day: date, summary: str, tier: str) -> Inspection:
    at = cast.at - (cast.today - day)
    values = {"held_on": day, "inspectors": "王敏、陈静", "summary": summary + MARK,
              "opinion": tier}  # fmt: skip
    return create_inspection(area, values, by=cast.office, at=at)


def _report(cast: FieldCast, finding: FollowUp, by: User, days: int) -> None:
    """The township shows what it has done."""
    at = cast.at - timedelta(days=days)
    for kind, is_done in ((AttachmentKind.BEFORE, False), (AttachmentKind.AFTER, True)):
        photo = street(str(finding.pk), is_done=is_done)
        attach(finding, photo, kind=kind, caption=MARK, by=by, at=at)
    follow_ups.advance_follow_up(
        finding, "report", by=by, at=at, note="已整改到位，附照片。" + MARK
    )


def _keeper(area: District, cast: FieldCast) -> User:
    """Whoever acts for the district's township."""
    held = Membership.objects.filter(
        role=Role.TOWNSHIP, township_id=area.township_id, ended_on=None
    ).select_related("user")
    found = held.first()
    return found.user if found else cast.office


def _days_ago(cast: FieldCast, days: int | None) -> date | None:
    if days is None:
        return None
    return max(cast.today - timedelta(days=days), date(cast.today.year, 1, 1))
