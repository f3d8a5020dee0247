"""The figures of a year: the only place that computes them.

`figures_of(year)` gives all with value, row count and wording; `rows_behind(figure, year)` the
rows. A figure is added to the module of its section; `catalogue.py` puts them into order.
"""

from assessments.results.figures.base import Figure, FigureValue, Section, Shown
from assessments.results.figures.values import (
    Behind,
    data_version,
    figures_in,
    figures_of,
    rows_behind,
)

__all__ = [
    "Behind",
    "Figure",
    "FigureValue",
    "Section",
    "Shown",
    "data_version",
    "figures_in",
    "figures_of",
    "rows_behind",
]
