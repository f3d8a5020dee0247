"""Departments and the office score what the rubric gives them."""

from datetime import datetime

from assessments.demonstration.people import Cast
from assessments.demonstration.visits import hand_in_sheet
from assessments.models import Assessment


def hand_in_for_bodies(cast: Cast, assessment: Assessment, *, at: datetime) -> None:
    """One person of every body that owes the unit something scores it and hands in."""
    for duty in assessment.duties.select_related("department"):
        hand_in_sheet(assessment, cast.speakers[duty.name], at=at)
