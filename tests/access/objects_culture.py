"""What the rows about culture name."""

from __future__ import annotations

from tests.access.cast import Cast
from tests.factories import make_series


def add(cast: Cast) -> None:
    """The office's series."""
    series = make_series()
    cast.objects["event-series"] = (series.pk,)
    cast.objects["files-of-series"] = ("eventseries", series.pk)
