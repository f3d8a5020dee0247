"""佐证要求: `图片>=2;正式文件>=1;字数<=500`, and what must be visible and from when.

Two clauses go beyond the three that the workbook shows, because published rubrics ask for them:
`可见=单位名称、文号` (what the evidence must show) and `期间=2026-01-01~2026-12-31` (when it must
have been made).
"""

import re
from dataclasses import dataclass
from datetime import date

from assessments.scoring.language.names import format_list, split_list
from assessments.scoring.language.windows import format_days, parse_days
from assessments.scoring.numbers import NumberError, fold, parse_count
from assessments.scoring.problems import Problem, SpecError
from assessments.scoring.words import EVIDENCE_KINDS

COLUMN = "佐证要求"
MOST_FILES = 99
LONGEST_TEXT = 100_000
_CLAUSE = re.compile(r"([^<>=]+)(>=|<=|=)(.+)")
_FORM = "应写成：图片>=2;正式文件>=1;字数<=500"


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """What a unit must attach: least count per kind, longest statement, what must be visible."""

    kinds: tuple[tuple[str, int], ...] = ()
    longest: int | None = None
    visible: tuple[str, ...] = ()
    period: tuple[date, date] | None = None


def parse_evidence(text: str) -> EvidenceRule | None:
    """The rule of a 佐证要求 cell, None where it is empty; SpecError with every bad clause."""
    clauses = [part.strip() for part in re.split(r"[;\n]", fold(text)) if part.strip()]
    if not clauses:
        return None
    reader = _Reader()
    problems = []
    for clause in clauses:
        try:
            reader.read(clause)
        except (NumberError, SpecError) as error:
            problems.append(Problem(COLUMN, f"“{clause}”：{error}，{_FORM}"))
    if problems:
        raise SpecError(problems)
    return EvidenceRule(tuple(reader.kinds.items()), reader.longest, reader.visible, reader.period)


def format_evidence(rule: EvidenceRule | None) -> str:
    if rule is None:
        return ""
    clauses = [f"{kind}>={count}" for kind, count in rule.kinds]
    if rule.longest is not None:
        clauses.append(f"字数<={rule.longest}")
    if rule.visible:
        clauses.append(f"可见={format_list(rule.visible)}")
    if rule.period is not None:
        clauses.append(f"期间={format_days(*rule.period)}")
    return ";".join(clauses)


class _Reader:
    """Collects the clauses of one cell; each may stand once."""

    def __init__(self) -> None:
        self.kinds: dict[str, int] = {}
        self.longest: int | None = None
        self.visible: tuple[str, ...] = ()
        self.period: tuple[date, date] | None = None

    def read(self, clause: str) -> None:
        match = _CLAUSE.fullmatch(clause)
        subject, sign, value = (part.strip() for part in match.groups()) if match else ("", "", "")
        if subject in EVIDENCE_KINDS and sign == ">=":
            self._once(subject in self.kinds)
            self.kinds[subject] = _within(parse_count(value), MOST_FILES)
        elif subject == "字数" and sign == "<=":
            self._once(self.longest is not None)
            self.longest = _within(parse_count(value), LONGEST_TEXT)
        elif subject == "可见" and sign == "=" and split_list(value):
            self._once(bool(self.visible))
            self.visible = split_list(value)
        elif subject == "期间" and sign == "=":
            self._once(self.period is not None)
            self.period = parse_days(value)
        else:
            raise NumberError(f"无法识别，佐证种类有：{'、'.join(EVIDENCE_KINDS)}")

    def _once(self, is_repeated: bool) -> None:
        if is_repeated:
            raise NumberError("重复")


def _within(count: int, most: int) -> int:
    if not 1 <= count <= most:
        raise NumberError(f"{count} 超出范围，应在 1 到 {most} 之间")
    return count
