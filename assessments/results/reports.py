"""One unit's self-check report as the pages show it: items with all that belongs to them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assessments.models import Assessment, Evidence, ReviewComment, SelfMark, SelfReport
from assessments.results.answers import answer_in_words, mark_in_words, measured_by
from assessments.scoring import (
    AnswerKind,
    Group,
    Item,
    applicable_items,
    plain,
    running_total,
    two_places,
)

Answers = Mapping[str, Mapping[str, Any] | None]
CHIP_LENGTH = 16
SUMMARY_ANCHOR = "summary"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing before a report can be submitted, and where to mend it."""

    anchor: str
    title: str
    what: str


@dataclass(frozen=True, slots=True)
class LastYear:
    """What the unit said to the same item in its last report."""

    year: int
    answer: str
    points: str
    statement: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a report has come. `sum` and `of` count the answered items only."""

    answered: int
    asked: int
    sum: str
    of: str

    @property
    def rest(self) -> str:
        return f"/ {self.of} 分 · {self.answered}/{self.asked} 项"

    @property
    def label(self) -> str:
        return f"已填 {self.answered} 项，共 {self.asked} 项"

    @property
    def asked_text(self) -> str:
        return f"{self.asked} 项"


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
    points: str
    how: str
    answer: str
    measured_by: str

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
    def wanted(self) -> str:
        """The evidence asked for, in words; "" where nothing is."""
        rule = self.item.evidence
        if rule is None:
            return ""
        kinds = [f"{kind}至少 {count} 份" for kind, count in rule.kinds]
        seen = [f"看得出{'、'.join(rule.visible)}"] if rule.visible else []
        longest = [f"说明不超过 {rule.longest} 字"] if rule.longest else []
        return "，".join([*kinds, *seen, *longest])

    @property
    def missing(self) -> list[str]:
        """What is still to be done here before the report can be submitted."""
        if self.measured_by:
            return []
        if not self.is_answered:
            return ["还没有自评"]
        return [*self._missing_evidence(), *self._too_long()]

    def _missing_evidence(self) -> Iterator[str]:
        """No proof is asked for an item on which the unit claims nothing."""
        if self.item.evidence is None or self.points == "0":
            return
        there = Counter(file.kind for file in self.evidence)
        for kind, least in self.item.evidence.kinds:
            if there[kind] < least:
                yield f"{kind}还差 {least - there[kind]} 份"

    def _too_long(self) -> Iterator[str]:
        rule = self.item.evidence
        typed = len(self.mark.statement)
        if rule and rule.longest and typed > rule.longest:
            yield f"说明 {typed} 字，超过 {rule.longest} 字"


@dataclass(frozen=True, slots=True)
class Section:
    """One 大项 with its items."""

    code: str
    title: str
    points: str
    rows: list[ItemRow]

    @property
    def anchor(self) -> str:
        return f"s{self.code.replace('.', '-')}"

    @property
    def asked(self) -> int:
        return sum(not row.measured_by for row in self.rows)

    @property
    def answered(self) -> int:
        return sum(row.is_answered for row in self.rows if not row.measured_by)

    @property
    def returned(self) -> int:
        return sum(row.returned is not None for row in self.rows)


@dataclass(frozen=True, slots=True)
class ReportSheet:
    """A whole report for one page."""

    report: SelfReport
    sections: list[Section]
    files: list[Evidence]

    @property
    def rows(self) -> list[ItemRow]:
        return [row for section in self.sections for row in section.rows]

    @property
    def progress(self) -> Progress:
        answers = {row.item.code: row.mark.answer for row in self.rows}
        return _progress(self.report.assessment, answers)

    @property
    def returned(self) -> list[ItemRow]:
        return [row for row in self.rows if row.returned and row.returned.round == self.round]

    @property
    def round(self) -> int:
        return self.report.round

    @property
    def gaps(self) -> list[Gap]:
        """Everything missing before submission, in the order of the page."""
        found = [Gap(row.key, row.label, what) for row in self.rows for what in row.missing]
        if not self.report.summary:
            found.append(Gap(SUMMARY_ANCHOR, "书面自查报告", "还没有写"))
        return found


def report_sheet(report: SelfReport, *, with_last_year: bool = True) -> ReportSheet:
    """The report with everything its pages show: four queries, six with last year's.

    `report` comes with its assessment, unit, cycle and rubric.
    """
    assessment = report.assessment
    files = list(assessment.evidence.select_related("file"))
    rows = _Rows(
        marks={mark.indicator_id: mark for mark in report.marks.all()},
        evidence=_evidence_by_mark(assessment, files),
        comments=_comments_by_mark(report),
        last=last_year_of(assessment) if with_last_year else {},
    )
    sections = [
        Section(node.code, node.title, plain(node.points), list(rows.under(node)))
        for node in assessment.rubric.spec.nodes
    ]
    return ReportSheet(report, [section for section in sections if section.rows], files)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Everything that was read, by what it is looked up with."""

    marks: Mapping[int, SelfMark]
    evidence: Mapping[int, Sequence[Evidence]]
    comments: Mapping[int, Sequence[ReviewComment]]
    last: Mapping[tuple[str, str], LastYear]

    def under(self, node: Item | Group, group: str = "") -> Iterator[ItemRow]:
        """The rows of a node, in order. An item without a mark does not apply, or is waived."""
        if isinstance(node, Group):
            for child in node.children:
                yield from self.under(child, child.label if isinstance(child, Group) else group)
        elif mark := self.marks.get(node.id or 0):
            yield self.row(node, mark, group)

    def row(self, item: Item, mark: SelfMark, group: str) -> ItemRow:
        points, how = mark_in_words(item, mark.answer)
        return ItemRow(
            mark=mark,
            item=item,
            group=group,
            evidence=self.evidence.get(mark.pk, ()),
            comments=self.comments.get(mark.pk, ()),
            last=self.last.get((item.code, item.title)),
            points=points,
            how=how,
            answer=answer_in_words(item, mark.answer),
            measured_by=measured_by(item),
        )


def _comments_by_mark(report: SelfReport) -> dict[int, list[ReviewComment]]:
    found: dict[int, list[ReviewComment]] = defaultdict(list)
    comments = ReviewComment.objects.filter(mark__report=report).select_related("by")
    for comment in comments.order_by("round", "pk"):
        found[comment.mark_id].append(comment)
    return found


def _evidence_by_mark(
    assessment: Assessment, files: Iterable[Evidence]
) -> dict[int, list[Evidence]]:
    """The files behind each mark. One query."""
    known = {file.pk: file for file in files}
    found: dict[int, list[Evidence]] = defaultdict(list)
    links = Evidence.marks.through.objects.filter(evidence__assessment=assessment)
    for evidence_id, mark_id in links.order_by("pk").values_list("evidence_id", "selfmark_id"):
        found[mark_id].append(known[evidence_id])
    return found


def last_year_of(assessment: Assessment) -> dict[tuple[str, str], LastYear]:
    """The unit's answers in its latest earlier report, by code and title. Two queries.

    An item counts as the same only where both are unchanged: a code alone may have moved on.
    """
    earlier = (
        Assessment.objects.filter(unit=assessment.unit_id, cycle__year__lt=assessment.cycle.year)
        .select_related("rubric", "cycle")
        .order_by("-cycle__year")
        .first()
    )
    if earlier is None:
        return {}
    marks = SelfMark.objects.filter(report__assessment=earlier, answer__isnull=False)
    by_item = {mark.indicator_id: mark for mark in marks}
    return {
        (item.code, item.title): LastYear(
            earlier.cycle.year,
            answer_in_words(item, mark.answer),
            mark_in_words(item, mark.answer)[0],
            mark.statement,
        )
        for item in earlier.rubric.spec.items
        if (mark := by_item.get(item.id or 0))
    }


def progress_of(report: SelfReport) -> Progress:
    """How far the report has come. One query."""
    return progress_of_each([report])[report.pk]


def progress_of_each(reports: Iterable[SelfReport]) -> dict[int, Progress]:
    """How far several reports have come, by report id. One query."""
    by_report = {report.pk: report for report in reports}
    stored: dict[int, dict[int, Any]] = {pk: {} for pk in by_report}
    marks = SelfMark.objects.filter(report__in=by_report)
    for pk, indicator, answer in marks.values_list("report_id", "indicator_id", "answer"):
        stored[pk][indicator] = answer
    return {
        pk: _progress(report.assessment, _by_code(report, stored[pk]))
        for pk, report in by_report.items()
    }


def missing_before_submission(report: SelfReport) -> list[Gap]:
    """What keeps a report from being submitted; the same list that its page shows."""
    return report_sheet(report, with_last_year=False).gaps


def self_total_of(report: SelfReport) -> Decimal:
    """The unit's own total by the engine. Items that others measure count nothing yet."""
    assessment = report.assessment
    running = running_total(assessment.rubric.spec, assessment.applicant, _answers_of(report))
    return two_places(running.base)


def _answers_of(report: SelfReport) -> dict[str, Mapping[str, Any] | None]:
    stored = SelfMark.objects.filter(report=report).values_list("indicator_id", "answer")
    return _by_code(report, dict(stored))


def _by_code(report: SelfReport, stored: Mapping[int, Any]) -> dict[str, Mapping[str, Any] | None]:
    """Answers by 编号, from answers by indicator."""
    codes = {item.id: item.code for item in report.assessment.rubric.spec.items}
    return {codes[indicator]: answer for indicator, answer in stored.items()}


def _progress(assessment: Assessment, answers: Answers) -> Progress:
    spec, applicant = assessment.rubric.spec, assessment.applicant
    asked = [item for item in applicable_items(spec, applicant) if not measured_by(item)]
    own = {item.code: answers.get(item.code) for item in asked}
    running = running_total(spec, applicant, own)
    return Progress(
        answered=running.answered,
        asked=len(asked),
        sum=plain(running.earned),
        of=plain(running.answered_points),
    )
