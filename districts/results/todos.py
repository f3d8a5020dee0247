"""What waits for one person in all of fieldwork: each area's rows, put together."""

from districts.results import (
    activities,
    boards,
    campaigns,
    consultations,
    follow_ups,
    honours,
    workdays,
)
from districts.results.areas import todos as areas
from districts.results.desk import Desk, Provider, Todo
from districts.results.pairings import todos as pairings
from districts.results.tasks import todos as tasks

# One line per area.
PROVIDERS: tuple[Provider, ...] = (
    follow_ups.todos,
    activities.todos,
    boards.todos,
    areas.todos,
    tasks.todos,
    consultations.todos,
    campaigns.todos,
    pairings.todos,
    workdays.todos,
    honours.todos,
)


def field_todos(desk: Desk) -> list[Todo]:
    """All areas' rows, unsorted; `desk.hidden` counts what is left out."""
    return [todo for provider in PROVIDERS for todo in provider(desk)]
