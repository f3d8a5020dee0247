"""The figures of a year with their values, and the rows behind one. Kept by the data's version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone

from assessments.models import FigureWording
from assessments.results.figures.base import (
    Asked,
    Figure,
    FigureValue,
    Measured,
    Shown,
    measured,
    rows_of,
    told,
)
from assessments.results.figures.catalogue import Terms, catalogue, terms_of
from assessments.wording import Rule, rules_for
from wenming.audit.models import AuditHead
from wenming.snapshots import one_snapshot

# Figures of another release are not ours: a definition may have changed.
RELEASE = sha256(
    b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
).hexdigest()[:12]
KEPT_FOR = 7 * 24 * 3600  # only so that a cache does not fill up; what is there is always right


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows of one figure in a total order, and the columns that tell them."""

    rows: "QuerySet[Any]"
    columns: tuple[Shown, ...]


def figures_in(year: int, today: date | None = None) -> Mapping[str, Figure]:
    """The year's catalogue in the office's order, without values."""
    return catalogue(_known(_asked(year, today))[0])


def figures_of(year: int, today: date | None = None) -> dict[str, FigureValue]:
    """Every figure of the year in the catalogue's order, in the office's wording."""
    with one_snapshot():
        terms, values = _known(_asked(year, today))
        rules = rules_of(year)
    return {
        name: told(figure, values[name], chosen_rule(figure, rules))
        for name, figure in catalogue(terms).items()
    }


def rules_of(year: int) -> dict[str, str]:
    """Name → the rule that the office has chosen for it. One query."""
    return dict(FigureWording.objects.filter(year=year).values_list("name", "rule"))


def chosen_rule(figure: Figure, rules: Mapping[str, str]) -> Rule:
    """The office's choice where the unit allows it, else the catalogue's."""
    chosen = rules.get(figure.name, "")
    return Rule(chosen) if chosen in rules_for(figure.unit) else figure.wording


def rows_behind(figure: Figure, year: int, today: date | None = None) -> Behind:
    """Exactly the rows whose count or sum the figure is. Page them."""
    family = figure.family
    rows = rows_of(figure, _asked(year, today))
    if family.joined:
        rows = rows.select_related(*family.joined)
    columns = family.columns
    if added := added_column(figure):
        columns = (*columns, added)
    return Behind(rows.order_by(*family.order), columns)


def added_column(figure: Figure) -> Shown | None:
    """The column whose sum the figure is; None where rows are counted."""
    if figure.added is not None or not figure.amount:
        return figure.added
    kind = "points2" if figure.places else "integer"
    amount = figure.amount
    return Shown(f"数量（{figure.unit}）", lambda row: getattr(row, amount), kind, 16)


def data_version() -> str:
    """Changes with every write that matters: the head of the trail.

    Every action records what it did in its own transaction, imports and corrections as well, so
    whatever a figure counts cannot change without the head's changing. The hash, not the number,
    because a restored backup counts on from an earlier number. Autosaves are not recorded, and no
    figure reads them. Tests that write rows without actions clear the cache.
    """
    head = AuditHead.objects.filter(pk=1).values_list("sequence", "hash").first()
    return "-".join(map(str, head)) if head else "0"


def _asked(year: int, today: date | None) -> Asked:
    return Asked(year, today or timezone.localdate())


def _known(asked: Asked) -> tuple[Terms, dict[str, Measured]]:
    """Terms and values; the version is read first, so that what is kept is never older than it.

    The day is part of the question, because lights and tiers of the current year are judged by it.
    """
    key = f"figures:{RELEASE}:{asked.year}:{asked.day}:{data_version()}"
    kept: tuple[Terms, dict[str, Measured]] | None = cache.get(key)
    if kept is None:
        with one_snapshot():
            terms = terms_of(asked.year)
            kept = terms, measured(asked, catalogue(terms).values())
        cache.set(key, kept, KEPT_FOR)
    return kept
