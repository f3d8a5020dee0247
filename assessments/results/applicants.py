"""What a unit counts as in a year: the titles that exempt items, and its 申报身份. Reads only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from assessments.models import Assessment, Rubric
from assessments.scoring import RubricSpec
from districts.models import Honour, Unit

AGAIN, FRESH = "复评", "新申报"
NOTHING: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that could take part, with what it would count as.

    `exempted` pairs each of its titles with the items it exempts; `statuses` are the rubric's
    身份 to choose from (none: nothing to choose); `status` is proposed, "" where no rule says.
    """

    unit: Unit
    titles: tuple[str, ...] = ()
    exempted: tuple[tuple[str, tuple[str, ...]], ...] = ()
    statuses: tuple[str, ...] = ()
    status: str = ""
    typed: str = ""

    @property
    def chosen(self) -> str:
        return self.typed or self.status

    @property
    def why(self) -> str:
        """How the proposal comes about."""
        if not self.status:
            return "请选择"
        return f"现有称号：{'、'.join(self.titles)}" if self.titles else "没有有效称号"


def titles_of(units: Iterable[Unit], on: date) -> dict[int, tuple[str, ...]]:
    """The titles in force on that day, by unit, sorted. One query."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = Honour.objects.valid_on(on).filter(unit__in=list(units))
    for unit, title in rows.values_list("unit_id", "title"):
        found[unit].add(title)
    return {unit: tuple(sorted(titles)) for unit, titles in found.items()}


def day_of_snapshot(year: int, today: date) -> date:
    """Titles count as of the day of enrolment, kept within the year that is assessed."""
    return min(max(today, date(year, 1, 1)), date(year, 12, 31))


def statuses_of(spec: RubricSpec) -> tuple[str, ...]:
    """The 申报身份 that a rubric tells apart; none where it has no 身份基数."""
    return tuple(status for status, _ in spec.bases)


def proposed_status(spec: RubricSpec, titles: Iterable[str]) -> str:
    """Who holds a title in force is assessed again (复评), anybody else applies (新申报).

    "" where the rubric has no such words: then somebody has to choose.
    """
    status = AGAIN if tuple(titles) else FRESH
    return status if status in statuses_of(spec) else ""


def exempted_items(spec: RubricSpec, title: str) -> tuple[str, ...]:
    """The 编号 and names of what a title exempts."""
    return tuple(
        node.label
        for _, node in spec.walk()
        if node.exemption is not None and title in node.exemption.honours
    )


def candidates_with(
    units: Iterable[Unit],
    rubrics: Mapping[str, Rubric],
    on: date,
    *,
    typed: Mapping[int, str] = NOTHING,
) -> list[Candidate]:
    """What each would count as under the rubric of its type, with what was typed. One query."""
    units = list(units)
    titles = titles_of(units, on)
    return [
        replace(
            _candidate(unit, rubrics.get(unit.type_id), titles.get(unit.pk, ())),
            typed=typed.get(unit.pk, ""),
        )
        for unit in units
    ]


def possible_titles(assessment: Assessment) -> list[str]:
    """What a snapshot can hold: titles the unit ever had, those the rubric asks for, and its own.

    One query.
    """
    held = Honour.objects.filter(unit=assessment.unit_id).values_list("title", flat=True)
    asked = assessment.rubric.spec.asked_honours
    return sorted({*held, *asked, *assessment.exemptions})


def titles_with_items(assessment: Assessment) -> dict[str, str]:
    """What a snapshot can hold, each title with the items that it exempts, for a choice."""
    spec = assessment.rubric.spec
    found = {}
    for title in possible_titles(assessment):
        items = exempted_items(spec, title)
        found[title] = f"{title}（免评 {'、'.join(items)}）" if items else title
    return found


def _candidate(unit: Unit, rubric: Rubric | None, titles: tuple[str, ...]) -> Candidate:
    if rubric is None:
        return Candidate(unit, titles)
    spec = rubric.spec
    exempted = ((title, exempted_items(spec, title)) for title in titles)
    return Candidate(
        unit=unit,
        titles=titles,
        exempted=tuple((title, items) for title, items in exempted if items),
        statuses=statuses_of(spec),
        status=proposed_status(spec, titles) if spec.bases else "",
    )
