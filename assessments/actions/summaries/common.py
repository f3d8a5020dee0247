"""Who writes the summary, and when it can be written."""

from assessments.models import AnnualSummary
from assessments.policies import can_write_summary
from districts.actions.steps import locked
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.errors import Conflict, NotAllowed


def require_writer(by: User) -> None:
    if not can_write_summary(standing_of(by, lock=True)):
        raise NotAllowed("年度工作总结由县文明办起草。")


def held_draft(summary: AnnualSummary) -> AnnualSummary:
    """The version, locked, as long as it is being drafted."""
    summary = locked(summary)
    if not summary.is_draft:
        message = f"{summary}现在是“{summary.get_status_display()}”，不能再改。"
        raise Conflict(message)
    return summary


def open_version(year: int) -> AnnualSummary | None:
    """The year's version that has not been signed, locked. What is being reviewed stands still."""
    rows = AnnualSummary.objects.filter(year=year).newest_first()
    found = rows.select_for_update().first()
    if found is None or found.is_signed:
        return None
    if not found.is_draft:
        raise Conflict(f"{found}已经送审，退回以后才能再改。")
    return found
