"""What earlier years left behind: titles in every state, and lost points still to be mended."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from assessments.actions.rectifications import open_rectifications
from assessments.demonstration.people import Cast
from assessments.models import Assessment
from assessments.results.rectifications import lost_items
from districts.actions.honours import create_honour, renew_honour, revoke_honour
from districts.models import Honour, HonourLevel

TITLE = "县级文明单位"
TERM = 3 * 365
# Unit → days from now on until its title ends; counted from sixty days ago, when it is entered.
ENDINGS = {"县统计局": 620, "县林业局": 70, "县司法局": 20, "县医药公司": -25}
REVOKED = "县汽车运输公司"
RENEWED = ("县国土资源局", "市级文明单位")
# Unit → days that it has for its first lost item, from sixty days ago.
DUE = {"县国土资源局": 48, "县林业局": 80, "县水泥厂": 64}
ENTERED = 60


def play_titles(cast: Cast, *, at: datetime) -> None:
    """One title renewed, the others valid, about to end, ended and revoked."""
    entered = timezone.localdate(at)
    for name, days in ENDINGS.items():
        until = entered + timedelta(days=ENTERED + days)
        _award(cast, name, until - timedelta(days=TERM), until, at=at)
    gone = _award(cast, REVOKED, entered - timedelta(days=500), None, at=at)
    revoke_honour(
        gone, day=entered, reason="发生安全责任事故（演示）。", version=gone.version,
        by=cast.office, at=at,
    )  # fmt: skip
    unit, title = RENEWED
    last = Honour.objects.filter(unit=cast.units[unit], title=title).latest("awarded_on")
    if last.valid_until and last.valid_until < entered:
        begins = last.valid_until + timedelta(days=1)
        values = {
            "awarded_on": begins,
            "valid_until": begins + timedelta(days=2 * TERM),
            "document_number": f"演示〔{begins.year}〕12 号",
        }
        renew_honour(last, values, by=cast.office, at=at)


def _award(cast: Cast, name: str, begins: date, until: date | None, *, at: datetime) -> Honour:
    values = {
        "title": TITLE,
        "level": HonourLevel.COUNTY,
        "awarded_on": begins,
        "valid_until": until,
        "document_number": f"演示〔{begins.year}〕6 号",
    }
    return create_honour(cast.units[name], values, by=cast.office, at=at)


def play_rectifications(cast: Cast, year: int, *, at: datetime) -> None:
    """The first lost item of three units; one of them is late by now."""
    day = timezone.localdate(at)
    rows = Assessment.objects.filter(cycle__year=year, unit__name__in=DUE)
    for assessment in rows.select_related("cycle", "unit", "rubric"):
        for item in lost_items(assessment, day)[:1]:
            open_rectifications(
                assessment,
                {item.code: f"{item.proposal}；按标准补齐并上传整改前后照片（演示）。"[:300]},
                owner=assessment.unit,
                due_on=day + timedelta(days=DUE[assessment.unit.name]),
                by=cast.office,
                at=at,
            )
