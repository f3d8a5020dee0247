"""Why a unit has its points: every line of the 100, recomputed from the answers themselves."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.models import Assessment, Mark, ScoreSheet, SelfMark, SpreadNote
from assessments.results.tally import marks_of, tally_of
from assessments.scoring import (
    AnswerError,
    Group,
    Item,
    Node,
    NodeScore,
    Tally,
    plain,
    score_item,
)


@dataclass(frozen=True, slots=True)
class Given:
    """What one scorer gave: the points as exact text, and how the answer makes them."""

    points: str
    how: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the rubric with everything that went into its points. Figures as exact text."""

    code: str
    title: str
    standard: str
    depth: int
    is_group: bool
    points: str
    own: str
    given: tuple[Given | None, ...]
    measured: str
    how: str
    spread: str
    spread_note: str
    reasons: tuple[tuple[str, str], ...]
    earned: str


@dataclass(frozen=True, slots=True)
class ScoreTrail:
    """One unit's result, line by line, and whether the stored figures still agree with it."""

    tally: Tally
    scorers: tuple[str, ...]
    lines: tuple[Line, ...]
    agrees: bool

    @property
    def exact(self) -> str:
        return "" if self.tally.exact is None else plain(self.tally.exact)

    @property
    def base(self) -> str:
        return plain(self.tally.base)

    @property
    def bonus(self) -> str:
        return f"＋{plain(self.tally.bonus)}"

    @property
    def deductions(self) -> str:
        return f"−{plain(self.tally.deductions)}"

    @property
    def full(self) -> str:
        return plain(self.tally.spec.full)


def score_trail(assessment: Assessment, *, name_scorers: bool = True) -> ScoreTrail:
    """Recompute one unit. `name_scorers=False` calls them 考核员甲, 乙 … as units see them.

    Six queries: sheets, answers, quizzes, reasons, own marks, spread notes.
    """
    sheets = tuple(
        ScoreSheet.objects.counted()
        .filter(assessment=assessment)
        .select_related("scorer")
        .order_by("pk")
    )
    marks = marks_of([assessment])[assessment.pk]
    result = tally_of(assessment, marks)
    names = scorer_names(sheets, named=name_scorers)
    writer = LineWriter(
        result=result,
        measured=frozenset(code for code, given in marks.items() if given[0].measured),
        scorers=tuple((sheet.pk, name) for sheet, name in zip(sheets, names, strict=True)),
        reasons=_reasons(sheets),
        own=_own_marks(assessment),
        notes=_spread_notes(assessment),
    )
    return ScoreTrail(
        tally=result,
        scorers=names,
        lines=tuple(writer.line(depth, node) for depth, node in assessment.rubric.spec.walk()),
        agrees=_agrees(assessment, result),
    )


def scorer_names(sheets: Iterable[ScoreSheet], *, named: bool) -> tuple[str, ...]:
    """Column heads for the scorers, in the order of their sheets."""
    anonymous = "甲乙丙丁戊己庚辛壬癸"
    return tuple(
        sheet.scorer.name if named else f"考核员{anonymous[place % len(anonymous)]}"
        for place, sheet in enumerate(sheets)
    )


def _agrees(assessment: Assessment, result: Tally) -> bool:
    stored = assessment.exact
    return not assessment.is_confirmed or stored == (
        "" if result.exact is None else plain(result.exact)
    )


@dataclass(frozen=True, slots=True)
class LineWriter:
    """Turns nodes into lines. `scorers` are sheet ids with the heads of their columns."""

    result: Tally
    measured: frozenset[str]
    scorers: tuple[tuple[int, str], ...]
    reasons: dict[tuple[int, str], str]
    own: dict[str, object]
    notes: dict[str, str]

    def line(self, depth: int, node: Node) -> Line:
        score = self.result.nodes[node.code]
        is_measured = node.code in self.measured
        return Line(
            code=node.code,
            title=node.title,
            standard=node.standard,
            depth=depth,
            is_group=isinstance(node, Group),
            points=plain(node.points),
            own=self._own(node),
            given=() if is_measured else self._given(score),
            measured=score.scores[0].scorer if is_measured and score.scores else "",
            how=score.text.partition("：")[2],
            spread=plain(score.spread) if score.spread else "",
            spread_note=self.notes.get(node.code, ""),
            reasons=self._reasons(node.code),
            earned="" if score.contribution is None else plain(score.contribution),
        )

    def _given(self, score: NodeScore) -> tuple[Given | None, ...]:
        """One entry per scorer's column; None where this scorer has no mark for the item."""
        if len(score.scores) != len(self.scorers):
            return (None,) * len(self.scorers)
        return tuple(Given(plain(one.value), one.text) for one in score.scores)

    def _reasons(self, code: str) -> tuple[tuple[str, str], ...]:
        return tuple(
            (name, self.reasons[sheet, code])
            for sheet, name in self.scorers
            if (sheet, code) in self.reasons
        )

    def _own(self, node: Node) -> str:
        """What the unit's own answer would earn; empty where it gave none."""
        answer = self.own.get(node.code)
        if not isinstance(node, Item) or not isinstance(answer, dict):
            return ""
        try:
            return plain(score_item(node, answer).value)
        except AnswerError:
            return ""


def _reasons(sheets: Iterable[ScoreSheet]) -> dict[tuple[int, str], str]:
    rows = Mark.objects.filter(sheet__in=[sheet.pk for sheet in sheets]).exclude(reason="")
    return {
        (sheet, code): reason
        for sheet, code, reason in rows.values_list("sheet_id", "indicator__code", "reason")
    }


def _own_marks(assessment: Assessment) -> dict[str, object]:
    rows = SelfMark.objects.filter(report__assessment=assessment, answer__isnull=False)
    return dict(rows.values_list("indicator__code", "answer"))


def _spread_notes(assessment: Assessment) -> dict[str, str]:
    rows = SpreadNote.objects.filter(assessment=assessment)
    return dict(rows.values_list("indicator__code", "text"))
