"""The year itself, under a name of this area's own."""

from tests.access.cast import Cast


def add(cast: Cast) -> None:
    cast.objects["this-cycle"] = (cast.cycle.pk,)
