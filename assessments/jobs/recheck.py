"""重新核算: every result of a year computed again, first to compare, then to write."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone

from assessments.actions.recompute import recompute_year
from assessments.actions.results import recompute
from assessments.jobs.tables import cycle_of
from assessments.models import Cycle
from assessments.policies import can_run_cycles
from assessments.results.recheck import Difference
from assessments.results.recomputing import CHECK, WRITE
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.jobs.kinds import Link, Progress, job
from wenming.jobs.models import Job

MOST_SHOWN = 200


def may_run_cycles(user: User, params: Mapping[str, Any]) -> bool:
    return can_run_cycles(standing_of(user))


@job(CHECK, label="核对得分", may=may_run_cycles, is_shared=True)
def check(job: Job, progress: Progress, *, cycle: int) -> Link:
    """Compare only."""
    year = cycle_of(cycle)
    found = recompute(year, write=False, at=timezone.now(), progress=progress)
    return _told(year, found, progress)


@job(WRITE, label="重新核算", may=may_run_cycles, is_shared=True)
def write(job: Job, progress: Progress, *, cycle: int, reason: str) -> Link:
    """Write what the answers make; run again after an interruption it finds the rest."""
    year = cycle_of(cycle)
    found = recompute_year(year, by=job.owner, at=timezone.now(), reason=reason, progress=progress)
    return _told(year, found, progress)


def _told(cycle: Cycle, found: list[Difference], progress: Progress) -> Link:
    shown = [[each.unit, "；".join(each.faults)] for each in found[:MOST_SHOWN]]
    outcome = {"units": progress.total, "count": len(found), "differences": shown}
    return Link(reverse("assessments:cycle-recompute", args=[cycle.pk]), outcome)
