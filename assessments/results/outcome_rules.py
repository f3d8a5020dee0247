"""What the rules of a year say of one unit. Asks no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from assessments.models import OutcomeRule
from assessments.roles import Outcome, OutcomeKind
from wenming.dates import cn_date
from wenming.numbers import plain

PAST_YEARS = 3
NO_RULE = "没有触及任何规则"
# Look at what the other rules found, and at years past; the first that holds takes its place.
ON_TOP = frozenset({OutcomeKind.REPEATED, OutcomeKind.UNMET})
GOOD = frozenset({Outcome.KEEP, Outcome.COMMEND})


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a rule may ask of a unit. `past`: its outcomes by how many years ago."""

    total: Decimal | None = None
    rank: int | None = None
    of: int = 0
    grade: str = ""
    vetoes: tuple[str, ...] = ()
    is_vetoed: bool = False
    term_over: date | None = None
    past: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed, why, and the rule that says so (by its place), if any."""

    outcome: str
    reason: str
    rule: int | None


def propose(rules: Sequence[OutcomeRule], facts: Facts) -> Proposal:
    """The first rule that holds; on top of it the first that asks about years past."""
    found = Proposal(Outcome.KEEP, NO_RULE, None)
    for place, rule in enumerate(rules):
        if rule.kind not in ON_TOP and (reason := _holds(rule, facts)):
            found = Proposal(rule.outcome, reason, place)
            break
    for place, rule in enumerate(rules):
        if rule.kind in ON_TOP and (reason := _holds_on_top(rule, facts, found.outcome)):
            return Proposal(rule.outcome, f"{found.reason}；{reason}", place)
    return found


def share_of(percent: Decimal, units: int) -> int:
    """How many units the best `percent` of them are: a part of a unit is none."""
    return int(percent * units / 100)


def _holds(rule: OutcomeRule, facts: Facts) -> str:
    """Why the rule holds, in words; "" where it does not."""
    match rule.kind:
        case OutcomeKind.VETOED:
            return _vetoed(facts)
        case OutcomeKind.NO_RESULT:
            return "" if facts.is_vetoed or facts.total is not None else "本年度没有得分"
        case OutcomeKind.GRADE:
            return f"等次为{rule.about}" if facts.grade == rule.about else ""
        case OutcomeKind.TERM_OVER:
            return f"称号有效期至{cn_date(facts.term_over)}，已满" if facts.term_over else ""
        case OutcomeKind.BELOW | OutcomeKind.AT_LEAST:
            return _bounded(rule, facts)
    return _ranked(rule, facts)


def _vetoed(facts: Facts) -> str:
    if not facts.is_vetoed:
        return ""
    return f"一票否决：{'、'.join(facts.vetoes)}" if facts.vetoes else "一票否决"


def _bounded(rule: OutcomeRule, facts: Facts) -> str:
    if facts.total is None or rule.figure is None:
        return ""
    is_below = facts.total < rule.figure
    if is_below != (rule.kind == OutcomeKind.BELOW):
        return ""
    return f"总分 {facts.total}，{'低于' if is_below else '不低于'} {plain(rule.figure)} 分"


def _ranked(rule: OutcomeRule, facts: Facts) -> str:
    if facts.rank is None or rule.figure is None:
        return ""
    if rule.kind == OutcomeKind.BEST:
        best, words = int(rule.figure), f"前 {plain(rule.figure)} 名"
    else:
        best = share_of(rule.figure, facts.of)
        words = f"前 {plain(rule.figure)}%（{best} 家）"
    return f"类内第 {facts.rank} 位，在{words}内" if facts.rank <= best else ""


def _holds_on_top(rule: OutcomeRule, facts: Facts, outcome: str) -> str:
    if not rule.about:
        return ""
    word = Outcome(rule.about).label
    if rule.kind == OutcomeKind.UNMET:
        unmet = facts.past.get(1) == rule.about and outcome not in GOOD | {rule.outcome}
        return f"上年{word}，本年仍未达标" if unmet else ""
    years = int(rule.figure or 2)
    past = [facts.past.get(ago) for ago in range(1, years)]
    if outcome != rule.about or any(each != rule.about for each in past):
        return ""
    return f"连续 {years} 年为{word}"
