"""What a figure of the year is, and how the figures of one family are asked in one query."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from django.db import models
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models import Value as Constant
from django.db.models.functions import JSONObject

from assessments.wording import Rule, worded

Value: TypeAlias = Decimal | int
# PostgreSQL takes a hundred arguments, and each entry of an object is two.
MOST_IN_ONE_OBJECT = 50


class Section(models.TextChoices):
    """The parts of the year's summary, in the office's order."""

    DISTRICTS = "districts", "文明片区创建"
    PAIRINGS = "pairings", "文明单位“龙头带动”"
    TASKS = "tasks", "为民办实事"
    CULTURE = "culture", "文化活动"
    CAMPAIGNS = "campaigns", "群众性创建"
    ASSESSMENT = "assessment", "考核管理"


@dataclass(frozen=True, slots=True)
class Asked:
    """The year that is told, and the day on which: a past year stands as it did at its end."""

    year: int
    today: date

    @property
    def day(self) -> date:
        return min(self.today, date(self.year, 12, 31))

    @property
    def has_come(self) -> bool:
        """Of a year that has not come nothing is known, not even what stands today."""
        return self.year <= self.today.year


Where: TypeAlias = Q | Callable[[Asked], Q]


@dataclass(frozen=True, slots=True)
class Shown:
    """A column of the rows behind a figure. `kind` as in wenming.xlsx: text, date, integer …"""

    label: str
    of: Callable[[Any], Any]
    kind: str = "text"
    width: int = 20


@dataclass(frozen=True, slots=True)
class Measured:
    """What a figure comes to, over how many rows; None where the year holds no record."""

    value: Value | None
    rows: int


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """Records that are asked together.

    `rows` are all records of the year of which the family's figures count some.
    """

    rows: "Callable[[Asked], QuerySet[Any]]"
    order: tuple[str, ...]
    columns: tuple[Shown, ...]
    joined: tuple[str, ...] = ()
    measure: "Callable[[Asked, Sequence[Figure]], dict[str, Measured]] | None" = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the year: so many records, or the exact sum of one column of theirs.

    `where` says which of the family's rows count; `amount` is the column that is added, blank where
    rows are counted, `places` its decimals. Where the family has no row of those that `present`
    names, the year was not kept and the figure is unknown. `key` and `about` are what a generated
    figure is about: a type, a kind, a head. `is_mean`: the sum is divided by the number of rows.
    `is_fine` marks what only tables want.
    """

    name: str
    label: str
    definition: str
    unit: str
    section: Section
    family: Family
    wording: Rule = Rule.EXACT
    where: Where = field(default_factory=Q)
    amount: str = ""
    places: int = 0
    present: Where = field(default_factory=Q)
    # What is added where it is no column of the table; the rows show it.
    added: Shown | None = None
    is_mean: bool = False
    key: str = ""
    about: Any = None
    is_fine: bool = False


@dataclass(frozen=True, slots=True)
class FigureValue:
    """A figure with what the year says: `value` None means that no record of the year exists."""

    figure: Figure
    value: Value | None
    rows: int
    wording: str

    @property
    def is_missing(self) -> bool:
        return self.value is None


def told(figure: Figure, measured: Measured, rule: Rule) -> FigureValue:
    """With its wording; what is missing is marked and never guessed."""
    wording = f"【待补充：{figure.label}】"
    if measured.value is not None:
        wording = worded(measured.value, figure.unit, rule)
    return FigureValue(figure, measured.value, measured.rows, wording)


def condition(where: Where, asked: Asked) -> Q:
    return where(asked) if callable(where) else where


def so_far(asked: Asked) -> Q:
    """For what stands on from year to year: all of it, and nothing in a year to come."""
    return Q() if asked.has_come else Q(pk__in=[])


def rows_of(figure: Figure, asked: Asked) -> "QuerySet[Any]":
    """Exactly the rows that the figure counts or adds, in no order."""
    return figure.family.rows(asked).filter(condition(figure.where, asked))


def measured(asked: Asked, figures: Iterable[Figure]) -> dict[str, Measured]:
    """All figures: families that only count in one query, every other in one of its own."""
    families: dict[Family, list[Figure]] = {}
    for figure in figures:
        families.setdefault(figure.family, []).append(figure)
    counting = {family: own for family, own in families.items() if _only_counts(family, own)}
    found = _counted(asked, list(counting.values()))
    for family, members in families.items():
        if family not in counting:
            found |= (family.measure or _aggregated)(asked, members)
    return found


def _only_counts(family: Family, figures: Sequence[Figure]) -> bool:
    few = len(figures) * 2 <= MOST_IN_ONE_OBJECT
    return family.measure is None and few and not any(figure.amount for figure in figures)


def _counted(asked: Asked, families: Sequence[Sequence[Figure]]) -> dict[str, Measured]:
    """A row of counts from each family, put below one another: one query for all."""
    if not families:
        return {}
    first, *others = (_counts(asked, number, own) for number, own in enumerate(families))
    # A family of which nothing can count has no aggregate left, and so no row where it is empty.
    found = {figure.name: Measured(None, 0) for own in families for figure in own}
    for number, counts in first.union(*others, all=True):
        for at, figure in enumerate(families[number]):
            rows, there = counts[f"rows_{at}"], counts[f"there_{at}"]
            found[figure.name] = Measured(rows if there else None, rows)
    return found


def _counts(asked: Asked, number: int, figures: Sequence[Figure]) -> "QuerySet[Any, Any]":
    columns: dict[str, Any] = {}
    for at, figure in enumerate(figures):
        columns[f"rows_{at}"] = _count(condition(figure.where, asked))
        columns[f"there_{at}"] = _count(condition(figure.present, asked))
    rows = figures[0].family.rows(asked).order_by()
    # Grouped by a constant: one row, also where there is nothing to count.
    grouped = rows.annotate(family_number=Constant(number)).values("family_number")
    told: QuerySet[Any, Any] = grouped.annotate(counts=JSONObject(**columns))
    return told.values_list("family_number", "counts")


def _aggregated(asked: Asked, figures: Sequence[Figure]) -> dict[str, Measured]:
    family = figures[0].family
    columns: dict[str, Any] = {}
    for number, figure in enumerate(figures):
        where = condition(figure.where, asked)
        columns[f"rows_{number}"] = _count(where)
        columns[f"there_{number}"] = _count(condition(figure.present, asked))
        if figure.amount:
            columns[f"sum_{number}"] = Sum(figure.amount, filter=where or None)
    sums = family.rows(asked).order_by().aggregate(**columns)
    return {
        figure.name: Measured(_value(sums, number, figure), sums[f"rows_{number}"])
        for number, figure in enumerate(figures)
    }


def _count(where: Q) -> Count:
    return Count("pk", filter=where or None)


def _value(sums: dict[str, Any], number: int, figure: Figure) -> Value | None:
    if not sums[f"there_{number}"]:
        return None
    if not figure.amount:
        return int(sums[f"rows_{number}"])
    total: Value = sums[f"sum_{number}"] or 0
    return Decimal(total) if figure.places else int(total)
