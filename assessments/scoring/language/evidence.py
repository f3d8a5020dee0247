"""佐证要求: `图片>=2;正式文件>=1;字数<=500`, and what must be visible and from when.

Four clauses go beyond the three that the workbook shows, because published rubrics ask for them:
`字数>=100` (the shortest statement), `可见=单位名称、文号` (what the evidence must show),
`期间=2026-01-01~2026-12-31` (when it must have been made) and `期外=说明` (what was made outside
the period counts too, if the unit explains it; without this clause it does not count).
"""

import re
from collections.abc import Iterator
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
TEXT, VISIBLE, PERIOD, OUTSIDE, EXPLAINED = "字数", "可见", "期间", "期外", "说明"
_CLAUSE = re.compile(r"([^<>=]+)(>=|<=|=)(.+)")
_FORM = "应写成：图片>=2;正式文件>=1;字数<=500"


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """What a unit must attach: least count per kind, length of the statement, what must be visible.

    `explains` is whether evidence from outside the period counts once the unit has explained it.
    """

    kinds: tuple[tuple[str, int], ...] = ()
    longest: int | None = None
    visible: tuple[str, ...] = ()
    period: tuple[date, date] | None = None
    shortest: int | None = None
    explains: bool = False


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
    problems = problems or [Problem(COLUMN, f"{fault}，{_FORM}") for fault in reader.faults()]
    if problems:
        raise SpecError(problems)
    return reader.rule()


def format_evidence(rule: EvidenceRule | None) -> str:
    if rule is None:
        return ""
    clauses = [f"{kind}>={count}" for kind, count in rule.kinds]
    if rule.shortest is not None:
        clauses.append(f"字数>={rule.shortest}")
    if rule.longest is not None:
        clauses.append(f"字数<={rule.longest}")
    if rule.visible:
        clauses.append(f"可见={format_list(rule.visible)}")
    if rule.period is not None:
        clauses.append(f"期间={format_days(*rule.period)}")
    if rule.explains:
        clauses.append(f"{OUTSIDE}={EXPLAINED}")
    return ";".join(clauses)


class _Reader:
    """Collects the clauses of one cell; each may stand once."""

    def __init__(self) -> None:
        self.kinds: dict[str, int] = {}
        self.lengths: dict[str, int] = {}
        self.visible: tuple[str, ...] = ()
        self.period: tuple[date, date] | None = None
        self.explains = False

    def read(self, clause: str) -> None:
        match = _CLAUSE.fullmatch(clause)
        subject, sign, value = (part.strip() for part in match.groups()) if match else ("", "", "")
        if subject in EVIDENCE_KINDS and sign == ">=":
            self._once(subject in self.kinds)
            self.kinds[subject] = _within(parse_count(value), MOST_FILES)
        elif subject == TEXT and sign in ("<=", ">="):
            self._once(sign in self.lengths)
            self.lengths[sign] = _within(parse_count(value), LONGEST_TEXT)
        elif subject == VISIBLE and sign == "=" and split_list(value):
            self._once(bool(self.visible))
            self.visible = split_list(value)
        elif subject == PERIOD and sign == "=":
            self._once(self.period is not None)
            self.period = parse_days(value)
        elif (subject, sign, value) == (OUTSIDE, "=", EXPLAINED):
            self._once(self.explains)
            self.explains = True
        else:
            raise NumberError(f"无法识别，佐证种类有：{'、'.join(EVIDENCE_KINDS)}")

    def faults(self) -> Iterator[str]:
        """Clauses that are right each by itself and contradict each other."""
        if self.lengths.get(">=", 0) > self.lengths.get("<=", LONGEST_TEXT):
            yield f"“{TEXT}>={self.lengths['>=']}”大于“{TEXT}<={self.lengths['<=']}”"
        if self.explains and self.period is None:
            yield f"写了“{OUTSIDE}={EXPLAINED}”，没有写“{PERIOD}”"

    def rule(self) -> EvidenceRule:
        return EvidenceRule(
            kinds=tuple(self.kinds.items()),
            longest=self.lengths.get("<="),
            visible=self.visible,
            period=self.period,
            shortest=self.lengths.get(">="),
            explains=self.explains,
        )

    def _once(self, is_repeated: bool) -> None:
        if is_repeated:
            raise NumberError("重复")


def _within(count: int, most: int) -> int:
    if not 1 <= count <= most:
        raise NumberError(f"{count} 超出范围，应在 1 到 {most} 之间")
    return count
