"""What every act on a unit's total begins and ends with."""

from datetime import date, datetime

from django.utils import timezone

from assessments.actions.results import lock_ranking, refresh_result
from assessments.models import Assessment
from assessments.policies import actors_of
from assessments.roles import Actor, CycleStatus
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.errors import Conflict, DomainError, NotAllowed

LONGEST_REASON = 500


def held(assessment_id: int) -> Assessment:
    """The unit as it is now, held with the ranking it stands in until the transaction ends.

    Everybody who may change a total takes the ranking first, then the unit, then a single record:
    in any other order two of them would wait for each other.
    """
    lock_ranking(Assessment.objects.only("unit_type").get(pk=assessment_id))
    rows = Assessment.objects.select_related("cycle", "unit", "rubric")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=assessment_id)


def held_by_office(assessment_id: int, *, by: User) -> Assessment:
    """`held`, for somebody of the office who may judge the unit, in a year that is open."""
    assessment = held(assessment_id)
    actors = actors_of(by, standing_of(by, lock=True), assessment)
    if Actor.OFFICE not in actors:
        raise NotAllowed("加分、扣分和一票否决由县文明办办理，您对该单位没有这一权限。")
    require_running(assessment)
    return assessment


def require_running(assessment: Assessment) -> None:
    """Records change while the year is open, also after the unit's result was confirmed."""
    if assessment.cycle.status != CycleStatus.OPEN:
        state = assessment.cycle.get_status_display()
        raise Conflict(f"{assessment.cycle}{state}，不能再改。")


def follow_up(assessment: Assessment) -> dict[str, object]:
    """Bring a confirmed unit's result up to date; what the trail says of it. Nothing else is due:
    an unconfirmed unit has no stored result."""
    if not assessment.is_confirmed:
        return {}
    before = assessment.total
    refresh_result(assessment)
    return {"total_before": before, "total": assessment.total}


def require_reason(text: str, message: str, field: str = "reason") -> str:
    if not text:
        raise DomainError(message, field=field)
    if len(text) > LONGEST_REASON:
        raise DomainError(f"最多 {LONGEST_REASON} 字，现在 {len(text)} 字。", field=field)
    return text


def require_past(day: date | None, at: datetime, *, field: str) -> None:
    if day is not None and day > timezone.localdate(at):
        raise DomainError("日期不能晚于今天。", field=field)
