"""公示: the closed year's notice with one objection answered, and this year's as a draft."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from assessments.actions.public_objections import (
    advance_public_objection,
    assign,
    file_public_objection,
)
from assessments.actions.publicity import advance_publication, create_publication
from assessments.demonstration.people import Cast
from assessments.models import Cycle, Publication
from assessments.roles import PublicField

CONTACT = "县文明办综合科，电话 0538-0000000（演示），工作日 8:30—17:30。"
SHOWS = [
    PublicField.UNIT.value,
    PublicField.TYPE.value,
    PublicField.TOTAL.value,
    PublicField.RANK.value,
    PublicField.GRADE.value,
]
OBJECTION = "该单位公示的位次与去年相差较大，请核对材料是否齐全。（演示）"
FOUND = "调阅了该单位的考核表和佐证材料，与得分一致。（演示）"
REPLY = "经核对，该单位各项得分与考核记录一致，公示的得分和位次不变。（演示）"
CLOSED = "公示期内收到异议 1 条，已核实答复，公示结果不变。（演示）"


def draft(cast: Cast, cycle: Cycle, *, opens_on: date, at: datetime) -> Publication:
    values: dict[str, Any] = {
        "title": f"关于{cycle.year}年度文明单位考核结果的公示",
        "intro": (
            f"{cycle.year}年度文明单位考核已完成单位自查和实地考核，现将结果公示如下。"
            "对公示内容有异议的，请在公示期内写明事实和依据提出。"
        ),
        "contact": CONTACT,
        "shows": SHOWS,
        "opens_on": opens_on,
        "working_days": 5,
        "without_result": "",
    }
    return create_publication(cycle, values, by=cast.office, at=at)


def play_publicity(cast: Cast, cycle: Cycle) -> None:
    """The closed year's notice, from the draft to the closing note."""
    opens_on = date(cycle.year, 12, 7)
    notice = draft(cast, cycle, opens_on=opens_on, at=_moment(opens_on, -3, 9))
    notice = advance_publication(notice, "prepare", by=cast.office, at=_moment(opens_on, -3, 10))
    notice = advance_publication(notice, "approve", by=cast.second, at=_moment(opens_on, -3, 15))
    objection = file_public_objection(
        notice, text=OBJECTION, about=0, address_key="", at=_moment(opens_on, 2, 10)
    )
    objection = assign(objection, cast.second, by=cast.office, at=_moment(opens_on, 2, 14))
    for verb, note, hour in (("note", FOUND, 10), ("dismiss", REPLY, 16)):
        advance_public_objection(
            objection, verb, by=cast.second, at=_moment(opens_on, 4, hour), note=note
        )
    advance_publication(
        notice, "conclude", by=cast.office, at=_moment(opens_on, 10, 9), note=CLOSED
    )


def _moment(day: date, later: int, hour: int) -> datetime:
    moment = datetime.combine(day + timedelta(days=later), time(hour))
    return timezone.make_aware(moment)
