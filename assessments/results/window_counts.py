"""How the windows of a year are kept (按期填报): asked, filled in and missed, month by month."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from assessments.models import Cycle, SelfMark, SelfReport
from assessments.results.queue import measured_items
from assessments.results.windows import window_name
from assessments.roles import Stage
from assessments.scoring import Window, parse_window

FIGURES = ("asked", "answered", "units", "permitted", "declined")


@dataclass(frozen=True, slots=True)
class WindowRow:
    """One window of the year over all units. `missed` is 0 while it is not over."""

    key: str
    name: str
    first: date
    last: date
    stage: Stage
    asked: int
    answered: int
    # Units that have not filled in everything.
    units: int
    permitted: int
    declined: int

    @property
    def open_items(self) -> int:
        return self.asked - self.answered

    @property
    def missed(self) -> int:
        if self.stage is not Stage.CLOSED:
            return 0
        return self.open_items - self.permitted - self.declined


def window_rows(cycle: Cycle, at: datetime) -> list[WindowRow]:
    """Every window of the year's rubrics, in the order of the calendar. Two queries."""
    today = timezone.localdate(at)
    unanswered = Q(answer__isnull=True)
    counts = (
        _marks(cycle)
        .values("indicator__window")
        .annotate(
            asked=Count("pk"),
            answered=Count("pk", filter=~unanswered),
            units=Count("report", filter=unanswered, distinct=True),
            permitted=Count("pk", filter=unanswered & Q(late__until__gte=at)),
            declined=Count(
                "pk", filter=unanswered & Q(late__until=None, late__decided_at__isnull=False)
            ),
        )
        .order_by()
    )
    # One window may be written in two ways.
    merged: dict[Window, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    texts: dict[Window, str] = {}
    for text, *figures in counts.values_list("indicator__window", *FIGURES):
        window = parse_window(text)
        if window is not None:
            texts.setdefault(window, text)
            for name, count in zip(FIGURES, figures, strict=True):
                merged[window][name] += count
    rows = [_row(window, texts[window], cycle, today, merged[window]) for window in merged]
    return sorted(rows, key=lambda row: (row.first, row.last))


def _row(window: Window, text: str, cycle: Cycle, today: date, counts: dict[str, int]) -> WindowRow:
    first, last = window.dates(cycle.year)
    if today > last:
        stage = Stage.CLOSED
    else:
        stage = Stage.LATER if today < first else Stage.OPEN
    return WindowRow(text, window_name(window), first, last, stage, **counts)


def behind_in(cycle: Cycle, key: str) -> QuerySet[SelfReport]:
    """The reports in which items of that window are not filled in, with how many (`waiting`)."""
    late = _marks(cycle).filter(indicator__window=key, answer__isnull=True)
    counted = Count("marks", filter=Q(marks__in=late))
    return (
        SelfReport.objects.filter(assessment__cycle=cycle, pk__in=late.values("report"))
        .annotate(waiting=counted)
        .select_related("assessment__unit", "assessment__unit_type")
        .defer("summary", "assessment__breakdown")
        .order_by("assessment__unit__name", "pk")
    )


def _marks(cycle: Cycle) -> QuerySet[SelfMark]:
    """The marks of items that have a window and are the unit's to answer."""
    marks = SelfMark.objects.filter(report__assessment__cycle=cycle, indicator__window__gt="")
    return marks.exclude(indicator__in=measured_items(cycle))
