"""扣分 of one unit: the events on record, what was corrected, what they take off. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.models import Assessment, DeductionEntry
from assessments.scoring import Deduction, deduction_lines, plain, score_deduction


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One event, in force or struck through; `points` is what it would take off by itself."""

    entry: DeductionEntry
    words: str
    points: str

    @property
    def key(self) -> str:
        return str(self.entry.pk)


@dataclass(frozen=True, slots=True)
class DeductionRow:
    """One deduction of the rubric with its events, and what they make together."""

    deduction: Deduction
    entries: Sequence[EntryRow]
    points: str
    how: str

    @property
    def label(self) -> str:
        return f"{self.deduction.code} {self.deduction.title}"

    @property
    def rule(self) -> str:
        """How it counts, in words."""
        each = self.deduction.each
        parts = ["按登记的分值扣" if each is None else f"每次扣 {plain(each)}"]
        parts += ["只扣一次"] if self.deduction.is_once else []
        parts += ["多次取平均"] if self.deduction.is_averaged else []
        parts += ["瞒报加倍"] if self.deduction.is_doubled else []
        return "，".join(parts)


@dataclass(frozen=True, slots=True)
class DeductionsOf:
    """All deductions of one unit; `total` is a positive figure."""

    rows: tuple[DeductionRow, ...]
    total: str


def deductions_of(assessment: Assessment) -> DeductionsOf:
    """The events on record, in the order of the rubric. One query, none without deductions."""
    spec = assessment.rubric.spec
    if not spec.deductions:
        return DeductionsOf((), "0")
    entries: dict[str, list[DeductionEntry]] = {each.code: [] for each in spec.deductions}
    people = ("recorded_by", "closed_by")
    for entry in assessment.deductions.select_related(*people).order_by("pk"):
        entries[entry.code].append(entry)
    counted = {
        code: tuple(one.answer for one in found if one.is_in_force)
        for code, found in entries.items()
    }
    lines = {line.deduction.code: line for line in deduction_lines(spec, counted)}
    rows = []
    for deduction in spec.deductions:
        line = lines.get(deduction.code)
        rows.append(
            DeductionRow(
                deduction=deduction,
                entries=[_entry_row(deduction, one) for one in entries[deduction.code]],
                points=plain(line.value) if line else "",
                how=line.text if line else "",
            )
        )
    total = sum((line.value for line in lines.values()), Fraction(0))
    return DeductionsOf(tuple(rows), plain(total))


def deduction_of(assessment: Assessment, code: str) -> Deduction | None:
    """The deduction with this 编号 of the unit's rubric."""
    found = (one for one in assessment.rubric.spec.deductions if one.code == code)
    return next(found, None)


def deduction_in_words(entry: DeductionEntry) -> str:
    """2 次，瞒报 / 3、2 分."""
    answer: dict[str, Any] = entry.answer
    told = f"{answer['count']} 次" if "count" in answer else f"{'、'.join(answer['values'])} 分"
    return f"{told}，瞒报" if answer.get("concealed") else told


def _entry_row(deduction: Deduction, entry: DeductionEntry) -> EntryRow:
    line = score_deduction(deduction, entry.answer)
    return EntryRow(entry, deduction_in_words(entry), plain(line.value))
