"""What the records of a year make of the summary: each paragraph with its figures filled in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.models import AnnualSummary, Highlight, OfficeNote
from assessments.results.figures import FigureValue, figures_of
from assessments.results.summaries.skeleton import Sentence, filled, missing, sentences_of, used
from assessments.roles import ACHIEVEMENTS, NOTE_SECTIONS, NoteKind, SummarySection
from wenming.snapshots import one_snapshot

ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Written:
    """One generated paragraph; `figures` are the names of those it tells."""

    key: str
    section: SummarySection
    text: str
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Generated:
    """All paragraphs in the office's order, and the figures printed in them as JSON."""

    paragraphs: tuple[Written, ...]
    figures: list[dict[str, Any]]


def generated(year: int, today: date) -> Generated:
    """From one state of the database. Three queries besides the figures'."""
    with one_snapshot():
        figures = figures_of(year, today)
        sentences = sentences_of(year)
        highlights = list(Highlight.objects.filter(year=year))
        notes = list(OfficeNote.objects.filter(year=year))
    paragraphs = tuple(_written(year, sentences, figures, highlights, notes))
    names = used((each.text for each in sentences), figures)
    return Generated(paragraphs, [as_json(figures[name]) for name in names])


def _written(
    year: int,
    sentences: Iterable[Sentence],
    figures: Mapping[str, FigureValue],
    highlights: Iterable[Highlight],
    notes: Iterable[OfficeNote],
) -> Iterator[Written]:
    sentences, highlights = list(sentences), list(highlights)
    told = list(notes_written(notes))
    for section in SummarySection:
        for each in sentences:
            if each.section == section:
                names = tuple(used([each.text], figures))
                yield Written(each.key, section, filled(each.text, year, figures), names)
        if section in ACHIEVEMENTS:
            yield _examples(section, highlights)
        yield from (each for each in told if each.section == section)


def _examples(section: SummarySection, highlights: Iterable[Highlight]) -> Written:
    """The section's examples, one to a line."""
    lines = [each.line for each in highlights if each.section == section]
    text = "\n".join(lines) or missing(f"{section.label}典型事例")
    return Written(f"{section.value}.examples", section, text)


def notes_written(notes: Iterable[OfficeNote]) -> Iterator[Written]:
    """The office's notes as numbered points, a paragraph for each kind."""
    notes = list(notes)
    for kind in NoteKind:
        texts = [each.text for each in notes if each.kind == kind]
        section = NOTE_SECTIONS[kind]
        text = "\n".join(points(texts)) or missing(kind.label)
        yield Written(f"{section.value}.notes", section, text)


def points(texts: Iterable[str]) -> list[str]:
    """一是…。 二是…。"""
    return [
        f"{_ordinal(number)}是{' '.join(text.split()).rstrip('。；;')}。"
        for number, text in enumerate(texts, start=1)
    ]


def _ordinal(number: int) -> str:
    """一 … 九十九; beyond that in digits."""
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    before = ("" if tens == 1 else ORDINALS[tens - 1]) + "十" if tens else ""
    return before + (ORDINALS[ones - 1] if ones else "")


def as_json(value: FigureValue) -> dict[str, Any]:
    """The figure as it is kept with a summary and printed in its appendix."""
    return {
        "name": value.figure.name,
        "label": value.figure.label,
        "definition": value.figure.definition,
        "unit": value.figure.unit,
        "value": None if value.value is None else format(value.value, "f"),
        "wording": value.wording,
        "rows": value.rows,
    }


def changed_figures(summary: AnnualSummary, today: date) -> list[tuple[str, str, str]]:
    """(label, wording in the summary, wording now) where the records have moved on since."""
    now = figures_of(summary.year, today)
    return [
        (each["label"], each["wording"], now[each["name"]].wording)
        for each in summary.figures
        if each["name"] in now and now[each["name"]].wording != each["wording"]
    ]
