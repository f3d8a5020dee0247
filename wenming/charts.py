"""A picture of a few numbers, as a table. The page prints the table; static/js/charts.js draws it.

The table is the truth: it works without JavaScript, is read aloud, and carries the links that a
click in the picture follows. Numbers are drawn from `value`, and told in `text`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Drawn(StrEnum):
    """How charts.js draws the table."""

    BARS = "bars"  # lying, the series of one row one after the other
    COLUMNS = "columns"  # standing, the series of one row on top of each other
    GROUPS = "groups"  # standing, the series of one row side by side
    RADAR = "radar"  # the rows are the corners, from 0 to 100


@dataclass(frozen=True, slots=True)
class Series:
    """A column of the table. `tone` is a colour of static/css/charts.css."""

    name: str
    tone: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One number; None where there is none, which is never drawn as 0."""

    value: Decimal | int | None
    text: str = ""
    url: str = ""

    @property
    def drawn(self) -> str:
        """Digits with a point, whatever the language of the page."""
        return "" if self.value is None else str(self.value)

    @property
    def shown(self) -> str:
        return "–" if self.value is None else self.text or str(self.value)


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Chart:
    """`code` names the picture within its page; `head` is what the rows are; `note` stands under
    the title, `empty` in place of a picture of nothing."""

    code: str
    drawn: Drawn
    title: str
    head: str
    series: Sequence[Series]
    rows: Sequence[Row]
    empty: str
    note: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(cell.value for row in self.rows for cell in row.cells)
