"""The paragraphs of the summary as the office wants them worded in a year, and their fields."""

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from assessments.models import SummarySentence
from assessments.results.figures import FigureValue
from assessments.roles import SummarySection

FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
BRACES = re.compile(r"\{\{|\}\}")
_FILE = tomllib.loads(Path(__file__).with_name("skeleton.toml").read_text(encoding="utf-8"))
VERSION: int = _FILE["version"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One paragraph before its figures are filled in. `own` is the office's wording, where it has
    one for the year."""

    key: str
    section: SummarySection
    default: str
    own: SummarySentence | None = None

    @property
    def text(self) -> str:
        return self.own.text if self.own else self.default

    @property
    def fields(self) -> tuple[str, ...]:
        """The names between the braces, each once, in the text's order."""
        return fields_in(self.text)


DEFAULTS = tuple(
    Sentence(each["key"], SummarySection(each["section"]), each["text"])
    for each in _FILE["paragraph"]
)
BY_KEY: Mapping[str, Sentence] = {each.key: each for each in DEFAULTS}


def sentences_of(year: int) -> tuple[Sentence, ...]:
    """All paragraphs in order, as worded for the year. One query."""
    own = {each.key: each for each in SummarySentence.objects.filter(year=year)}
    return tuple(
        Sentence(each.key, each.section, each.default, own.get(each.key)) for each in DEFAULTS
    )


def fields_in(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(FIELD.findall(text)))


def plain_fields(year: int) -> dict[str, str]:
    """What can be named besides figures."""
    return {"year": str(year), "next_year": str(year + 1), "county": settings.COUNTY}


def faults_in(text: str, known: Collection[str]) -> list[str]:
    """What is wrong with a reworded paragraph, in sentences; nothing where it can be filled."""
    faults = [f"没有“{name}”这个字段。" for name in fields_in(text) if name not in known]
    if BRACES.search(FIELD.sub("", text)):
        faults.append("字段没有写完整，应写成 {{ 字段名 }}。")
    return faults


def filled(text: str, year: int, figures: Mapping[str, FigureValue]) -> str:
    """The text with every field replaced. A figure that is not known is marked, never guessed;
    what is put in is not looked through for fields again."""
    words = plain_fields(year)

    def told(found: re.Match[str]) -> str:
        name = found[1]
        if name in figures:
            return figures[name].wording
        return words.get(name) or missing(name)

    return FIELD.sub(told, text)


def missing(what: str) -> str:
    return f"【待补充：{what}】"


def used(texts: Iterable[str], figures: Mapping[str, FigureValue]) -> list[str]:
    """The names of the figures in these texts, each once."""
    names = dict.fromkeys(name for text in texts for name in fields_in(text))
    return [name for name in names if name in figures]
