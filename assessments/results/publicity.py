"""公示 as pages read it: what would be made public, what hinders it, and what it says."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from assessments.models import (
    Assessment,
    Cycle,
    Publication,
    PublicObjection,
    ScoreSheet,
    TeamMember,
)
from assessments.models.publicity import PUBLISHED
from assessments.results.feedback import open_objections
from assessments.results.outcomes import approved_outcomes
from assessments.roles import (
    CycleStatus,
    PhaseKind,
    PublicationStatus,
    PublicField,
    PublicObjectionStatus,
    PublicStage,
)
from districts.models import Membership
from districts.roles import Role
from wenming.accounts.models import User
from wenming.workdays.calendar import calendar_for

# What the snapshot keeps of one unit; `cells` are texts by PublicField, and only the chosen ones.
Row = Mapping[str, Any]

CHIPS = {
    PublicationStatus.DRAFT: "",
    PublicationStatus.PREPARED: "chip-amber",
    PublicationStatus.APPROVED: "chip-green",
    PublicationStatus.CONCLUDED: "chip-green",
    PublicationStatus.WITHDRAWN: "chip-red",
}
OBJECTION_CHIPS = {
    PublicObjectionStatus.RECEIVED: "chip-amber",
    PublicObjectionStatus.HANDLING: "chip-blue",
    PublicObjectionStatus.ANSWERED: "chip-green",
}


def _rank(assessment: Assessment) -> str:
    return str(assessment.rank) if assessment.rank is not None else ""


def _total(assessment: Assessment) -> str:
    return f"{assessment.total:.2f}" if assessment.total is not None else ""


CELLS: Mapping[PublicField, Callable[[Assessment], str]] = {
    PublicField.UNIT: lambda each: each.unit.name,
    PublicField.TYPE: lambda each: each.unit_type.name,
    PublicField.TOTAL: _total,
    PublicField.RANK: _rank,
    PublicField.GRADE: lambda each: each.grade,
}


@dataclass(frozen=True, slots=True)
class Hindrances:
    """What stands between a year and its notice."""

    enrolled: int
    without_result: int
    objections: int


@dataclass(frozen=True, slots=True)
class Line:
    """One unit as the notice prints it. `number` is its place in the snapshot, from 0."""

    number: int
    head: str
    cells: tuple[tuple[PublicField, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The units of one type; without a title where the type is not made public."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What a notice says: the columns beside the unit's name, and the rows by type."""

    columns: tuple[PublicField, ...]
    sections: tuple[Section, ...]

    @property
    def count(self) -> int:
        return sum(len(section.lines) for section in self.sections)


def hindrances_of(cycle: Cycle) -> Hindrances:
    """Two queries."""
    counts = cycle.assessments.aggregate(enrolled=Count("pk"))
    return Hindrances(
        counts["enrolled"],
        cycle.assessments.incomplete().count(),
        open_objections(cycle).count(),
    )


def rows_of(cycle: Cycle, shows: Collection[str]) -> list[Row]:
    """The year's confirmed results with the chosen fields and no other, by type and rank; by name
    alone where the type is not among them. One query, one more where outcomes are shown: what was
    approved, for the notice stands before titles change."""
    ready = cycle.assessments.exclude(pk__in=cycle.assessments.incomplete().values("pk"))
    ordered = ready.light().ranked()
    if PublicField.TYPE not in shows:
        ordered = ready.light().order_by("unit__name", "pk")
    chosen = [field for field in PublicField if field in shows or field == PublicField.UNIT]
    outcomes = approved_outcomes(cycle) if PublicField.OUTCOME in shows else {}

    def cell(each: Assessment, field: PublicField) -> str:
        if field == PublicField.OUTCOME:
            return outcomes.get(each.pk, "一票否决" if each.is_vetoed else "")
        return CELLS[field](each)

    return [
        {"assessment": each.pk, "cells": {field.value: cell(each, field) for field in chosen}}
        for each in ordered
    ]


def rows_now(publication: Publication) -> Sequence[Row]:
    """The kept rows, or for a draft those that it would keep today."""
    if publication.status == PublicationStatus.DRAFT:
        return rows_of(publication.cycle, publication.shows)
    kept: list[Row] = publication.rows
    return kept


def has_moved_on(publication: Publication) -> bool:
    """Whether the year's results are no longer those that the notice prints. One query."""
    if publication.status not in (PublicationStatus.PREPARED, *PUBLISHED):
        return False
    return list(publication.rows) != rows_of(publication.cycle, publication.shows)


def table_of(shows: Collection[str], rows: Iterable[Row]) -> Table:
    """What is printed. No query."""
    beside = (PublicField.UNIT, PublicField.TYPE)
    columns = tuple(field for field in PublicField if field in shows and field not in beside)
    found: dict[str, list[Line]] = {}
    for number, row in enumerate(rows):
        cells = row["cells"]
        line = Line(number, cells[PublicField.UNIT], tuple((each, cells[each]) for each in columns))
        found.setdefault(cells.get(PublicField.TYPE, ""), []).append(line)
    return Table(columns, tuple(Section(name, tuple(lines)) for name, lines in found.items()))


def closing_day(opens_on: date, working_days: int) -> date:
    """The last day of a window of so many working days, the opening day not counted."""
    return calendar_for(opens_on).add_working_days(opens_on, working_days)


def unknown_years(publication: Publication) -> tuple[int, ...]:
    """Years of the window whose holidays nobody has entered: weekends alone were counted."""
    calendar = calendar_for(publication.opens_on, publication.closes_on)
    return calendar.unknown_years(publication.opens_on, publication.closes_on)


def listed() -> "QuerySet[Publication]":
    """All notices with how many objections came and how many of them wait."""
    waiting = ~Q(objections__status=PublicObjectionStatus.ANSWERED)
    return (
        Publication.objects.select_related("cycle")
        .defer("rows", "intro")
        .order_by("-cycle__year", "-pk")
        .annotate(
            received=Count("objections"),
            waiting=Count("objections", filter=waiting & Q(objections__isnull=False)),
        )
    )


def open_to_public(today: date) -> list[Publication]:
    """The notices that anybody may read on that day. One query."""
    approved = Publication.objects.filter(
        status__in=PUBLISHED, opens_on__lte=today, closes_on__gte=today
    )
    return list(approved.only("slug", "title", "opens_on", "closes_on").order_by("-opens_on", "pk"))


def unanswered(publication: Publication) -> "QuerySet[PublicObjection]":
    return publication.objections.exclude(status=PublicObjectionStatus.ANSWERED)


def stage_word(publication: Publication, today: date) -> str:
    """The state in one word: the stored one, or what its dates make of it."""
    stage = publication.stage(today)
    if publication.status == PublicationStatus.APPROVED:
        return stage.label if stage != PublicStage.HIDDEN else "已批准，待公开"
    return publication.get_status_display()


def years_without() -> "QuerySet[Cycle]":
    """The running years that have no notice, but withdrawn ones."""
    live = Publication.objects.exclude(status=PublicationStatus.WITHDRAWN)
    running = Cycle.objects.filter(status=CycleStatus.OPEN)
    return running.exclude(pk__in=live.values("cycle"))


def proposed_opening(cycle: Cycle, today: date) -> date:
    """The first day of the year's 公示 phase, or today where that has passed."""
    phase = cycle.phases.filter(kind=PhaseKind.PUBLICITY).first()
    return max(timezone.localdate(phase.opens_at), today) if phase else today


def handlers_for(objection: PublicObjection, today: date) -> "QuerySet[User]":
    """Who of the office may be given it: neither scorer nor judge of its unit, nor of the unit."""
    office = Membership.objects.current(today).filter(role=Role.OFFICE)
    found = User.objects.filter(is_active=True, pk__in=office.values("user")).order_by("name", "pk")
    about = objection.about
    if about is None:
        return found
    judges = [
        ScoreSheet.objects.filter(assessment=about).values("scorer"),
        TeamMember.objects.filter(team=about.team_id).values("user"),
        Membership.objects.filter(unit=about.unit_id).values("user"),
    ]
    for of_unit in judges:
        found = found.exclude(pk__in=of_unit)
    return found.exclude(pk=about.confirmed_by_id) if about.confirmed_by_id else found
