"""The assessment year: rubrics, cycles, self-checks, field scoring."""

from assessments.models.bodies import BodyMatch, ScoringDuty
from assessments.models.cycles import Assessment, Cycle, Phase, Team, TeamMember
from assessments.models.department_sheets import DepartmentSheet
from assessments.models.extras import BonusClaim, DeductionEntry, VetoFinding
from assessments.models.feedback import Agreement, Objection, ObjectionFile
from assessments.models.field import Mark, MarkPhoto, Quiz, ScoreSheet, SpreadNote
from assessments.models.outcomes import (
    OutcomeCorrection,
    OutcomeList,
    OutcomeRow,
    OutcomeRule,
)
from assessments.models.publicity import Publication, PublicObjection, PublicObjectionFile
from assessments.models.rectifications import Rectification
from assessments.models.rubric_imports import IMPORT_LIFETIME, RubricImport
from assessments.models.rubric_totals import Bonus, Deduction, Grade, Veto
from assessments.models.rubrics import Indicator, Rubric
from assessments.models.selfcheck import (
    Evidence,
    LateFiling,
    ReviewComment,
    SelfMark,
    SelfReport,
)
from assessments.models.simulations import SimulatedUnit, Simulation
from assessments.models.summaries import (
    AnnualSummary,
    Highlight,
    OfficeNote,
    SummaryParagraph,
    SummarySentence,
    SummaryTemplate,
)
from assessments.models.terms import Term, TermResult, TermYear
from assessments.models.wordings import FigureWording

__all__ = [
    "IMPORT_LIFETIME",
    "Agreement",
    "AnnualSummary",
    "Assessment",
    "BodyMatch",
    "Bonus",
    "BonusClaim",
    "Cycle",
    "Deduction",
    "DeductionEntry",
    "DepartmentSheet",
    "Evidence",
    "FigureWording",
    "Grade",
    "Highlight",
    "Indicator",
    "LateFiling",
    "Mark",
    "MarkPhoto",
    "Objection",
    "ObjectionFile",
    "OfficeNote",
    "OutcomeCorrection",
    "OutcomeList",
    "OutcomeRow",
    "OutcomeRule",
    "Phase",
    "PublicObjection",
    "PublicObjectionFile",
    "Publication",
    "Quiz",
    "Rectification",
    "ReviewComment",
    "Rubric",
    "RubricImport",
    "ScoreSheet",
    "ScoringDuty",
    "SelfMark",
    "SelfReport",
    "SimulatedUnit",
    "Simulation",
    "SpreadNote",
    "SummaryParagraph",
    "SummarySentence",
    "SummaryTemplate",
    "Team",
    "TeamMember",
    "Term",
    "TermResult",
    "TermYear",
    "Veto",
    "VetoFinding",
]
