"""Why a unit has its points: every line of the 100, recomputed from the answers themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F

from assessments.models import Assessment, Mark, Objection, ScoreSheet, SelfMark, SpreadNote
from assessments.results.recheck import faults_of
from assessments.results.tally import marks_of, tally_of
from assessments.results.trail_steps import Step, steps_of
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

STEMS = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True, slots=True)
class Given:
    """What one scorer gave, as exact text; blank where they have no mark for the item."""

    scorer: str
    points: str


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
    given: tuple[Given, ...]
    measured: str
    how: str
    spread: str
    spread_note: str
    reasons: tuple[tuple[str, str], ...]
    review: str
    earned: str
    lost: str


@dataclass(frozen=True, slots=True)
class Scorer:
    """A column: what the scorer is called here, and what their sheet alone would make."""

    name: str
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class ScoreTrail:
    """One unit's result, line by line, and whether the stored figures still agree with it."""

    tally: Tally
    scorers: tuple[Scorer, ...]
    lines: tuple[Line, ...]
    steps: tuple[Step, ...]
    agrees: bool
    # How many units of its type have a rank: “8 / 16” says more than “8”.
    ranked: int
    # The grade as stored, quotas applied; before there is a total, what the points alone make.
    grade: str

    @property
    def exact(self) -> str:
        return "" if self.tally.exact is None else plain(self.tally.exact)

    @property
    def closing(self) -> str:
        """The one rounding, in words."""
        return f"{self.exact} 四舍五入为 {self.tally.total}"

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

    Eight queries: sheets, answers, what stands for all, reasons, own marks, spread notes, second
    looks, ranked peers; and
    those of `extras_of` and `steps_of` where the rubric has 加分, 扣分 or 否决.
    """
    sheets = counted_sheets(assessment)
    peers = Assessment.objects.filter(cycle=assessment.cycle_id, unit_type=assessment.unit_type_id)
    names = scorer_names(sheets, named=name_scorers)
    result = tally_of(assessment, marks_of([assessment], names)[assessment.pk])
    writer = LineWriter(
        result=result,
        names=names,
        reasons=_reasons(sheets),
        own=_own_marks(assessment),
        notes=_spread_notes(assessment),
        reviews=_reviews(assessment),
    )
    return ScoreTrail(
        tally=result,
        scorers=tuple(Scorer(names[sheet.pk], sheet.total) for sheet in sheets),
        lines=tuple(writer.line(depth, node) for depth, node in assessment.rubric.spec.walk()),
        steps=steps_of(assessment, result),
        agrees=not faults_of(assessment, result),
        ranked=peers.filter(rank__isnull=False).count(),
        grade=(result.grade or "") if assessment.total is None else assessment.grade,
    )


def counted_sheets(assessment: Assessment) -> tuple[ScoreSheet, ...]:
    """The unit's counted sheets, the team's first: the order in which scorers are named."""
    counted = ScoreSheet.objects.counted().filter(assessment=assessment)
    joined = counted.select_related("scorer", "team", "department")
    return tuple(joined.order_by(F("team").asc(nulls_last=True), "pk"))


def scorer_names(sheets: Iterable[ScoreSheet], *, named: bool) -> dict[int, str]:
    """What the scorer of each sheet is called, by the sheet's id. No two are called the same."""
    found: dict[int, str] = {}
    for place, sheet in enumerate(sheets):
        ordinal = STEMS[place] if place < len(STEMS) else str(place + 1)
        name = sheet.scorer.name if named else f"考核员{ordinal}"
        if not sheet.is_team_s:
            name = f"{sheet.body_name} {sheet.scorer.name}" if named else sheet.body_name
        found[sheet.pk] = f"{name}（{ordinal}）" if name in found.values() else name
    return found


@dataclass(frozen=True, slots=True)
class LineWriter:
    """Turns nodes into lines. `names` are the scorers' by sheet id, in the order of columns."""

    result: Tally
    names: dict[int, str]
    reasons: dict[tuple[int, str], str]
    own: dict[str, object]
    notes: dict[str, str]
    reviews: dict[str, str]

    def line(self, depth: int, node: Node) -> Line:
        score = self.result.nodes[node.code]
        measured = next((one.scorer for one in score.given if one.measured), "")
        return Line(
            code=node.code,
            title=node.title,
            standard=node.standard,
            depth=depth,
            is_group=isinstance(node, Group),
            points=plain(node.points),
            own=self._own(node),
            given=self._given(score),
            measured=measured,
            how=score.text.partition("：")[2],
            spread=plain(score.spread) if score.spread else "",
            spread_note=self.notes.get(node.code, ""),
            reasons=self._reasons(node.code),
            review=self.reviews.get(node.code, ""),
            earned="" if score.contribution is None else plain(score.contribution),
            lost=_lost(node, score),
        )

    def _given(self, score: NodeScore) -> tuple[Given, ...]:
        by_name = {one.scorer: plain(one.value) for one in score.scores}
        return tuple(Given(name, by_name.get(name, "")) for name in self.names.values())

    def _reasons(self, code: str) -> tuple[tuple[str, str], ...]:
        return tuple(
            (name, self.reasons[sheet, code])
            for sheet, name in self.names.items()
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


def _lost(node: Node, score: NodeScore) -> str:
    """What an item did not get of its points; empty for headings and for full points."""
    if not isinstance(node, Item) or score.contribution is None or not score.given:
        return ""
    lost = node.points - score.contribution
    return plain(lost) if lost > 0 else ""


def _reasons(sheets: Iterable[ScoreSheet]) -> dict[tuple[int, str], str]:
    rows = Mark.objects.filter(sheet__in=[sheet.pk for sheet in sheets]).exclude(reason="")
    return {
        (sheet, code): reason
        for sheet, code, reason in rows.values_list("sheet_id", "indicator__code", "reason")
    }


def _own_marks(assessment: Assessment) -> dict[str, object]:
    rows = SelfMark.objects.filter(report__assessment=assessment, answer__isnull=False)
    return dict(rows.values_list("indicator__code", "answer"))


def _reviews(assessment: Assessment) -> dict[str, str]:
    """What a second look made of the items that the unit objected to."""
    decided = Objection.objects.decided().filter(assessment=assessment).select_related("indicator")
    return {
        each.indicator.code: f"原得分 {each.original}，单位提出异议，复核后"
        f"{each.get_status_display()}：{each.reason}"
        for each in decided
    }


def _spread_notes(assessment: Assessment) -> dict[str, str]:
    rows = SpreadNote.objects.filter(assessment=assessment)
    return dict(rows.values_list("indicator__code", "text"))
