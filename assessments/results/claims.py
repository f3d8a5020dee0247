"""加分 of one unit: what it claims, what the office says, and what of it counts. Reads only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Prefetch

from assessments.models import Assessment, BonusClaim, Evidence
from assessments.models.extras import COUNTED_CLAIMS
from assessments.results.answers import answer_in_words, mark_in_words
from assessments.roles import ClaimStatus
from assessments.scoring import (
    Bonus,
    BonusLine,
    Item,
    RubricSpec,
    bonus_lines,
    bonus_total,
    plain,
)


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One bonus of the rubric with what became of it. Figures as exact text, blank for none.

    `dropped` says why an accepted bonus does not count: another of its 同类组 is higher.
    """

    claim: BonusClaim
    bonus: Bonus
    item: Item
    claimed: str
    points: str
    how: str
    accepted: str
    counted: str
    dropped: str
    evidence: Sequence[Evidence]

    @property
    def key(self) -> str:
        """What makes the ids of this claim unique on a page."""
        return f"c{self.claim.pk}"

    @property
    def label(self) -> str:
        return self.item.label

    @property
    def full(self) -> str:
        return plain(self.item.points)

    @property
    def rule(self) -> str:
        return self.item.rule.describe()

    @property
    def is_made(self) -> bool:
        return self.claim.answer is not None

    @property
    def chip(self) -> str:
        """The colour of its state."""
        colours = {
            ClaimStatus.PENDING: "chip-amber",
            ClaimStatus.ACCEPTED: "chip-green",
            ClaimStatus.PARTIAL: "chip-blue",
        }
        return colours.get(ClaimStatus(self.claim.status), "chip-red")


@dataclass(frozen=True, slots=True)
class Claims:
    """All bonuses of one unit. `total` is what counts after 同类组 and 加分封顶."""

    rows: tuple[ClaimRow, ...]
    total: str
    summed: str
    cap: str

    @property
    def made(self) -> list[ClaimRow]:
        return [row for row in self.rows if row.is_made]

    @property
    def waiting(self) -> int:
        return sum(row.claim.status == ClaimStatus.PENDING for row in self.made)

    @property
    def is_capped(self) -> bool:
        return self.total != self.summed


def claims_of(assessment: Assessment) -> Claims:
    """What the unit claims and what counts, in the order of the rubric. Two queries at most.

    `assessment` comes with its rubric. A rubric without bonuses costs none.
    """
    spec = assessment.rubric.spec
    if not spec.bonuses:
        return Claims((), "0", "0", "")
    files = Evidence.objects.select_related("file", "activity")
    found = assessment.claims.select_related("decided_by", "updated_by")
    claims = {claim.code: claim for claim in found.prefetch_related(Prefetch("evidence", files))}
    lines = {line.bonus.code: line for line in counted_lines(spec, claims.values())}
    rows = []
    for bonus in spec.bonuses:
        if claim := claims.get(bonus.code):
            claim.assessment = assessment
            rows.append(_row(claim, bonus, lines))
    counting = [line for line in lines.values() if line.counted]
    return Claims(
        rows=tuple(rows),
        total=plain(bonus_total(spec, lines.values())),
        summed=plain(sum((line.value for line in counting), Fraction(0))),
        cap="" if spec.bonus_cap is None else plain(spec.bonus_cap),
    )


def counted_lines(spec: RubricSpec, claims: Iterable[BonusClaim]) -> tuple[BonusLine, ...]:
    """What the engine makes of the accepted ones."""
    accepted = {each.code: each.accepted for each in claims if each.status in COUNTED_CLAIMS}
    return bonus_lines(spec, accepted)


def bonus_of(spec: RubricSpec, code: str) -> Bonus:
    """The bonus with this 编号; KeyError where the rubric has none."""
    for bonus in spec.bonuses:
        if bonus.code == code:
            return bonus
    raise KeyError(code)


def as_item(bonus: Bonus) -> Item:
    """A bonus is answered and read aloud like any item."""
    return Item(code=bonus.code, title=bonus.title, rule=bonus.rule)


def item_of_claim(claim: BonusClaim) -> Item:
    """What is answered. The claim comes with its assessment and rubric."""
    return as_item(bonus_of(claim.assessment.rubric.spec, claim.code))


def claim_in_words(claim: BonusClaim, answer: Mapping[str, Any] | None = None) -> str:
    return answer_in_words(item_of_claim(claim), claim.answer if answer is None else answer)


def verdict_in_words(claim: BonusClaim) -> str:
    """认可（2 次），or 待认定."""
    word = claim.get_status_display()
    if claim.accepted is None:
        return word
    return f"{word}（{answer_in_words(item_of_claim(claim), claim.accepted)}）"


def _row(claim: BonusClaim, bonus: Bonus, lines: Mapping[str, BonusLine]) -> ClaimRow:
    item = as_item(bonus)
    points, how = mark_in_words(item, claim.answer)
    line = lines.get(bonus.code)
    return ClaimRow(
        claim=claim,
        bonus=bonus,
        item=item,
        claimed=answer_in_words(item, claim.answer),
        points=points,
        how=how,
        accepted="" if claim.accepted is None else answer_in_words(item, claim.accepted),
        counted=plain(line.value) if line else "",
        dropped=_dropped(line, lines) if line else "",
        evidence=list(claim.evidence.all()),
    )


def _dropped(line: BonusLine, lines: Mapping[str, BonusLine]) -> str:
    if line.counted:
        return ""
    family = line.bonus.family
    best = next(one for one in lines.values() if one.counted and one.bonus.family == family)
    return (
        f"同类组“{family}”只计最高一项：{best.bonus.code} {best.bonus.title} "
        f"计 {plain(best.value)} 分，本项 {plain(line.value)} 分不计"
    )
