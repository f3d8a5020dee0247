"""What the rows of the year's figures name: a year, and a figure of it."""

from tests.access.cast import Cast


def add(cast: Cast) -> None:
    year = cast.cycle.year
    cast.objects["year"] = (year,)
    cast.objects["figure"] = (year, "assessed_units")
    cast.objects["figure-missing"] = (year, "no_such_figure")
