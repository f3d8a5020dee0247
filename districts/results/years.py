"""Which year a fieldwork list is about. Years are those of its rows: a new one needs nobody."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class YearChoice:
    """The year shown and all that can be chosen, newest first."""

    year: int
    years: tuple[int, ...]


def chosen_year(asked: str | None, rows: QuerySet[Any], today: date) -> YearChoice:
    """`?year=` if there are rows of it, else this year. One query."""
    found = set(rows.order_by().values_list("year", flat=True).distinct()) | {today.year}
    years = tuple(sorted(found, reverse=True))
    year = int(asked) if asked and asked.isascii() and asked.isdigit() else today.year
    return YearChoice(year if year in found else today.year, years)
