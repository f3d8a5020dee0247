"""Which items of a report can be filled in now, which later, and which were missed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from assessments.models import LateFiling, Rubric, SelfReport
from assessments.openings import LATE, Opening, can_fill_item, opening_of
from assessments.policies import Calendar, can_edit_report
from assessments.roles import Actor, Stage
from assessments.scoring import Item, Window, format_window
from wenming.dates import cn_datetime

# By indicator.
Openings = Mapping[int, Opening]


def has_windows(rubric: Rubric) -> bool:
    """Whether the rubric opens and closes items by their own windows."""
    return any(item.window for item in rubric.spec.items)


def openings_of(
    report: SelfReport, calendar: Calendar, late: Mapping[int, datetime | None] | None = None
) -> Openings:
    """When each item can be filled in, by indicator.

    `late` are the late permissions by indicator; where they are not given, one query, and none
    where the rubric has no windows.
    """
    rubric = report.assessment.rubric
    if late is None:
        late = permissions_of(report) if has_windows(rubric) else {}
    return {
        item.id: opening_of(item, report, calendar, late.get(item.id))
        for item in rubric.spec.items
        if item.id is not None
    }


def can_fill_any(actors: frozenset[Actor], report: SelfReport, calendar: Calendar) -> bool:
    """Whether the unit can work at anything of its report now. One query, or none."""
    if not has_windows(report.assessment.rubric):
        return can_edit_report(actors, report, calendar)
    openings = openings_of(report, calendar).values()
    return any(can_fill_item(actors, report, opening) for opening in openings)


def permissions_of(report: SelfReport) -> dict[int, datetime | None]:
    """Until when the office lets the unit fill in what it missed, by indicator. One query."""
    rows = LateFiling.objects.filter(mark__report=report, until__isnull=False)
    return dict(rows.values_list("mark__indicator", "until"))


def window_name(window: Window | None) -> str:
    """The window as it is spoken of: 4月份, 二季度, 3-12月, 3月1日至3月31日."""
    if window is None:
        return "单位自查"
    if window.days is not None:
        return "至".join(day_in_words(day) for day in window.days)
    first, last = window.months or (1, 12)
    if first == last:
        return f"{first}月份"
    if last - first == 2 and last % 3 == 0:
        return f"{'一二三四'[last // 3 - 1]}季度"
    return format_window(window)


def days_left(deadline: datetime | None, at: datetime) -> int | None:
    """Whole calendar days to the deadline in the office's time; negative once it has passed."""
    if deadline is None:
        return None
    days = (timezone.localdate(deadline) - timezone.localdate(at)).days
    return min(days, -1) if at > deadline else days


def day_in_words(day: date) -> str:
    return f"{day.month}月{day.day}日"


def ends_in_words(moment: datetime) -> str:
    """The end of a window as a day, of anything else to the minute."""
    local = timezone.localtime(moment)
    return day_in_words(local.date()) if local.second == 59 else cn_datetime(moment)


@dataclass(frozen=True, slots=True)
class Due:
    """Items that are due together: of one window, or by late permission, until one moment."""

    name: str
    closes_at: datetime
    items: int

    @property
    def title(self) -> str:
        return f"{self.name} {self.items} 项待填报"

    @property
    def until(self) -> str:
        return f"{ends_in_words(self.closes_at)}截止"


def due_windows(items: Iterable[Item], openings: Openings, answered: set[int]) -> Sequence[Due]:
    """What is open by its own window and not answered yet, the nearest deadline first."""
    counts: dict[tuple[str, datetime], int] = defaultdict(int)
    for item in items:
        opening = openings[item.id or 0]
        if item.window is None or item.id in answered or opening.stage is not Stage.OPEN:
            continue
        name = LATE if opening.source == LATE else window_name(item.window)
        if opening.closes_at is not None:
            counts[name, opening.closes_at] += 1
    found = [Due(name, closes, count) for (name, closes), count in counts.items()]
    return sorted(found, key=lambda due: due.closes_at)
