"""One version as its page shows it: sections, what was edited, what is missing, what is offered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.models import AnnualSummary, Highlight, OfficeNote, SummaryParagraph
from assessments.policies import can_write_summary
from assessments.results.summaries.comparison import Change, compared
from assessments.results.summaries.generation import changed_figures
from assessments.results.summaries.materials import Material, materials_of
from assessments.results.summaries.printed import printed_of
from assessments.results.summaries.skeleton import BY_KEY
from assessments.roles import NOTE_SECTIONS, NoteKind, SummarySection
from assessments.workflow import SUMMARY_STEPS
from districts.roles import Standing
from districts.workflow.steps import Actor, Step, open_steps
from wenming.accounts.models import User


@dataclass(frozen=True, slots=True)
class Shown:
    """One paragraph. `changes` leads from the generated text that the editor saw to the present
    one; `edit` from the present one to the office's."""

    row: SummaryParagraph
    figures: list[Mapping[str, Any]]
    has_sentence: bool
    changes: list[Change]
    edit: list[Change]


@dataclass(frozen=True, slots=True)
class Part:
    section: SummarySection
    paragraphs: list[Shown]
    highlights: list[Highlight]
    notes: list[OfficeNote]
    materials: list[Material]

    @property
    def is_notes(self) -> bool:
        return self.section in NOTE_SECTIONS.values()

    @property
    def note_kind(self) -> str:
        return next((kind for kind, part in NOTE_SECTIONS.items() if part == self.section), "")


def page_of_summary(
    summary: AnnualSummary, user: User, standing: Standing, today: date
) -> dict[str, Any]:
    """What the page needs. What is offered is asked only while it can be taken."""
    rows = list(summary.paragraphs.select_related("edited_by", "summary"))
    can_edit = summary.is_draft and can_write_summary(standing)
    offered = materials_of(summary.year, today) if can_edit else []
    return {
        "parts": list(_parts(summary, rows, offered)),
        "missing": printed_of(summary, rows).missing,
        "overtaken": [each for each in rows if each.is_overtaken],
        "changed": changed_figures(summary, today) if can_edit else [],
        "can_edit": can_edit,
        "steps": steps_for(summary, user, standing),
        "waits_for_others": standing.is_office
        and summary.drafted_by_id == user.pk
        and not (summary.is_draft or summary.is_signed),
    }


def steps_for(summary: AnnualSummary, user: User, standing: Standing) -> dict[str, Step]:
    """The buttons: who handed in waits for others."""
    actors = frozenset({Actor.OFFICE}) if standing.is_office else frozenset()
    steps = open_steps(SUMMARY_STEPS, actors, summary.status)
    if summary.drafted_by_id == user.pk:
        return {verb: step for verb, step in steps.items() if verb not in {"review", "sign"}}
    return steps


def _parts(summary: AnnualSummary, rows: list[SummaryParagraph], offered: list[Material]) -> Any:
    figures = {each["name"]: each for each in summary.figures}
    highlights = list(Highlight.objects.filter(year=summary.year))
    notes = list(OfficeNote.objects.filter(year=summary.year))
    for section in SummarySection:
        yield Part(
            section,
            [_shown(each, figures) for each in rows if each.section == section],
            [each for each in highlights if each.section == section],
            [each for each in notes if NOTE_SECTIONS[NoteKind(each.kind)] == section],
            [each for each in offered if NOTE_SECTIONS[each.kind] == section],
        )


def _shown(row: SummaryParagraph, figures: Mapping[str, Mapping[str, Any]]) -> Shown:
    return Shown(
        row=row,
        figures=[figures[name] for name in row.figures if name in figures],
        has_sentence=row.key in BY_KEY,
        changes=compared(row.based_on, row.generated) if row.is_overtaken else [],
        edit=compared(row.generated, row.text) if row.is_edited else [],
    )
