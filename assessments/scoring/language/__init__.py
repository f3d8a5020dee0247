"""The small languages of the rubric's columns: each has a parser and a canonical writer.

`parse` accepts what people type (full-width digits and punctuation, 、 or commas), raises SpecError
with what would be right, and `format` writes one spelling: parse → format → parse is stable.
"""

from assessments.scoring.language.evidence import EvidenceRule, format_evidence, parse_evidence
from assessments.scoring.language.names import (
    Condition,
    Exemption,
    format_bases,
    format_condition,
    format_exemption,
    format_list,
    format_weight,
    parse_bases,
    parse_bodies,
    parse_code,
    parse_condition,
    parse_exemption,
    parse_mark,
    parse_methods,
    parse_weight,
    split_list,
)
from assessments.scoring.language.windows import Window, format_window, parse_window

__all__ = [
    "Condition",
    "EvidenceRule",
    "Exemption",
    "Window",
    "format_bases",
    "format_condition",
    "format_evidence",
    "format_exemption",
    "format_list",
    "format_weight",
    "format_window",
    "parse_bases",
    "parse_bodies",
    "parse_code",
    "parse_condition",
    "parse_evidence",
    "parse_exemption",
    "parse_mark",
    "parse_methods",
    "parse_weight",
    "parse_window",
    "split_list",
]
