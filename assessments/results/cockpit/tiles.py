"""The headline figures: all of the catalogue, each with its page and last year's beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.results.cockpit.scores import Figures, figure_url
from assessments.results.figures import FigureValue
from assessments.wording import Rule, worded

# In the office's order; "of" is what the figure is a part of.
HEADLINES: tuple[tuple[str, str], ...] = (
    ("districts_higher", "districts_standing"),
    ("pairing_money_own", ""),
    ("pairing_money_won", ""),
    ("tasks_accepted", "tasks_promised"),
    ("activities_attendance", ""),
    ("letters_signed", ""),
    ("units_scored", "assessed_units"),
    ("average", ""),
)


@dataclass(frozen=True, slots=True)
class Tile:
    """`value` in words without its unit split off; blank where the year holds no record."""

    label: str
    value: str
    rest: str
    before: str
    url: str


def tiles(year: int, figures: Figures, last: Figures) -> Iterator[Tile]:
    for name, whole in HEADLINES:
        one = figures[name]
        yield Tile(
            label=one.figure.label,
            value=_exact(one),
            rest=f"/ {_exact(figures[whole])}" if whole and figures[whole].value else "",
            before=_exact(last[name]) or "没有记录",
            url=figure_url(year, name),
        )


def _exact(one: FigureValue) -> str:
    """A cockpit is read to compare: exact, whatever the summary says of the figure."""
    return "" if one.value is None else worded(one.value, one.figure.unit, Rule.EXACT)
