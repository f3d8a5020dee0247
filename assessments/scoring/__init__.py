"""The scoring engine: what a 考核细则 can say, and what a unit's answers earn under it.

Plain Python: no database, no request, no clock, no float. Figures are exact Fractions inside and
strings or Decimals at the door; there is one rounding, half up, at the very end.

    words, numbers, problems    fixed words; the strict number parser; what can be wrong
    rules/                      给分方式: eleven rules, parameters → answer → points and a sentence
    language/                   the small languages of the other columns
    tree                        a rubric as frozen values
    build, document             rows of text → tree (every problem at once); tree ↔ JSON
    checks                      sums and other slips that are legal but warned about
    applicability, nodes, extras, compute, result
                                one unit: the tree, what happens on the total, the trail
    vetoes                      which findings are too old, too late or too small
    combine, ranking            several scorers; ranks, grades, terms
    trial, full_marks           the stable JSON form of a trial score; the best answers
"""

from assessments.scoring.applicability import Applicant, State, applicable_items
from assessments.scoring.build import Built, build_tree
from assessments.scoring.checks import (
    attainable,
    gaps,
    node_gaps,
    rubric_warnings,
    rule_doubts,
    sanity_warnings,
    sum_problems,
)
from assessments.scoring.combine import CombineRefused, combine_values, spread_of
from assessments.scoring.compute import (
    Running,
    may_apply,
    running_total,
    score_item,
    tally,
)
from assessments.scoring.document import from_document, to_document
from assessments.scoring.extras import (
    BonusLine,
    bonus_lines,
    bonus_total,
    clean_deduction,
    deduction_lines,
    score_deduction,
)
from assessments.scoring.full_marks import best_answer, full_marks
from assessments.scoring.language import (
    Condition,
    EvidenceRule,
    Exemption,
    Window,
    format_bases,
    format_condition,
    format_evidence,
    format_exemption,
    format_list,
    format_weight,
    format_window,
    parse_bases,
    parse_bodies,
    parse_code,
    parse_condition,
    parse_evidence,
    parse_exemption,
    parse_mark,
    parse_methods,
    parse_weight,
    parse_window,
)
from assessments.scoring.nodes import NodeScore, ScorerAnswer, ScorerScore
from assessments.scoring.numbers import NumberError, fold, parse_number, percent, plain, two_places
from assessments.scoring.problems import AnswerError, AnswersError, Problem, SpecError
from assessments.scoring.ranking import (
    VETOED,
    Standing,
    award_grades,
    last_percent,
    rank_units,
    term_total,
)
from assessments.scoring.result import Tally
from assessments.scoring.rows import (
    BONUS_COLUMNS,
    BONUS_SHEET,
    DEDUCTION_COLUMNS,
    DEDUCTION_SHEET,
    GRADE_COLUMNS,
    GRADE_SHEET,
    ITEM_COLUMNS,
    ITEM_SHEET,
    SETTINGS,
    SETTINGS_SHEET,
    VETO_COLUMNS,
    VETO_SHEET,
    BonusRow,
    DeductionRow,
    GradeRow,
    ItemRow,
    RubricRows,
    VetoRow,
)
from assessments.scoring.rules import Answer, Choice, Outcome, Rule, parse_rule
from assessments.scoring.tree import Bonus, Deduction, Grade, Group, Item, Node, RubricSpec, Veto
from assessments.scoring.trial import Trial, load_answers, run_trial, trial_output, try_answers
from assessments.scoring.vetoes import look_back, why_not_counted
from assessments.scoring.words import (
    EVIDENCE_KINDS,
    METHODS,
    AnswerKind,
    Combine,
    NotApplicable,
    ScoringRule,
    TermMode,
)
from assessments.scoring.workbook import BuiltSpec, build_spec, to_rows

__all__ = [
    "BONUS_COLUMNS",
    "BONUS_SHEET",
    "DEDUCTION_COLUMNS",
    "DEDUCTION_SHEET",
    "EVIDENCE_KINDS",
    "GRADE_COLUMNS",
    "GRADE_SHEET",
    "ITEM_COLUMNS",
    "ITEM_SHEET",
    "METHODS",
    "SETTINGS",
    "SETTINGS_SHEET",
    "VETOED",
    "VETO_COLUMNS",
    "VETO_SHEET",
    "Answer",
    "AnswerError",
    "AnswerKind",
    "AnswersError",
    "Applicant",
    "Bonus",
    "BonusLine",
    "BonusRow",
    "Built",
    "BuiltSpec",
    "Choice",
    "Combine",
    "CombineRefused",
    "Condition",
    "Deduction",
    "DeductionRow",
    "EvidenceRule",
    "Exemption",
    "Grade",
    "GradeRow",
    "Group",
    "Item",
    "ItemRow",
    "Node",
    "NodeScore",
    "NotApplicable",
    "NumberError",
    "Outcome",
    "Problem",
    "RubricRows",
    "RubricSpec",
    "Rule",
    "Running",
    "ScorerAnswer",
    "ScorerScore",
    "ScoringRule",
    "SpecError",
    "Standing",
    "State",
    "Tally",
    "TermMode",
    "Trial",
    "Veto",
    "VetoRow",
    "Window",
    "applicable_items",
    "attainable",
    "award_grades",
    "best_answer",
    "bonus_lines",
    "bonus_total",
    "build_spec",
    "build_tree",
    "clean_deduction",
    "combine_values",
    "deduction_lines",
    "fold",
    "format_bases",
    "format_condition",
    "format_evidence",
    "format_exemption",
    "format_list",
    "format_weight",
    "format_window",
    "from_document",
    "full_marks",
    "gaps",
    "last_percent",
    "load_answers",
    "look_back",
    "may_apply",
    "node_gaps",
    "parse_bases",
    "parse_bodies",
    "parse_code",
    "parse_condition",
    "parse_evidence",
    "parse_exemption",
    "parse_mark",
    "parse_methods",
    "parse_number",
    "parse_rule",
    "parse_weight",
    "parse_window",
    "percent",
    "plain",
    "rank_units",
    "rubric_warnings",
    "rule_doubts",
    "run_trial",
    "running_total",
    "sanity_warnings",
    "score_deduction",
    "score_item",
    "spread_of",
    "sum_problems",
    "tally",
    "term_total",
    "to_document",
    "to_rows",
    "trial_output",
    "try_answers",
    "two_places",
    "why_not_counted",
]
