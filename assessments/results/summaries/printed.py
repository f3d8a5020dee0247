"""What stands in the document: from a stored version, or straight from the year's records."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from assessments.models import AnnualSummary, SummaryParagraph
from assessments.results.summaries.generation import ORDINALS, generated
from assessments.roles import ACHIEVEMENTS, SummarySection
from wenming.dates import cn_date

MISSING = re.compile(r"【待补充：([^】]*)】")


@dataclass(frozen=True, slots=True)
class Printed:
    """A summary ready for paper: the lines of each section, and the figures of its appendix."""

    year: int
    dated: date
    lines: dict[SummarySection, list[str]]
    figures: Sequence[dict[str, Any]]

    @property
    def title(self) -> str:
        return f"{settings.COUNTY}文明办{self.year}年度工作总结"

    @property
    def missing(self) -> list[str]:
        """What is still to be supplied, each once, in the text's order."""
        every = "\n".join(line for lines in self.lines.values() for line in lines)
        return list(dict.fromkeys(MISSING.findall(every)))

    def as_words(self) -> dict[str, Any]:
        """What a template may name."""
        return {
            "title": self.title,
            "year": str(self.year),
            "next_year": str(self.year + 1),
            "county": settings.COUNTY,
            "office": f"{settings.COUNTY}文明办",
            "date": cn_date(self.dated),
            "opening": self.lines[SummarySection.OPENING],
            "achievements": [
                {"number": ORDINALS[at], "title": part.label, "lines": self.lines[part]}
                for at, part in enumerate(ACHIEVEMENTS)
            ],
            "problems": self.lines[SummarySection.PROBLEMS],
            "plan": self.lines[SummarySection.PLAN],
            "sources": [
                {key: str(each[key]) for key in ("label", "wording", "rows", "definition")}
                | {"number": str(at)}
                for at, each in enumerate(self.figures, start=1)
            ],
        }


def printed_of(summary: AnnualSummary, paragraphs: Iterable[SummaryParagraph]) -> Printed:
    """A stored version with the office's own texts where it has any."""
    texts = [(SummarySection(each.section), each.text) for each in paragraphs]
    moment = summary.signed_at or summary.generated_at or summary.begun_at
    return _printed(summary.year, timezone.localdate(moment), texts, summary.figures)


def printed_now(year: int, today: date) -> Printed:
    """The year as its records tell it, where no version has been begun."""
    made = generated(year, today)
    texts = [(each.section, each.text) for each in made.paragraphs]
    return _printed(year, today, texts, made.figures)


def _printed(
    year: int,
    dated: date,
    texts: Iterable[tuple[SummarySection, str]],
    figures: Sequence[dict[str, Any]],
) -> Printed:
    lines: dict[SummarySection, list[str]] = {part: [] for part in SummarySection}
    for section, text in texts:
        lines[section] += [line.strip() for line in text.splitlines() if line.strip()]
    return Printed(year, dated, lines, figures)
