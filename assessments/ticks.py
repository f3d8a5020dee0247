"""The periodic work of the assessment year."""

from datetime import datetime, timedelta

from assessments.results.reminders import remind_everybody
from wenming.upkeep.ticking import ticking


@ticking("notices.remind", label="提醒快到期和已逾期的事项", every=timedelta(hours=6))
def send_reminders(now: datetime) -> str:
    return f"发出 {remind_everybody(now)} 条提醒"
