"""重新核算 by order of the office: with a reason, and on record."""

from datetime import datetime

from django.db import transaction

from assessments.actions.results import recompute
from assessments.models import Cycle
from assessments.policies import can_run_cycles
from assessments.results.recheck import Difference
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import DomainError, NotAllowed
from wenming.jobs.kinds import Progress


def recompute_year(
    cycle: Cycle, *, by: User, at: datetime, reason: str, progress: Progress | None = None
) -> list[Difference]:
    """Store what the answers make wherever it differs; each unit and the act leave an entry."""
    if not can_run_cycles(standing_of(by)):
        raise NotAllowed("年度考核由县文明办组织，您不能重新核算。")
    if not reason.strip():
        raise DomainError("请写明重新核算的原因。", field="reason")
    found = recompute(cycle, write=True, at=at, by=by, note=reason, progress=progress)
    with transaction.atomic():
        record("cycle.recompute", on=cycle, by=by, at=at, after={"更正": len(found)}, note=reason)
    return found
