"""Three lights by the day something is due: one rule for follow-ups, milestones and tasks."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Light:
    """`kind` is the chip's colour, `word` what it says, `code` what a filter asks for."""

    code: str
    word: str
    kind: str


ON_TIME, DUE_SOON, OVERDUE, DONE = "on-time", "due-soon", "overdue", "done"
LIGHTS = {ON_TIME: "正常", DUE_SOON: "临近期限", OVERDUE: "已逾期"}


def light_of(due_on: date, is_done: bool, today: date) -> Light:
    """On time, due within seven days, overdue; what is done has no light any more."""
    if is_done:
        return Light(DONE, "已办结", "green")
    days = (due_on - today).days
    if days < 0:
        return Light(OVERDUE, f"逾期 {-days} 天", "red")
    if days <= SOON.days:
        return Light(DUE_SOON, f"还剩 {days} 天" if days else "今天到期", "amber")
    return Light(ON_TIME, "正常", "green")


def lit(code: str, today: date, field: str = "due_on") -> Q:
    """The rows of a list that show this light, as far as the day decides it."""
    if code == OVERDUE:
        return Q(**{f"{field}__lt": today})
    if code == DUE_SOON:
        return Q(**{f"{field}__gte": today, f"{field}__lte": today + SOON})
    return Q(**{f"{field}__gt": today + SOON}) if code == ON_TIME else Q()
