"""One task as a story: what was promised, what happened in which order, what may be done now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher

from districts.models import (
    Acceptance,
    Attachment,
    Department,
    MediaReport,
    Milestone,
    ProgressReport,
    ServiceTask,
    SupervisionNote,
)
from districts.results.lights import Light, light_of
from districts.workflow.tasks import TaskStatus, Verdict, satisfied_enough

ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    milestone: Milestone
    light: Light


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote on satisfaction: whole people, and what it means."""

    members: int
    satisfied: int
    dissatisfied: int
    abstained: int

    @property
    def silent(self) -> int:
        """Members who did not vote at all."""
        return self.members - self.satisfied - self.dissatisfied - self.abstained

    @property
    def carries(self) -> bool:
        return satisfied_enough(self.satisfied, self.members)

    @property
    def says(self) -> str:
        half = "过半数" if self.carries else "未过半数"
        return f"{self.members} 人中 {self.satisfied} 人满意，{half}"


@dataclass(frozen=True, slots=True)
class Round:
    """One request for acceptance with its vote, if there was one yet."""

    acceptance: Acceptance
    vote: Vote | None


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """One month's report with its photos."""

    report: ProgressReport
    photos: list[Attachment]


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that the task's page shows, in the order in which it is shown."""

    helpers: tuple[Department, ...]
    milestones: tuple[MilestoneRow, ...]
    reports: tuple[MonthlyReport, ...]
    notes: tuple[SupervisionNote, ...]
    rounds: tuple[Round, ...]
    media: tuple[MediaReport, ...]
    merged: tuple[ServiceTask, ...]

    @property
    def reached(self) -> int:
        return sum(row.milestone.done_on is not None for row in self.milestones)

    @property
    def course(self) -> tuple[tuple[str, int], ...]:
        """Months with the progress then reported, the earliest first: the curve."""
        return tuple(
            (f"{row.report.month.month}月", row.report.percent) for row in reversed(self.reports)
        )

    @property
    def course_width(self) -> int:
        """The curve is drawn 100 high, with 100 between two months."""
        return 100 * max(len(self.course) - 1, 1)

    @property
    def course_points(self) -> str:
        """The corners of the curve, as SVG reads them."""
        heights = [100 - percent for _, percent in self.course]
        return " ".join(f"{100 * place},{height}" for place, height in enumerate(heights))


def story_of(task: ServiceTask, today: date) -> Story:
    """Eight queries, whatever has happened."""
    reports = list(task.reports.select_related("by", "replied_by"))
    photos: dict[int, list[Attachment]] = {report.pk: [] for report in reports}
    for photo in Attachment.objects.on_all(ProgressReport, photos):
        photos[photo.object_id].append(photo)
    return Story(
        helpers=tuple(task.helpers.order_by("name")),
        milestones=tuple(
            MilestoneRow(each, light_of(each.due_on, each.done_on is not None, today))
            for each in task.milestones.all()
        ),
        reports=tuple(MonthlyReport(each, photos[each.pk]) for each in reports),
        notes=tuple(task.notes.select_related("by", "follow_up")),
        rounds=tuple(
            Round(each, vote_of(each))
            for each in task.acceptances.select_related("requested_by", "decided_by")
        ),
        media=tuple(task.media.all()),
        merged=tuple(task.merged.select_related("township", "lead_department").order_by("pk")),
    )


def open_request(task: ServiceTask) -> Acceptance | None:
    """The request for acceptance that waits for its verdict."""
    pending = task.acceptances.filter(verdict=Verdict.PENDING)
    return pending.select_related("requested_by").first()


def vote_of(acceptance: Acceptance) -> Vote | None:
    """The vote of an acceptance; None where nobody was asked yet."""
    if acceptance.members is None:
        return None
    return Vote(
        acceptance.members,
        acceptance.satisfied or 0,
        acceptance.dissatisfied or 0,
        acceptance.abstained or 0,
    )


def months_to_report(task: ServiceTask, reported: Collection[date], today: date) -> list[date]:
    """Months of the task without a report, up to and including the present one, latest first."""
    month, first = today.replace(day=1), task.starts_on.replace(day=1)
    found: list[date] = []
    while month >= first and len(found) < 24:
        if month not in reported:
            found.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    return found


def lookalikes(task: ServiceTask) -> list[ServiceTask]:
    """Tasks of the same year on other lists whose titles are much the same. One query."""
    others = (
        ServiceTask.objects.filter(year=task.year)
        .exclude(pk=task.pk)
        .exclude(status__in=(TaskStatus.MERGED, TaskStatus.CLOSED))
        .select_related("township", "lead_department")
        .in_order()
    )
    return [other for other in others if _are_alike(task.title_key, other.title_key)]


def _are_alike(one: str, other: str) -> bool:
    if len(one) >= 4 and (one in other or (len(other) >= 4 and other in one)):
        return True
    return SequenceMatcher(None, one, other).ratio() >= ALIKE
