"""How far self-check reports have come, counted by the engine from the answers alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from assessments.models import SelfMark, SelfReport
from assessments.policies import Calendar
from assessments.results.answers import measured_by
from assessments.results.windows import Due, Openings, due_windows, has_windows, openings_of
from assessments.roles import Stage
from assessments.scoring import applicable_items, plain, running_total, two_places


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a report has come. `sum` and `of` count the answered items only.

    Where items have windows of their own, `open_answered` of `open_asked` are those that can be
    filled in now, and `due` says what of them is waiting.
    """

    answered: int
    asked: int
    sum: str
    of: str
    open_answered: int = 0
    open_asked: int = 0
    due: tuple[Due, ...] = ()
    has_windows: bool = False

    @property
    def rest(self) -> str:
        return f"/ {self.of} 分 · {self.answered}/{self.asked} 项"

    @property
    def now(self) -> str:
        """Of what can be filled in now, where that is not everything."""
        if not self.has_windows:
            return ""
        if not self.open_asked:
            return "现在没有开放的项目"
        return f"现在可填 {self.open_asked} 项，已填 {self.open_answered} 项"

    @property
    def label(self) -> str:
        return f"已填 {self.answered} 项，共 {self.asked} 项"

    @property
    def asked_text(self) -> str:
        return f"{self.asked} 项"


def progress_of(report: SelfReport, calendar: Calendar) -> Progress:
    """How far the report has come. One query."""
    return progress_of_each([report], calendar)[report.pk]


def progress_of_each(reports: Iterable[SelfReport], calendar: Calendar) -> dict[int, Progress]:
    """How far several reports of one year have come, by report id. One query."""
    by_report = {report.pk: report for report in reports}
    stored: dict[int, dict[int, Any]] = {pk: {} for pk in by_report}
    late: dict[int, dict[int, datetime | None]] = {pk: {} for pk in by_report}
    marks = SelfMark.objects.filter(report__in=by_report)
    columns = ("report_id", "indicator_id", "answer", "late__until")
    for pk, indicator, answer, until in marks.values_list(*columns):
        stored[pk][indicator], late[pk][indicator] = answer, until
    return {
        pk: progress_from(report, stored[pk], openings_of(report, calendar, late[pk]))
        for pk, report in by_report.items()
    }


def progress_from(report: SelfReport, stored: Mapping[int, Any], openings: Openings) -> Progress:
    """From the answers by indicator. No query."""
    assessment = report.assessment
    spec, applicant = assessment.rubric.spec, assessment.applicant
    asked = [item for item in applicable_items(spec, applicant) if not measured_by(item)]
    now = [item for item in asked if openings[item.id or 0].stage is Stage.OPEN]
    filled = {item.id for item in asked if item.id and stored.get(item.id) is not None}
    own = {item.code: stored.get(item.id or 0) for item in asked}
    running = running_total(spec, applicant, own)
    return Progress(
        answered=running.answered,
        asked=len(asked),
        sum=plain(running.earned),
        of=plain(running.answered_points),
        open_answered=sum(item.id in filled for item in now),
        open_asked=len(now),
        due=tuple(due_windows(now, openings, filled)),
        has_windows=has_windows(assessment.rubric),
    )


def self_total_of(report: SelfReport) -> Decimal:
    """The unit's own total by the engine. Items that others measure count nothing yet."""
    assessment = report.assessment
    running = running_total(assessment.rubric.spec, assessment.applicant, _answers_of(report))
    return two_places(running.base)


def _answers_of(report: SelfReport) -> dict[str, Mapping[str, Any] | None]:
    """Answers by 编号."""
    stored = dict(SelfMark.objects.filter(report=report).values_list("indicator_id", "answer"))
    codes = {item.id: item.code for item in report.assessment.rubric.spec.items}
    return {codes[indicator]: answer for indicator, answer in stored.items()}
