"""What an item asks for as evidence (佐证要求), as a checklist with what is there. No query."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from assessments.scoring import EvidenceRule
from wenming.dates import cn_date


class Part(StrEnum):
    """What a check is about. A save changes `TEXT` and `SEEN`; the others wait for a file."""

    FILES = "files"
    PERIOD = "period"
    TEXT = "text"
    SEEN = "seen"


class Paper(Protocol):
    """What is looked at of a piece of evidence."""

    kind: str
    title: str

    @property
    def made_on(self) -> date | None: ...

    @property
    def stands(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist: what is asked, how far it is, and what is missing ("" if none)."""

    part: Part
    label: str
    is_done: bool
    missing: str = ""


def checks_of(
    rule: EvidenceRule | None,
    *,
    papers: Sequence[Paper],
    statement: str,
    seen: Iterable[str],
    is_claimed: bool,
) -> list[Check]:
    """The checklist of one item.

    Where the unit claims nothing (`is_claimed` False) no proof is asked: then nothing is missing,
    but a statement may still be too long.
    """
    if rule is None:
        return []
    checks = [
        *_kinds(rule, papers, statement),
        *_standing(papers),
        *_period(rule, papers, statement),
        *_length(rule, statement),
        *_seen(rule, seen),
    ]
    if is_claimed:
        return checks
    return [check if _is_too_long(rule, check, statement) else _waived(check) for check in checks]


def save_checks(rule: EvidenceRule | None, statement: str, seen: Iterable[str]) -> list[Check]:
    """What a save of the item itself can change in its checklist."""
    return [] if rule is None else [*_length(rule, statement), *_seen(rule, seen)]


def lies_outside(rule: EvidenceRule | None, paper: Paper) -> bool:
    """Whether a paper was made outside the item's period."""
    if rule is None or rule.period is None or paper.made_on is None:
        return False
    first, last = rule.period
    return not first <= paper.made_on <= last


def period_in_words(rule: EvidenceRule) -> str:
    return "至".join(cn_date(day) for day in rule.period) if rule.period else ""


def _kinds(rule: EvidenceRule, papers: Sequence[Paper], statement: str) -> Iterator[Check]:
    for kind, least in rule.kinds:
        there = sum(paper.kind == kind and _counts(rule, paper, statement) for paper in papers)
        label = f"{kind} {there}/{least} 份"
        missing = f"{kind}还差 {least - there} 份" if there < least else ""
        yield Check(Part.FILES, label, not missing, missing)


def _counts(rule: EvidenceRule, paper: Paper, statement: str) -> bool:
    """From outside the period only what the rubric lets the unit explain, once it has."""
    if not paper.stands:
        return False
    if rule.period is None:
        return True
    if paper.made_on is None:
        return False
    return not lies_outside(rule, paper) or (rule.explains and bool(statement))


def _period(rule: EvidenceRule, papers: Sequence[Paper], statement: str) -> Iterator[Check]:
    if rule.period is None:
        return
    undated = [paper.title for paper in papers if paper.made_on is None]
    standing = [paper for paper in papers if paper.stands]
    outside = [paper.title for paper in standing if not _counts(rule, paper, statement)]
    outside = [title for title in outside if title not in undated]
    missing = []
    if undated:
        missing.append(f"{_named(undated)}没有填形成日期")
    if outside:
        then = "请在说明里写明原因" if rule.explains else "不能作为本项佐证，请更换"
        missing.append(f"{_named(outside)}不是{period_in_words(rule)}形成的，{then}")
    label = f"形成于{period_in_words(rule)}"
    yield Check(Part.PERIOD, label, bool(papers) and not missing, "；".join(missing))


def _standing(papers: Sequence[Paper]) -> Iterator[Check]:
    """An activity that was returned or taken back is said to be missing until it is back."""
    fallen = [paper.title for paper in papers if not paper.stands]
    if fallen:
        missing = f"{_named(fallen)}没有报送，请在活动台账里报送，或从这一项移除"
        yield Check(Part.FILES, "活动已报送", is_done=False, missing=missing)


def _length(rule: EvidenceRule, statement: str) -> Iterator[Check]:
    typed = len(statement)
    if rule.longest is None and rule.shortest is None:
        return
    missing = ""
    if rule.longest is not None and typed > rule.longest:
        missing = f"说明 {typed} 字，超过 {rule.longest} 字"
    elif rule.shortest is not None and typed < rule.shortest:
        missing = f"说明 {typed} 字，少于 {rule.shortest} 字"
    yield Check(Part.TEXT, f"说明 {typed} 字（{_span(rule)}）", not missing, missing)


def _span(rule: EvidenceRule) -> str:
    if rule.shortest is None:
        return f"不超过 {rule.longest} 字"
    if rule.longest is None:
        return f"不少于 {rule.shortest} 字"
    return f"{rule.shortest}—{rule.longest} 字"


def _seen(rule: EvidenceRule, seen: Iterable[str]) -> Iterator[Check]:
    if not rule.visible:
        return
    rest = [word for word in rule.visible if word not in set(seen)]
    missing = f"请核对材料并勾选：看得出{'、'.join(rest)}" if rest else ""
    done = len(rule.visible) - len(rest)
    label = f"看得出{'、'.join(rule.visible)} {done}/{len(rule.visible)}"
    yield Check(Part.SEEN, label, not missing, missing)


def _is_too_long(rule: EvidenceRule, check: Check, statement: str) -> bool:
    return check.part is Part.TEXT and len(statement) > (rule.longest or len(statement))


def _waived(check: Check) -> Check:
    return Check(check.part, check.label, check.is_done)


def _named(titles: Iterable[str]) -> str:
    return "".join(f"“{title}”" for title in titles)
