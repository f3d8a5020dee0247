"""The items of a self-check report as its pages draw them: what is asked, there, and missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone

from assessments.models import Evidence, LateFiling, ReviewComment, SelfMark
from assessments.openings import WINDOW, Opening
from assessments.results.evidence_checks import (
    Check,
    Part,
    checks_of,
    lies_outside,
    period_in_words,
)
from assessments.results.last_years import LastYear
from assessments.results.rectifications import Mended
from assessments.results.windows import day_in_words, ends_in_words, window_name
from assessments.roles import Stage
from assessments.scoring import AnswerKind, Item, plain

CHIP_LENGTH = 16
# Days before its deadline from which an item is marked.
SOON = 7


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing before a report can be submitted, and where to mend it.

    `word` is its chip: to be done now, later, or missed.
    """

    anchor: str
    title: str
    what: str
    word: str = "待补"
    kind: str = "amber"
    act: str = "去填写"


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item of the report with all that belongs to it."""

    mark: SelfMark
    item: Item
    # The group it stands in, where that is not the section itself; shown above the first of them.
    group: str
    evidence: Sequence[Evidence]
    # What the office said, oldest first; the unit is given only what was sent.
    comments: Sequence[ReviewComment]
    last: LastYear | None
    earlier: Sequence[Mended]
    points: str
    how: str
    answer: str
    measured_by: str
    opening: Opening
    late: LateFiling | None
    # Days that are left of the item's own window or permission; None where it has none.
    days_left: int | None

    @property
    def key(self) -> str:
        """What makes the ids of this item unique on the page."""
        return f"m{self.mark.pk}"

    @property
    def label(self) -> str:
        return f"{self.item.code} {self.item.title}"

    @property
    def full(self) -> str:
        return plain(self.item.points)

    @property
    def rule(self) -> str:
        """The rule in a word or two, for a chip."""
        return self.item.rule.kind.word if self._says_rule_below else self.item.rule.describe()

    @property
    def rule_note(self) -> str:
        """The rule in full, where a chip has no room for it and no button shows it."""
        shown = self.item.rule.answer_kind in (AnswerKind.MET, AnswerKind.LEVEL)
        return self.item.rule.describe() if self._says_rule_below and not shown else ""

    @property
    def _says_rule_below(self) -> bool:
        rule = self.item.rule
        return bool(rule.choices()) or len(rule.describe()) > CHIP_LENGTH

    @property
    def returned(self) -> ReviewComment | None:
        """The office's newest word on this item."""
        sent = [comment for comment in self.comments if comment.is_sent]
        return sent[-1] if sent else None

    @property
    def draft(self) -> ReviewComment | None:
        """What the office has noted in this round and not sent yet."""
        return next((comment for comment in self.comments if not comment.is_sent), None)

    @property
    def is_answered(self) -> bool:
        return self.mark.answer is not None

    @property
    def stage(self) -> Stage:
        return self.opening.stage

    @property
    def window(self) -> str:
        """The item's own window as it is spoken of; "" where it has none."""
        return window_name(self.item.window) if self.item.window else ""

    @property
    def is_later(self) -> bool:
        """Waiting for its own window to open."""
        return self.item.window is not None and self.stage is Stage.LATER

    @property
    def is_missed(self) -> bool:
        """Closed by its own window, and not answered, or not with all that it asks for."""
        if self.measured_by or self.item.window is None or self.stage is not Stage.CLOSED:
            return False
        return not self.is_answered or bool(self._unmet)

    @property
    def _unmet(self) -> list[str]:
        return [check.missing for check in self.checks if check.missing]

    @property
    def is_declined(self) -> bool:
        """Missed, and the office has declined to let the unit fill it in."""
        return self.is_missed and self.late is not None and self.late.is_declined

    @property
    def chip(self) -> tuple[str, str]:
        """(colour, words) of the item's own deadline; words are "" where it has none."""
        opens, closes = self.opening.opens_at, self.opening.closes_at
        if not self.window or self.measured_by or opens is None or closes is None:
            return "", ""
        if self.stage is Stage.LATER:
            return "", f"{day_in_words(timezone.localtime(opens).date())}开放"
        if self.stage is Stage.OPEN:
            late = f"{self.opening.source}，" if self.opening.source != WINDOW else ""
            is_soon = self.days_left is not None and self.days_left < SOON
            kind = "amber" if is_soon and not self.is_answered else ""
            return kind, f"{late}{ends_in_words(closes)}截止"
        if not self.is_missed:
            return "green", "已填报"
        what = "材料不全" if self.is_answered else "未填报"
        return "red", f"{what}，不再补填" if self.is_declined else f"错过窗口，{what}"

    @property
    def checks(self) -> list[Check]:
        """What is asked as evidence, with what is there."""
        if self.measured_by:
            return []
        return checks_of(
            self.item.evidence,
            papers=self.evidence,
            statement=self.mark.statement,
            seen=self.mark.seen,
            is_claimed=self.points != "0",
        )

    @property
    def file_checks(self) -> list[Check]:
        return [check for check in self.checks if check.part in (Part.FILES, Part.PERIOD)]

    @property
    def typed_checks(self) -> list[Check]:
        """What a save of the item can change."""
        return [check for check in self.checks if check.part in (Part.TEXT, Part.SEEN)]

    @property
    def visible(self) -> list[tuple[str, bool]]:
        """What the evidence must show, and whether the unit says that it does."""
        words = self.item.evidence.visible if self.item.evidence else ()
        return [(word, word in self.mark.seen) for word in words]

    @property
    def period(self) -> str:
        """The period that the evidence must be from; "" where there is none."""
        return period_in_words(self.item.evidence) if self.item.evidence else ""

    @property
    def papers(self) -> list[tuple[Evidence, bool]]:
        """The evidence, and whether it was made outside the item's period."""
        return [(paper, lies_outside(self.item.evidence, paper)) for paper in self.evidence]

    @property
    def missing(self) -> list[str]:
        """What is still to be done here before the report can be submitted."""
        if self.measured_by or self.is_declined:
            return []
        if self.is_missed:
            return [self._missed_in_words()]
        if self.is_answered:
            return self._unmet
        if self.is_later and self.opening.opens_at:
            day = day_in_words(timezone.localtime(self.opening.opens_at).date())
            return [f"{day}才开放，开放后填报"]
        return ["还没有自评"]

    @property
    def missed_what(self) -> str:
        """Which window closed, and what is lacking."""
        ended = ends_in_words(self.opening.closes_at) if self.opening.closes_at else ""
        what = "；".join(self._unmet) if self.is_answered else "没有填报"
        return f"{self.window}已于{ended}截止，{what}"

    def _missed_in_words(self) -> str:
        missed = self.missed_what
        if self.late is not None and self.late.is_waiting:
            return f"{missed}；已申请迟报，等待县文明办答复"
        return f"{missed}；请申请迟报，县文明办许可后补填"

    @property
    def gaps(self) -> Iterator[Gap]:
        """The same, as lines of the report's list."""
        for what in self.missing:
            if self.is_missed:
                yield Gap("missed", self.label, what, "错过", "red", "去申请")
            elif self.is_later:
                yield Gap(self.key, self.label, what, "未到", "", "看要求")
            else:
                yield Gap(self.key, self.label, what)


@dataclass(frozen=True, slots=True)
class Section:
    """One 大项 with its items."""

    code: str
    title: str
    points: str
    rows: list[ItemRow]
    stage: str = ""

    @property
    def anchor(self) -> str:
        return f"{self.stage}s{self.code.replace('.', '-')}"

    def at(self, stage: Stage) -> "Section":
        """Only the items that are at that stage. Those that are open keep the section's anchor."""
        rows = [row for row in self.rows if row.stage is stage]
        prefix = "" if stage is Stage.OPEN else f"{stage}-"
        return Section(self.code, self.title, self.points, rows, prefix)

    @property
    def asked(self) -> int:
        return sum(not row.measured_by for row in self.rows)

    @property
    def answered(self) -> int:
        return sum(row.is_answered for row in self.rows if not row.measured_by)

    @property
    def returned(self) -> int:
        return sum(row.returned is not None for row in self.rows)
