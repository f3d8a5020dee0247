"""The assessment year: rubrics, cycles, self-checks, field scoring."""

from assessments.models.cycles import Assessment, Cycle, Phase, Team, TeamMember
from assessments.models.field import Mark, MarkPhoto, Quiz, ScoreSheet, SpreadNote
from assessments.models.rubrics import Indicator, Rubric
from assessments.models.selfcheck import Evidence, ReviewComment, SelfMark, SelfReport

__all__ = [
    "Assessment",
    "Cycle",
    "Evidence",
    "Indicator",
    "Mark",
    "MarkPhoto",
    "Phase",
    "Quiz",
    "ReviewComment",
    "Rubric",
    "ScoreSheet",
    "SelfMark",
    "SelfReport",
    "SpreadNote",
    "Team",
    "TeamMember",
]
