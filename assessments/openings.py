"""When one item of a unit's self-check can be filled in, and who may bend that. Policy, like
`policies`, for what has a window of its own.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from assessments.models import SelfReport
from assessments.policies import Calendar
from assessments.roles import Actor, CycleStatus, PhaseKind, ReportStatus, Stage
from assessments.scoring import Item
from assessments.workflow import REPORT_EDITABLE

# What an item's opening follows from, in the words of the page.
WINDOW, LATE, CORRECTION = "填报窗口", "迟报许可", "退回修改"


@dataclass(frozen=True, slots=True)
class Opening:
    """When one item of one unit can be filled in, as it stands at one moment, and by what rule.

    Both ends belong to it. `source` says it in the words of the page.
    """

    stage: Stage
    opens_at: datetime | None
    closes_at: datetime | None
    source: str

    @property
    def is_open(self) -> bool:
        return self.stage is Stage.OPEN


def opening_of(
    item: Item, report: SelfReport, calendar: Calendar, late_until: datetime | None = None
) -> Opening:
    """When the unit can fill in this item, with its evidence: the one rule for it.

    * Without 填报窗口 an item is open while the self-check phase is, for this unit.
    * With one it is open from the first day of its window to the last, both whole, as soon as the
      year is running: it does not wait for the phase. It never outlasts the unit's deadline.
    * After its window it is closed, but for the office's permission to be late (迟报许可).
    * A returned report is to be mended: what had opened before opens again until the deadline.
    """
    deadline = calendar.deadline(PhaseKind.SELF_CHECK, until=report.assessment.self_check_until)
    if item.window is None:
        phase = calendar.phases.get(PhaseKind.SELF_CHECK)
        opens = phase.opens_at if phase else None
        return _opening(calendar, opens, deadline, PhaseKind.SELF_CHECK.label)
    first, last = item.window.dates(report.assessment.cycle.year)
    opens, closes = _day_begins(first), _day_ends(last)
    closes, source = min(closes, deadline or closes), WINDOW
    if report.status == ReportStatus.RETURNED and deadline is not None:
        closes, source = max(closes, deadline), CORRECTION
    if late_until is not None and late_until > closes:
        closes, source = late_until, LATE
    return _opening(calendar, opens, closes, source)


def _opening(
    calendar: Calendar, opens: datetime | None, closes: datetime | None, source: str
) -> Opening:
    if calendar.status == CycleStatus.ARCHIVED or closes is None or calendar.at > closes:
        stage = Stage.CLOSED
    elif calendar.status != CycleStatus.OPEN or opens is None or calendar.at < opens:
        stage = Stage.LATER
    else:
        stage = Stage.OPEN
    return Opening(stage, opens, closes, source)


def _day_begins(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _day_ends(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


def can_fill_item(actors: frozenset[Actor], report: SelfReport, opening: Opening) -> bool:
    """A unit answers an item, and moves its evidence, while the item is open and the report its."""
    return Actor.REPORTER in actors and report.status in REPORT_EDITABLE and opening.is_open


def can_ask_lateness(actors: frozenset[Actor], report: SelfReport, calendar: Calendar) -> bool:
    """A unit asks to fill in what it missed while the report is still its own."""
    is_running = calendar.status == CycleStatus.OPEN
    return Actor.REPORTER in actors and report.status in REPORT_EDITABLE and is_running


def can_decide_lateness(actors: frozenset[Actor], report: SelfReport, calendar: Calendar) -> bool:
    """The office permits or declines it, asked or not, while the report is still the unit's."""
    is_running = calendar.status == CycleStatus.OPEN
    return Actor.OFFICE in actors and report.status in REPORT_EDITABLE and is_running
