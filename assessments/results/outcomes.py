"""定等 as pages and actions read it: facts of units, proposals, counts, and what hinders."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from assessments.models import (
    Assessment,
    Cycle,
    DepartmentSheet,
    Objection,
    OutcomeList,
    OutcomeRow,
    OutcomeRule,
    VetoFinding,
)
from assessments.results.outcome_rules import PAST_YEARS, Facts, Proposal, propose
from assessments.roles import (
    FieldStatus,
    Outcome,
    OutcomeKind,
    OutcomeStatus,
    VetoStatus,
)
from districts.models import Honour

CHIPS = {
    Outcome.KEEP: "chip-green",
    Outcome.COMMEND: "chip-green",
    Outcome.WARN: "chip-amber",
    Outcome.RECTIFY: "chip-amber",
    Outcome.REVOKE: "chip-red",
    Outcome.LAPSE: "chip-grey",
}
STATUS_CHIPS = {
    OutcomeStatus.DRAFT: "chip-grey",
    OutcomeStatus.PREPARED: "chip-amber",
    OutcomeStatus.APPROVED: "chip-blue",
    OutcomeStatus.PUBLISHED: "chip-green",
}
FACTS = ("pk", "unit", "unit_type", "total", "rank", "grade", "is_vetoed", "field_status")


@dataclass(frozen=True, slots=True)
class TitleChange:
    """A title that the list takes away, and the row that says so."""

    honour: Honour
    row: OutcomeRow


@dataclass(frozen=True, slots=True)
class Hindrances:
    """What keeps a list from being handed on or published."""

    units: int
    objections: int
    vetoes: int
    sheets: int
    without_result: int


@dataclass(frozen=True, slots=True)
class Tab:
    """An outcome with the number of units that have it."""

    outcome: str
    label: str
    chip: str
    units: int


def outcomes_of(cycle: Cycle) -> dict[int, str]:
    """The published outcome of every unit, by assessment; {} before publication. One query."""
    return _labels(cycle, OutcomeStatus.PUBLISHED)


def approved_outcomes(cycle: Cycle) -> dict[int, str]:
    """The same from approval on: what a public notice may say before titles change. One query."""
    return _labels(cycle, OutcomeStatus.APPROVED, OutcomeStatus.PUBLISHED)


def _labels(cycle: Cycle, *states: OutcomeStatus) -> dict[int, str]:
    rows = OutcomeRow.objects.filter(list__cycle=cycle, list__status__in=states)
    return {pk: Outcome(each).label for pk, each in rows.values_list("assessment", "outcome")}


def published_row(assessment: Assessment) -> OutcomeRow | None:
    """What was published of one unit. No query with `outcome_row__list` joined."""
    row = getattr(assessment, "outcome_row", None)
    return row if row is not None and row.list.is_published else None


def facts_of(found: OutcomeList, rules: Sequence[OutcomeRule]) -> dict[int, Facts]:
    """What the rules may ask of every unit, by assessment. At most four queries."""
    units = Assessment.objects.filter(cycle=found.cycle_id).order_by("pk")
    rows = list(units.values(*FACTS))
    sizes = Counter(row["unit_type"] for row in rows)
    vetoes = _vetoes(found) if any(row["is_vetoed"] for row in rows) else {}
    past = _past(found.cycle)
    asks_terms = any(rule.kind == OutcomeKind.TERM_OVER for rule in rules)
    terms = _terms_over(found) if asks_terms else {}
    return {
        row["pk"]: Facts(
            total=row["total"] if row["field_status"] == FieldStatus.CONFIRMED else None,
            rank=row["rank"],
            of=sizes[row["unit_type"]],
            grade=row["grade"],
            vetoes=tuple(vetoes.get(row["pk"], ())),
            is_vetoed=row["is_vetoed"],
            term_over=terms.get(row["unit"]),
            past=past.get(row["unit"], {}),
        )
        for row in rows
    }


def proposals_of(found: OutcomeList) -> dict[int, Proposal]:
    """What the rules say of every unit now, by assessment. At most five queries."""
    rules = list(found.rules.all())
    return {pk: propose(rules, facts) for pk, facts in facts_of(found, rules).items()}


def caught(found: OutcomeList) -> list[tuple[OutcomeRule, int]]:
    """Every rule, and how many units get their proposal from it."""
    rules = list(found.rules.all())
    by_rule = Counter(propose(rules, facts).rule for facts in facts_of(found, rules).values())
    return [(rule, by_rule[place]) for place, rule in enumerate(rules)]


def has_moved_on(found: OutcomeList) -> bool:
    """Whether the rules would now say something else than the list has."""
    stored = dict(found.rows.values_list("assessment", "proposed"))
    return stored != {pk: each.outcome for pk, each in proposals_of(found).items()}


def rows_of(found: OutcomeList) -> "QuerySet[OutcomeRow]":
    """The list in the order of the ranking."""
    joined = found.rows.select_related("assessment__unit", "assessment__unit_type", "edited_by")
    return joined.defer("assessment__breakdown").order_by(
        "assessment__unit_type__position", "assessment__rank", "assessment__unit__name", "pk"
    )


def tabs_of(found: OutcomeList) -> list[Tab]:
    """The outcomes that occur, with their units. One query."""
    counts = found.rows.order_by().values_list("outcome").annotate(units=Count("pk"))
    units = dict(counts)
    return [
        Tab(each.value, each.label, CHIPS[each], units[each.value])
        for each in Outcome
        if each.value in units
    ]


def title_changes(found: OutcomeList, rows: Iterable[OutcomeRow] | None = None) -> list[Any]:
    """Exactly the titles that publishing takes away, in the list's order. One query or two."""
    if rows is None:
        rows = rows_of(found).filter(outcome=Outcome.REVOKE)
    by_unit = {row.assessment.unit_id: row for row in rows}
    if not by_unit:
        return []
    held = Honour.objects.filter(
        unit__in=by_unit, title=found.title, level=found.level, revoked_on=None
    )
    return [
        TitleChange(honour, by_unit[honour.unit_id])
        for honour in held.select_related("unit").order_by("unit__name", "pk")
    ]


def hindrances_of(cycle: Cycle) -> Hindrances:
    """One query."""
    units = Assessment.objects.all()
    unfinished = units.filter(~Q(field_status=FieldStatus.CONFIRMED) | Q(total=None))
    pending = VetoFinding.objects.filter(status=VetoStatus.PENDING)
    sheets = DepartmentSheet.objects.waiting(timezone.localdate())
    counts = Cycle.objects.annotate(
        units=_of_cycle(units, "cycle"),
        objections=_of_cycle(Objection.objects.waiting(), "assessment__cycle"),
        vetoes=_of_cycle(pending, "assessment__cycle"),
        sheets=_of_cycle(sheets, "cycle"),
        without_result=_of_cycle(unfinished, "cycle"),
    )
    names = ("units", "objections", "vetoes", "sheets", "without_result")
    found = counts.values(*names).get(pk=cycle.pk)
    return Hindrances(**{name: found[name] or 0 for name in names})


def _of_cycle(rows: "QuerySet[Any]", path: str) -> Subquery:
    """How many of these rows the cycle has; None where none."""
    of_one = rows.filter(**{path: OuterRef("pk")}).order_by().values(path)
    return Subquery(of_one.annotate(counted=Count("pk")).values("counted"))


def _vetoes(found: OutcomeList) -> dict[int, list[str]]:
    codes: dict[int, list[str]] = defaultdict(list)
    confirmed = VetoFinding.objects.filter(
        assessment__cycle=found.cycle_id, status=VetoStatus.CONFIRMED
    )
    for pk, code, happened in confirmed.order_by("pk").values_list(
        "assessment", "code", "happened"
    ):
        codes[pk].append(f"{code} {happened[:40]}")
    return codes


def _past(cycle: Cycle) -> Mapping[int, Mapping[int, str]]:
    """Published outcomes of the years before, by unit and by how long ago."""
    rows = OutcomeRow.objects.filter(
        list__status=OutcomeStatus.PUBLISHED,
        list__cycle__year__gte=cycle.year - PAST_YEARS,
        list__cycle__year__lt=cycle.year,
    )
    past: dict[int, dict[int, str]] = defaultdict(dict)
    for unit, year, outcome in rows.values_list("assessment__unit", "list__cycle__year", "outcome"):
        past[unit][cycle.year - year] = outcome
    return past


def _terms_over(found: OutcomeList) -> dict[int, date]:
    """Units whose title of the list has run out by the end of the year, and on which day."""
    last = date(found.cycle.year, 12, 31)
    titles = Honour.objects.filter(title=found.title, level=found.level, revoked_on=None)
    ends: dict[int, date | None] = {}
    for unit, until in titles.values_list("unit", "valid_until"):
        known = ends.get(unit, until)
        ends[unit] = None if until is None or known is None else max(until, known)
    return {unit: until for unit, until in ends.items() if until is not None and until <= last}
