"""What happened to a report, in the office's words, from the trail."""

from dataclasses import dataclass
from datetime import datetime

from assessments.models import SelfReport
from assessments.workflow import REPORT_STEPS
from wenming.audit.trail import trail_of

OTHER_VERBS = {
    "report.ask-extension": "申请延期",
    "report.grant-extension": "同意延期",
    "report.decline-extension": "不同意延期",
    "report.ask-late": "申请迟报",
    "report.permit-late": "迟报许可",
    "report.decline-late": "不同意迟报",
}
LABELS = {f"report.{verb}": step.label for verb, step in REPORT_STEPS.items()} | OTHER_VERBS
COLOURS = {"report.return": "red", "report.accept": "green", "report.submit": "green"}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline."""

    label: str
    who: str
    at: datetime
    note: str
    colour: str


def history_of(report: SelfReport) -> list[Event]:
    """Every step, newest first. One query."""
    entries = trail_of(report).filter(verb__in=LABELS)
    return [
        Event(LABELS[e.verb], e.actor_name, e.at, e.note, COLOURS.get(e.verb, ""))
        for e in entries.only("verb", "actor_name", "at", "note")
    ]
