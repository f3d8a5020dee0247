"""One unit's self-check report as the pages show it: items with all that belongs to them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from assessments.models import Assessment, Evidence, LateFiling, ReviewComment, SelfMark, SelfReport
from assessments.policies import Calendar
from assessments.results.answers import answer_in_words, mark_in_words, measured_by
from assessments.results.last_years import LastYear, last_year_of
from assessments.results.rectifications import Mended, earlier_of
from assessments.results.report_progress import Progress, progress_from
from assessments.results.report_rows import Gap, ItemRow, Section
from assessments.results.windows import Openings, days_left, has_windows, openings_of
from assessments.roles import Stage
from assessments.scoring import Group, Item, applicable_items, plain

SUMMARY_ANCHOR = "summary"


@dataclass(frozen=True, slots=True)
class StageGroup:
    """The items that are open now, or open later, or are closed. `title` is "" for all of them."""

    stage: str
    title: str
    sections: list[Section]

    @property
    def rows(self) -> int:
        return sum(len(section.rows) for section in self.sections)


@dataclass(frozen=True)
class ReportSheet:
    """A whole report for one page."""

    report: SelfReport
    sections: list[Section]
    files: list[Evidence]
    openings: Openings

    @property
    def rows(self) -> list[ItemRow]:
        return [row for section in self.sections for row in section.rows]

    @property
    def progress(self) -> Progress:
        stored = {row.mark.indicator_id: row.mark.answer for row in self.rows}
        return progress_from(self.report, stored, self.openings)

    @cached_property
    def has_windows(self) -> bool:
        return has_windows(self.report.assessment.rubric)

    @property
    def groups(self) -> list[StageGroup]:
        """By stage where items have windows of their own, else all in one group."""
        if not self.has_windows:
            return [StageGroup("", "", self.sections)]
        found = []
        for stage in Stage:
            sections = [section.at(stage) for section in self.sections]
            sections = [section for section in sections if section.rows]
            found.append(StageGroup(stage.value, stage.label, sections))
        return [group for group in found if group.sections]

    @property
    def missed(self) -> list[ItemRow]:
        """Items whose window closed before they were done, and which may still be permitted."""
        return [row for row in self.rows if row.is_missed and not row.is_declined]

    @property
    def returned(self) -> list[ItemRow]:
        return [row for row in self.rows if row.returned and row.returned.round == self.round]

    @property
    def round(self) -> int:
        return self.report.round

    @property
    def gaps(self) -> list[Gap]:
        """Everything missing before submission, in the order of the page."""
        return [*self.gaps_now, *self.gaps_later]

    @property
    def gaps_later(self) -> list[Gap]:
        """Items whose window has not opened yet: nothing to be done about them now."""
        return [gap for row in self.rows if row.is_later for gap in row.gaps]

    @property
    def gaps_now(self) -> list[Gap]:
        found = [gap for row in self.rows if not row.is_later for gap in row.gaps]
        if not self.report.summary:
            found.append(Gap(SUMMARY_ANCHOR, "书面自查报告", "还没有写"))
        return found


def report_sheet(
    report: SelfReport, calendar: Calendar, *, with_last_year: bool = True
) -> ReportSheet:
    """The report with everything its pages show: four queries, seven with earlier years'.

    `report` comes with its assessment, unit, cycle and rubric.
    """
    assessment = report.assessment
    files = list(assessment.evidence.select_related("file", "activity"))
    marks = list(report.marks.select_related("late"))
    asked = {item.id for item in applicable_items(assessment.rubric.spec, assessment.applicant)}
    late = {mark.indicator_id: filing for mark in marks if (filing := late_of(mark))}
    openings = openings_of(
        report, calendar, {indicator: filing.until for indicator, filing in late.items()}
    )
    rows = _Rows(
        calendar=calendar,
        openings=openings,
        late=late,
        # An item that a title came to exempt later keeps its mark, but is not asked any more.
        marks={mark.indicator_id: mark for mark in marks if mark.indicator_id in asked},
        evidence=_evidence_by_mark(assessment, files),
        comments=_comments_by_mark(report),
        last=last_year_of(assessment) if with_last_year else {},
        earlier=earlier_of(assessment, timezone.localdate(calendar.at)) if with_last_year else {},
    )
    sections = [
        Section(node.code, node.title, plain(node.points), list(rows.under(node)))
        for node in assessment.rubric.spec.nodes
    ]
    return ReportSheet(report, [section for section in sections if section.rows], files, openings)


def late_of(mark: SelfMark) -> LateFiling | None:
    """What was asked and decided about being late with it. Reads what was joined."""
    return getattr(mark, "late", None)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Everything that was read, by what it is looked up with."""

    calendar: Calendar
    openings: Openings
    late: Mapping[int, LateFiling]
    marks: Mapping[int, SelfMark]
    evidence: Mapping[int, Sequence[Evidence]]
    comments: Mapping[int, Sequence[ReviewComment]]
    last: Mapping[tuple[str, str], LastYear]
    earlier: Mapping[str, Sequence[Mended]]

    def under(self, node: Item | Group, group: str = "") -> Iterator[ItemRow]:
        """The rows of a node, in order. An item without a mark does not apply, or is waived."""
        if isinstance(node, Group):
            for child in node.children:
                yield from self.under(child, child.label if isinstance(child, Group) else group)
        elif mark := self.marks.get(node.id or 0):
            yield self.row(node, mark, group)

    def row(self, item: Item, mark: SelfMark, group: str) -> ItemRow:
        points, how = mark_in_words(item, mark.answer)
        opening = self.openings[mark.indicator_id]
        return ItemRow(
            mark=mark,
            item=item,
            group=group,
            evidence=self.evidence.get(mark.pk, ()),
            comments=self.comments.get(mark.pk, ()),
            last=self.last.get((item.code, item.title)),
            earlier=self.earlier.get(item.code, ()),
            points=points,
            how=how,
            answer=answer_in_words(item, mark.answer),
            measured_by=measured_by(item),
            opening=opening,
            late=self.late.get(mark.indicator_id),
            days_left=days_left(opening.closes_at, self.calendar.at) if item.window else None,
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


def missing_before_submission(report: SelfReport, calendar: Calendar) -> list[Gap]:
    """What keeps a report from being submitted; the same list that its page shows."""
    return report_sheet(report, calendar, with_last_year=False).gaps
