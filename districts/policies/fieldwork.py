"""What somebody may do with fieldwork records. Every area's rules stand on these.

The administrator has no part in fieldwork: `visible_to` gives them no row.
"""

from typing import Protocol

from districts.models import FollowUp, Owned
from districts.roles import EntryStatus, FollowUpStatus, Role, Standing
from districts.workflow.entries import ENTRY_EDITABLE
from districts.workflow.steps import Actor


class Entry(Protocol):
    """Any record that is Owned and Confirmable."""

    status: str

    def is_owned_by(self, standing: Standing) -> bool: ...


WORKERS = frozenset({Role.OFFICE, Role.TOWNSHIP, Role.DEPARTMENT, Role.UNIT})


def takes_part(standing: Standing) -> bool:
    """Whether fieldwork pages exist for this person at all; 404 otherwise."""
    return standing.is_leader or bool(WORKERS & standing.roles)


def can_enter(standing: Standing) -> bool:
    """Who may add records of their own: the office, townships, departments, reporters."""
    return bool(WORKERS & standing.roles)


def actors_of(standing: Standing, row: Owned) -> frozenset[Actor]:
    """What this person is towards the record. No query."""
    actors = {Actor.OFFICE} if standing.is_office else set()
    if row.is_owned_by(standing):
        actors.add(Actor.OWNER)
    return frozenset(actors)


def can_edit_entry(standing: Standing, row: Entry) -> bool:
    """The owner until it has been submitted, the office until it has been confirmed."""
    if row.is_owned_by(standing) and row.status in ENTRY_EDITABLE:
        return True
    return standing.is_office and row.status == EntryStatus.SUBMITTED


def can_correct(standing: Standing, row: Entry) -> bool:
    """What has been confirmed is corrected by the office, with a reason."""
    return standing.is_office and row.status == EntryStatus.CONFIRMED


def can_open_follow_ups(standing: Standing) -> bool:
    """The office alone charges others with something."""
    return standing.is_office


def can_prove_follow_up(standing: Standing, row: FollowUp) -> bool:
    """Whoever has to do it adds photos and proof while it is open; the office may help."""
    own = row.is_owned_by(standing) or standing.is_office
    return own and row.status == FollowUpStatus.OPEN


def can_edit_activity_files(standing: Standing, row: Entry) -> bool:
    """As the entry itself; the office may also add a photo to what is confirmed."""
    return can_edit_entry(standing, row) or can_correct(standing, row)
