"""What the last check and the last rewriting of a year's results found."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wenming.jobs.models import Job, JobState

CHECK, WRITE = "assessments.recheck", "assessments.recompute"


@dataclass(frozen=True, slots=True)
class Run:
    """One finished run: who, when, over how many units, with which differences."""

    by: str
    at: datetime
    units: int
    count: int
    differences: list[tuple[str, str]]
    reason: str = ""

    @property
    def left(self) -> int:
        """How many differences are not shown."""
        return self.count - len(self.differences)


@dataclass(frozen=True, slots=True)
class Recomputing:
    """The newest check, the newest rewriting, and the job that is under way."""

    check: Run | None
    write: Run | None
    active: Job | None

    @property
    def is_due(self) -> bool:
        """The last check found something, and nothing was rewritten since."""
        if self.check is None or not self.check.count:
            return False
        return self.write is None or self.write.at < self.check.at


def recomputing_of(cycle_id: int) -> Recomputing:
    """Three queries."""
    jobs = Job.objects.filter(kind__in=(CHECK, WRITE), params__cycle=cycle_id)
    return Recomputing(
        check=_last(jobs.filter(kind=CHECK)),
        write=_last(jobs.filter(kind=WRITE)),
        active=jobs.active().order_by("-pk").first(),
    )


def _last(jobs: Any) -> Run | None:
    job = jobs.filter(state=JobState.DONE).select_related("owner").order_by("-pk").first()
    if job is None:
        return None
    found = job.outcome
    return Run(
        by=job.owner.name,
        at=job.finished_at,
        units=found["units"],
        count=found["count"],
        differences=[(unit, words) for unit, words in found["differences"]],
        reason=job.params.get("reason", ""),
    )
