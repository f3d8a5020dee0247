"""The year itself, for its workbooks."""

from tests.access.cast import Cast


def add(cast: Cast) -> None:
    cast.objects["cycle"] = (cast.cycle.pk,)
