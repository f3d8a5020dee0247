"""The fieldwork of the demonstration county: 2020 as the office's summary tells it, and this year.

What the summary does not tell is invented and marked 演示. Each area has a module with `play`.
"""

from collections.abc import Callable
from datetime import datetime

from districts.demonstration import (
    activities,
    area_works,
    areas,
    campaigns,
    consultations,
    county_map,
    culture,
    facilities,
    leaders,
    pairings,
    tasks,
)
from districts.demonstration.cast import FieldCast
from wenming.accounts.models import User

__all__ = ["FieldCast", "build_fieldwork"]

# In the order in which they need each other; one line per area.
AREAS: tuple[Callable[[FieldCast], None], ...] = (
    leaders.play,
    activities.play,
    culture.play,
    facilities.play,
    tasks.play,
    consultations.play,
    pairings.play,
    areas.play,
    area_works.play,
    campaigns.play,
    county_map.play,
)


def build_fieldwork(at: datetime, *, office: User, second: User, leader: User) -> None:
    """Fill the county's fieldwork, once its registers and accounts stand."""
    cast = FieldCast(at=at, office=office, second=second, leader_user=leader)
    for play in AREAS:
        play(cast)
