"""What the office and a department type about 部门意见."""

from django import forms

from assessments.forms.extras import ReasonField
from wenming.numbers import StrictIntegerField

USUAL_DAYS, MOST_DAYS = 5, 60


class WorkingDaysForm(forms.Form):
    """How long departments have, from the day after."""

    working_days = StrictIntegerField(
        label="反馈期限（工作日）",
        minimum=1,
        maximum=MOST_DAYS,
        initial=USUAL_DAYS,
        help_text="从明天起按工作日历数，最后一天结束时没有反馈的，视为无异议。",
    )


class ReopenForm(WorkingDaysForm):
    """Another term, and why."""

    reason = ReasonField(label="重新开放的理由", help_text="部门会看到。")
